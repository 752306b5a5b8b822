#pragma once

#include "classify/quoter.hpp"

#include "ohmloop/classify/capability.hpp"
#include "ohmloop/result/verdict.hpp"

namespace ohmloop::classify {

/// What a resistive load gets: as measured or stated with just that load, else as deliver() has it.
/// Of an impedance that is a bound at least what it leaves when all its bound.
[[nodiscard]] std::optional<Delivery> delivery_into(const PortFacts& facts, const Capability& port,
                                                    double load_ohm);

/// Line inputs of 10 kohm, 47 kohm and 600 ohm against -10 dBV, 2 V and +4 dBu; headphones of 16,
/// 32, 64, 150, 300 and 600 ohm. Levels are those at the loaded input.
[[nodiscard]] result::CapabilityGrid capability_grid(const PortFacts& facts, const Capability& port,
                                                     const Quoter& quoter);

}  // namespace ohmloop::classify
