#pragma once

#include "ohmloop/classify/port_facts.hpp"

#include <optional>

namespace ohmloop::classify {

// What of a port's level arrives at its loads.

/// The largest level without a load, V rms; without volts no more than it can be, a line input's
/// full scale being 10 V at most. Absent where something else than the port ended it.
[[nodiscard]] std::optional<double> most_level_v(const PortFacts& facts);
/// Next to nothing comes out: an input, or a volume at its minimum. Less than 20 mV, which is no
/// output's full scale; without volts at most 0.3 V, which is 30 dB below any line input's.
[[nodiscard]] bool gives_nothing(const PortFacts& facts);
/// Loads from here on are line inputs, of which some sockets have no more; below, headphones.
inline constexpr double least_input_ohm = 1000;
/// Whether this load got what a line input needs: 0.3 V; any level without volts.
[[nodiscard]] bool feeds_line_input(const PortFacts& facts, const LoadFacts& load);
/// Whether it got what a headphone needs: 0.5 mW (without volts no drop below half), clean to 1 %.
[[nodiscard]] bool drives_headphone(const PortFacts& facts, const LoadFacts& load);

}  // namespace ohmloop::classify
