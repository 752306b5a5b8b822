#pragma once

#include "ohmloop/classify/capability.hpp"
#include "ohmloop/classify/port_facts.hpp"

#include <optional>

namespace ohmloop::classify {

/// The resistance of the return that both channels share, ohms: as measured, or what both channels
/// driven alike lose more than their output impedance, which excludes the return, takes away. With
/// equal loads Z that is |Z + Zo + 2 r| against |Z + Zo|. Absent where it does not stand out of
/// what is uncertain, or a port that is not linear may lose as much.
[[nodiscard]] std::optional<double> shared_return_ohm(const PortFacts& facts,
                                                      const SourceImpedance& source);

}  // namespace ohmloop::classify
