#pragma once

#include "ohmloop/units/quantity.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace ohmloop::measure {

/// A marker found in a record.
struct FoundMarker {
    double position = 0;  ///< frame of the sync chirp's first sample
    double score = 0;     ///< normalized correlation of the sync chirp
    int polarity = 1;
    std::optional<std::uint16_t> number;  ///< absent when its check bits do not agree
};

/// Markers of `x` in order of time, the sync chirp stretched in time by `stretch` (1 for the
/// stimulus's own rate). Only places whose sync correlates at 0.5 or more.
[[nodiscard]] std::vector<FoundMarker> find_markers(std::span<const double> x, Hertz rate,
                                                    double stretch = 1);

/// Markers read at the speed at which the recording runs: its own, that of its loudest tone, or one
/// that a pair of swapped sample rates gives.
struct MarkersRead {
    double stretch = 1;                ///< recorded over stimulus frames, good to 0.1 %
    std::vector<FoundMarker> markers;  ///< those with a number; empty when none can be read
};
[[nodiscard]] MarkersRead read_markers(std::span<const double> x, Hertz rate);

/// The channel with the largest rms.
[[nodiscard]] std::size_t loudest_channel(const std::vector<std::vector<double>>& channels);

}  // namespace ohmloop::measure
