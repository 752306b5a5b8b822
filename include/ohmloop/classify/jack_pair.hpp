#pragma once

#include "ohmloop/classify/class_scores.hpp"
#include "ohmloop/classify/port_facts.hpp"
#include "ohmloop/classify/weighing.hpp"
#include "ohmloop/result/verdict.hpp"

#include <array>
#include <string>

namespace ohmloop::classify {

/// One of two jacks of a device: what is known of it, and what it was judged to be by itself.
struct Jack {
    std::string name;
    PortFacts facts;
    ClassScores probabilities;
    /// What its impedance put into them: of ln(P(line) / P(headphone or hybrid)), nats.
    double impedance_nats = 0;
};

/// From a result whose verdict is filled: of the channel of which more is known.
[[nodiscard]] Jack jack_of(std::string name, const result::Result& result);

/// Two jacks of one device, each being what it is likelier to be beside the other. How often such
/// devices have one of each kind is counted in the populations; of published pairs of one of each
/// (23) the line output has the higher impedance in 20, of two of a kind either has it as often. As
/// far as the impedances by themselves already tell the two apart, that is not counted again.
[[nodiscard]] result::PairVerdict judge_pair(const std::array<Jack, 2>& jacks,
                                             const Settings& settings = {});

}  // namespace ohmloop::classify
