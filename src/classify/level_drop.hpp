#pragma once

#include "ohmloop/classify/capability.hpp"
#include "ohmloop/classify/class_scores.hpp"
#include "ohmloop/classify/port_facts.hpp"
#include "ohmloop/profiles/populations.hpp"

#include <optional>

namespace ohmloop::classify {

/// The largest levels into two loads, where neither is a bound; the lighter may be none at all.
struct LevelPair {
    const LoadFacts* light = nullptr;
    const LoadFacts* heavy = nullptr;

    /// Heavy over light.
    [[nodiscard]] Known ratio() const;
    /// The resistance of a linear source whose level falls so: Z = (1 - q)/(q/R - 1/R_light), open
    /// R (1/q - 1). What falls further than by any, its current being limited: infinite.
    [[nodiscard]] double implied_ohm(double ratio) const;
};

/// Of the lightest load and the heaviest; none with fewer than two levels in volts.
[[nodiscard]] std::optional<LevelPair> level_pair(const PortFacts& facts);

/// The most that the source's resistance can be by its largest levels alone: each pair of the
/// lightest load and another implies one, and what a current limit adds to it the source has less.
/// With the levels' tolerances in it; infinite where every pair has met a limit.
[[nodiscard]] std::optional<double> most_source_ohm(const PortFacts& facts);

/// What the level into the heaviest load says where levels alone are known, nats. It is the smaller
/// of what impedance and current limit leave, so that P(V > v) = P(Z < implied(v)) P(I > v/R), and
/// the likelihood that V lies within its tolerance is the difference of that at both ends.
[[nodiscard]] ClassScores of_level_drop(const profiles::Populations& populations,
                                        const PortFacts& facts, const Capability& port);

}  // namespace ohmloop::classify
