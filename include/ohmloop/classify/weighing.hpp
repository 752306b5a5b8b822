#pragma once

#include "ohmloop/classify/evidence.hpp"
#include "ohmloop/result/verdict.hpp"

#include <string>
#include <vector>

namespace ohmloop::classify {

/// What can be set about a verdict.
struct Settings {
    /// Before anything is measured: even odds for what feeds inputs and what drives headphones. Of
    /// the latter one in six is built for both, by judgement: makers call most such jacks headphone
    /// outputs, and 7 of 100 published ones both. One jack in seventeen is neither.
    ClassScores priors{{0.47, 0.39, 0.08, 0.06}};
    /// A class is named from here on: to name a wrong one costs five times what naming none
    /// does, and (1 - p) 5 < 1. Whatever is not known is in the probability already: ports are
    /// weighed as what they may be.
    double decided_above = 0.80;
    /// Criteria that speak for and against a class at twenty to one each are no such port as the
    /// populations know, unless all together leave the same twenty to one.
    double contradiction_nats = 3.0;
    double contradiction_settled_above = 0.95;
    profiles::Populations populations = profiles::built_in_populations();
};

/// Priors and evidence put together.
struct Weighing {
    ClassScores probabilities;
    result::PortClass port_class = result::PortClass::undecided;
    bool shared = false;   ///< decided, and both hybrid and headphone are likely
    bool is_pair = false;  ///< neither of these reaches what a class must: both are named
    std::string reason;    ///< why undecided; empty otherwise
};

/// `objection`, when not empty, forbids a class whatever the odds and becomes the reason.
[[nodiscard]] Weighing weigh(const std::vector<Evidence>& evidence, const Settings& settings,
                             const std::string& objection = {});
/// The same ruling by these, as of two channels of one class by their mean.
[[nodiscard]] Weighing with_probabilities(Weighing weighing, const ClassScores& probabilities,
                                          const Settings& settings);

}  // namespace ohmloop::classify
