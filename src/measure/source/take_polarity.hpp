#pragma once

#include "ohmloop/measure/evaluate.hpp"

#include <vector>

namespace ohmloop::measure {

/// The takes with one polarity in each channel. No source turns the phase at 997 Hz by more than a
/// quarter of a circle when a load comes on: where every drive's tone is turned by half a circle
/// (within 60 degrees), the take was recorded inverted; its sign is taken back and a doubt says so.
/// Where the drives contradict each other nothing is changed.
[[nodiscard]] std::vector<Take> of_one_polarity(std::vector<Take> takes, Findings& findings);

}  // namespace ohmloop::measure
