#pragma once

#include "ohmloop/classify/capability.hpp"
#include "ohmloop/classify/class_scores.hpp"
#include "ohmloop/classify/port_facts.hpp"
#include "ohmloop/profiles/populations.hpp"

#include <string>

namespace ohmloop::classify {

/// What to measure next, as the end of a sentence.
struct NextMeasurement {
    std::string text;
    /// Expected of it, nats; infinite where no other is worth anything before it, 0 where nothing
    /// that can be measured is left to tell.
    double nats = 0;
};

/// Of all that was not measured yet what is expected to tell the two likeliest classes apart best,
/// by the likelihoods the evidence is weighed with.
[[nodiscard]] NextMeasurement next_measurement(const PortFacts& facts, const Capability& port,
                                               const ClassScores& probabilities,
                                               const profiles::Populations& populations);

}  // namespace ohmloop::classify
