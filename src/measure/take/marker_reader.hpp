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

/// The channel with the largest rms.
[[nodiscard]] std::size_t loudest_channel(const std::vector<std::vector<double>>& channels);

}  // namespace ohmloop::measure
