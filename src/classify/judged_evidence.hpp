#pragma once

#include "ohmloop/classify/capability.hpp"
#include "ohmloop/classify/class_scores.hpp"
#include "ohmloop/profiles/populations.hpp"

namespace ohmloop::classify {

// What no publication counts, and circuits tell: each is a log-likelihood a class, nats, all 0
// where nothing is known, and each speaks whichever way it came out.

/// How far a digital full scale overdrives the open port.
[[nodiscard]] ClassScores of_overdrive(const PortFacts& facts, const Capability& port);
/// The size of a coupling capacitor that was seen.
[[nodiscard]] ClassScores of_capacitor(const Capability& port);
/// Whether distortion rises under a load that met no limit; a limit shows as current, and the same
/// fact counts once.
[[nodiscard]] ClassScores of_distortion(const Capability& port,
                                        const profiles::Populations& populations);
/// What a port that senses its load serves.
[[nodiscard]] ClassScores of_sensing(const PortFacts& facts, const Capability& port);

}  // namespace ohmloop::classify
