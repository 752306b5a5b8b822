#include "classify/level_drop.hpp"

#include "ohmloop/classify/population.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ohmloop::classify {

namespace {

using result::Kind;
using Side = LogReading::Side;

constexpr double infinite = std::numeric_limits<double>::infinity();

bool has_exact_level(const LoadFacts& load) {
    return load.max_level && load.max_level->is_measured();
}

double siemens(const LoadFacts& load) { return load.resistance_ohm ? 1 / *load.resistance_ohm : 0; }

/// Of values off independently: their logarithms' half-widths in quadrature.
double quotient_factor(double one, double other) {
    return std::exp(std::hypot(std::log(one), std::log(other)));
}

/// P(V > v): `ratio` is v over the lighter load's level.
ClassScores share_above(const profiles::Populations& populations, const PortFacts& facts,
                        const Capability& port, const LevelPair& pair, double ratio) {
    const double ohm = std::min(pair.implied_ohm(ratio), most_source_ohm(facts).value_or(infinite));
    const double milliamperes =
        1e3 * ratio * pair.light->max_level->value / *pair.heavy->resistance_ohm;
    if (ohm <= 0) return {};
    ClassScores shares =
        likelihood_of_current(populations, {std::log10(milliamperes), 0, Side::at_least},
                              Volts(port.clean_emf_v.value_or(0)));
    if (std::isinf(ohm)) return shares;
    const auto below = likelihood_of_impedance(populations, {std::log10(ohm), 0, Side::at_most});
    for (const Candidate c : candidates) shares[c] *= below[c];
    return shares;
}

}  // namespace

Known LevelPair::ratio() const {
    const Known& above = *heavy->max_level;
    const Known& below = *light->max_level;
    const double value = above.value / below.value;
    return {value, value / quotient_factor(above.value / above.low, below.high / below.value),
            value * quotient_factor(above.high / above.value, below.value / below.low)};
}

double LevelPair::implied_ohm(double ratio) const {
    if (ratio >= 1) return 0;
    const double falls_by = ratio * siemens(*heavy) - siemens(*light);
    return falls_by > 0 ? (1 - ratio) / falls_by : infinite;
}

std::optional<LevelPair> level_pair(const PortFacts& facts) {
    if (!facts.volts) return {};
    LevelPair pair;
    for (const LoadFacts& load : facts.loads) {
        if (!has_exact_level(load)) continue;
        if (!pair.light)
            pair.light = &load;
        else
            pair.heavy = &load;
    }
    return pair.heavy ? std::optional(pair) : std::nullopt;
}

std::optional<double> most_source_ohm(const PortFacts& facts) {
    const auto pair = level_pair(facts);
    if (!pair) return {};
    double most = infinite;
    for (const LoadFacts& load : facts.loads) {
        if (&load == pair->light || !has_exact_level(load)) continue;
        const LevelPair one{pair->light, &load};
        most = std::min(most, one.implied_ohm(one.ratio().low));
    }
    return most;
}

ClassScores of_level_drop(const profiles::Populations& populations, const PortFacts& facts,
                          const Capability& port) {
    const auto pair = level_pair(facts);
    if (!pair) return {};
    const Known ratio = pair->ratio();
    const auto least = share_above(populations, facts, port, *pair, ratio.low);
    const auto most = share_above(populations, facts, port, *pair, ratio.high);
    ClassScores likelihood;
    for (const Candidate c : candidates) likelihood[c] = least[c] - most[c];
    return logarithm(likelihood);
}

}  // namespace ohmloop::classify
