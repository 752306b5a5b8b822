#pragma once

#include "ohmloop/classify/capability.hpp"

#include <optional>

namespace ohmloop::classify {

/// Where no impedance was asked for, the heaviest load's drop still gives one:
/// Zo = R (10^(-d/20) - 1), ohm; nullopt without a drop that says anything. Where the measurement
/// withheld it, the drop is no better than a bound.
[[nodiscard]] std::optional<SourceImpedance> source_by_drop(const PortFacts& facts);

}  // namespace ohmloop::classify
