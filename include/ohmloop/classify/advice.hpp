#pragma once

#include "ohmloop/classify/capability.hpp"
#include "ohmloop/classify/port_facts.hpp"
#include "ohmloop/profiles/headphone.hpp"

#include <span>
#include <vector>

namespace ohmloop::classify {

/// Sentences for whoever plugs something in, the most telling first, each with the figures it
/// stands on; what missing volts leave open is said. Typical headphones stand in where none is
/// asked for.
[[nodiscard]] std::vector<result::Advice> advice(const PortFacts& facts, const Capability& port,
                                                 std::span<const profiles::Headphone> asked = {});

}  // namespace ohmloop::classify
