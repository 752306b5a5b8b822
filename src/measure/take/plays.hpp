#pragma once

#include "marker_reader.hpp"

#include <optional>
#include <span>
#include <vector>

namespace ohmloop::measure {

/// First and last marker of a layout as a recording has them.
struct MarkerPair {
    FoundMarker first;
    FoundMarker last;
    double stretch = 0;  ///< their distance over that in the layout
};

/// The pairs at the distance `span` (frames), give or take the share `tolerance`, in order of time
/// and none inside another: once for each time that the layout was recorded whole.
[[nodiscard]] std::vector<MarkerPair> whole_plays(std::span<const FoundMarker> markers, double span,
                                                  double tolerance);

/// The pair whose distance is nearest to `span`; nothing with fewer than two markers.
[[nodiscard]] std::optional<MarkerPair> nearest_pair(std::span<const FoundMarker> markers,
                                                     double span);

}  // namespace ohmloop::measure
