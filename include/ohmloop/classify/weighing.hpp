#pragma once

#include "ohmloop/classify/evidence.hpp"
#include "ohmloop/result/verdict.hpp"

#include <string>
#include <vector>

namespace ohmloop::classify {

/// What can be set about a verdict.
struct Settings {
    /// Odds before anything is measured: jacks people bring to a measurement.
    ClassScores priors{{0.42, 0.43, 0.09, 0.06}};
    double decided_above = 0.60;  ///< below this the best class is not a verdict
    /// The same where no load was connected: what a stage can drive could still turn it.
    double decided_above_with_load_open = 0.75;
    /// The same where the level is open, which could still turn it: none or no volts are known, or
    /// the recorder or the user ended the levels before the port did. An impedance between 25 and
    /// 60 ohm alone stays below.
    double decided_above_with_level_open = 0.80;
    /// Evidence this strong for and against a class is a contradiction unless the best class
    /// has `contradiction_settled_above`.
    double contradiction_nats = 3.0;
    double contradiction_settled_above = 0.80;
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
