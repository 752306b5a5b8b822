#pragma once

#include "ohmloop/classify/evidence.hpp"
#include "ohmloop/classify/weighing.hpp"

#include <map>
#include <string_view>
#include <vector>

namespace ohmloop::classify {

// What each criterion adds to the odds. A ratio here is that of line to headphone or hybrid, both
// of which are built to drive headphones: ln(P(line) / (P(headphone) + P(hybrid))), nats. A
// criterion that tells headphone from hybrid too (a volume, say) has no ratio of its own but only
// one beside what came before it; so each is taken after those before it, in the interface's order,
// and they add up exactly. What only divides headphone and hybrid adds nothing to this ratio.

/// The classes' probabilities while the evidence comes in.
struct Progress {
    ClassScores priors;
    struct Step {
        std::string_view criterion;
        ClassScores probabilities;  ///< after it and all before it
    };
    std::vector<Step> steps;
};
/// What divides headphone and hybrid comes last, as it is weighed.
[[nodiscard]] Progress progress(const std::vector<Evidence>& evidence, const Settings& settings);
/// Of two channels whose probabilities are averaged; both have the same criteria.
[[nodiscard]] Progress mean_of(const Progress& a, const Progress& b);

struct Contribution {
    ClassScores log_likelihood;       ///< what it adds to ln P of each class
    double log_likelihood_ratio = 0;  ///< what it adds to the ratio; positive for line
};
[[nodiscard]] std::map<std::string_view, Contribution> contributions(const Progress& progress);

/// Half-widths of 95 % intervals of a criterion's ratio, nats.
struct RatioUncertainty {
    /// By the figures: the ratio followed to both ends of the interval of the impedance, of the
    /// volts, of a level under load and of the capacitor, which are independent.
    double figures = 0;
    /// By how few devices are known: each row of the populations is a weight, a median and a spread
    /// that n devices gave, with deviations of 1/sqrt(n) of the weight, s/sqrt(n) of the median in
    /// decades and 1/sqrt(2n) of the spread s; shares that were counted or judged likewise.
    double populations = 0;

    [[nodiscard]] double together() const;
};
[[nodiscard]] std::map<std::string_view, RatioUncertainty> ratio_uncertainties(
    const PortFacts& facts, const Settings& settings);

}  // namespace ohmloop::classify
