#pragma once

#include "separation.hpp"

#include "ohmloop/measure/observations.hpp"

namespace ohmloop::measure {

/// Steady lines of a silent record that are neither hum, nor played, nor harmonics of either: of a
/// supply, of a bus, or of another source. A line is told where Hann-windowed noise would reach its
/// power once in a hundred thousand records; its size by least squares, the larger ones taken off
/// first.
[[nodiscard]] IdleTones find_idle_tones(const Separation& parts);

}  // namespace ohmloop::measure
