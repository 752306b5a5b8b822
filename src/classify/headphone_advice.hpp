#pragma once

#include "classify/quoter.hpp"

#include "ohmloop/classify/capability.hpp"
#include "ohmloop/classify/headphone_fit.hpp"
#include "ohmloop/classify/port_facts.hpp"

#include <span>
#include <vector>

namespace ohmloop::classify {

/// What the port drives a headphone of this nominal impedance with; absent without an impedance.
[[nodiscard]] std::optional<HeadphoneDrive> headphone_drive(const PortFacts& facts,
                                                            const Capability& port,
                                                            double nominal_ohm);

/// A sentence each, under the topic "headphone".
[[nodiscard]] std::vector<result::Advice> headphone_advice(
    const PortFacts& facts, const Capability& port, const Quoter& quoter,
    std::span<const profiles::Headphone> asked);
[[nodiscard]] std::vector<result::HeadphoneFit> typical_fits(const PortFacts& facts,
                                                             const Capability& port);
/// One sentence on typical ones, under the topic "headphones"; none where none's level is known.
[[nodiscard]] std::vector<result::Advice> typical_headphone_advice(
    const PortFacts& facts, const Capability& port, const Quoter& quoter,
    const std::vector<result::HeadphoneFit>& typical);

}  // namespace ohmloop::classify
