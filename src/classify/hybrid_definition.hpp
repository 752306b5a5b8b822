#pragma once

#include "ohmloop/classify/capability.hpp"
#include "ohmloop/classify/class_scores.hpp"
#include "ohmloop/profiles/populations.hpp"

namespace ohmloop::classify {

/// Probability that a headphone stage with these figures is what is built for both at full volume:
/// 1.8 V open, 10 to 60 ohm, 5 mA rms below -60 dB THD+N into the heaviest load. What was not
/// measured is as usual among headphone outputs.
[[nodiscard]] double meets_hybrid_figures(const PortFacts& facts, const Capability& port,
                                          const profiles::Populations& populations);

/// Of hybrid re headphone, nats. Constructed: of hybrids no population is published, so they are
/// headphone stages nine in ten of which meet the definition.
[[nodiscard]] ClassScores of_hybrid_definition(const PortFacts& facts, const Capability& port,
                                               const profiles::Populations& populations);

}  // namespace ohmloop::classify
