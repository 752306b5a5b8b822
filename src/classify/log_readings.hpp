#pragma once

#include "ohmloop/classify/capability.hpp"
#include "ohmloop/classify/population.hpp"

#include <optional>

namespace ohmloop::classify {

// A port's figures as the populations are asked of them.

/// lg of the source's resistance: the populations are of resistances, and a coupling capacitor
/// speaks for itself. Absent where a bound leaves every class possible.
[[nodiscard]] std::optional<LogReading> impedance_reading(const PortFacts& facts,
                                                          const Capability& port);
/// lg of the largest EMF: `emf_v` with the open level's uncertainty, or at least so much.
[[nodiscard]] LogReading level_reading(const PortFacts& facts, double emf_v, bool at_least);
/// A control that is not at its maximum hides what the port could give.
[[nodiscard]] bool below_maximum(const PortFacts& facts);
/// It is known to stand there, or there is none.
[[nodiscard]] bool at_full_volume(const PortFacts& facts);

}  // namespace ohmloop::classify
