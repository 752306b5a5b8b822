#pragma once

#include "ohmloop/classify/capability.hpp"
#include "ohmloop/classify/class_scores.hpp"
#include "ohmloop/classify/population.hpp"
#include "ohmloop/classify/port_facts.hpp"

#include <optional>
#include <vector>

namespace ohmloop::classify {

/// One thing a measurement may show.
struct Outcome {
    double log10_value = 0;   ///< of the reading, where one was made
    ClassScores probability;  ///< with ports of each class; over all outcomes 1
};
using Outcomes = std::vector<Outcome>;

/// The two likeliest classes left. Headphone and hybrid are one: no further measurement tells them
/// apart by what their populations hold.
struct Rivals {
    Candidate one = Candidate::line;
    Candidate other = Candidate::headphone;
    double share_of_one = 0.5;  ///< of what the two hold together
};
[[nodiscard]] Rivals rivals_among(const ClassScores& probabilities);

/// By how much one outcome is expected to lessen the doubt which of the two it is: the mutual
/// information of outcome and class, nats; at most ln 2.
[[nodiscard]] double expected_information(const Outcomes& outcomes, const Rivals& rivals);

/// Each of the one seen together with each of the other.
[[nodiscard]] Outcomes beside(const Outcomes& one, const Outcomes& other);

/// What measurements not yet made would show of a port, by the likelihoods its evidence is weighed
/// with, given what is known of it.
class Foresight {
  public:
    Foresight(const PortFacts& facts, const Capability& port,
              const profiles::Populations& populations)
        : facts_(facts), port_(port), populations_(populations) {}

    /// Its resistance, below a bound of it.
    [[nodiscard]] Outcomes impedance() const;
    /// Its largest EMF behind what is known of the impedance; at least what was seen.
    [[nodiscard]] Outcomes level() const;
    /// Impedance, largest level and current, what is not known of them, by a load of so many ohms.
    [[nodiscard]] Outcomes with_load(double load_ohm) const;
    /// Level and current of loads that were measured, once there are volts or a higher level.
    [[nodiscard]] Outcomes level_and_current() const;
    /// How far a digital full scale overdrives it; nothing new where that is known.
    [[nodiscard]] Outcomes overdrive() const;
    [[nodiscard]] Outcomes fixed_or_variable() const;
    [[nodiscard]] Outcomes balanced_or_not() const;

  private:
    [[nodiscard]] Outcomes current(double emf_v, double source_ohm, double load_ohm) const;
    [[nodiscard]] Outcomes sag(double source_ohm, double load_ohm) const;
    [[nodiscard]] Outcomes with_load_behind(double source_ohm, double load_ohm) const;
    /// The load's share of the EMF being known already, they tell of the current as well.
    [[nodiscard]] Outcomes levels_of_known_sag(double source_ohm) const;
    [[nodiscard]] std::optional<LogReading> known_level() const;

    const PortFacts& facts_;
    const Capability& port_;
    const profiles::Populations& populations_;
};

}  // namespace ohmloop::classify
