#pragma once

#include "ohmloop/classify/capability.hpp"
#include "ohmloop/classify/port_facts.hpp"
#include "ohmloop/result/verdict.hpp"

namespace ohmloop::classify {

/// Can it feed line inputs? Level against -10 dBV and against what inputs take, loading loss into
/// 10 kohm, distortion and noise.
[[nodiscard]] result::Fitness serves_as_line(const PortFacts& facts, const Capability& port);
/// Can it drive headphones? Power and current into 32 and 300 ohm, sag and distortion under load,
/// the damping rule |Z| >= 8 Zo, the coupling capacitor's bass corner.
[[nodiscard]] result::Fitness serves_as_headphone(const PortFacts& facts, const Capability& port);

}  // namespace ohmloop::classify
