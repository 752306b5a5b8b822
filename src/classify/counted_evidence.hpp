#pragma once

#include "ohmloop/classify/class_scores.hpp"
#include "ohmloop/classify/port_facts.hpp"
#include "ohmloop/profiles/populations.hpp"

namespace ohmloop::classify {

/// What a fact counted among published ports says of one port: nats, and the deviation of its
/// ratio of line to headphone. All 0 where the fact is not known.
struct CountedEvidence {
    ClassScores log_likelihood;
    double deviation = 0;
};

/// Fixed or variable.
[[nodiscard]] CountedEvidence of_volume(const PortFacts& facts,
                                        const profiles::Populations& populations);
[[nodiscard]] CountedEvidence of_balance(const PortFacts& facts,
                                         const profiles::Populations& populations);

}  // namespace ohmloop::classify
