#include "classify/counted_evidence.hpp"

#include "classify/counted_share.hpp"

#include <cmath>

namespace ohmloop::classify {

namespace {

using profiles::Populations;

/// The same fact of each class, from what is counted of them.
struct CountedFact {
    CountedShare line;
    CountedShare headphone;

    /// A hybrid is built as a headphone output is. Of `other` nothing is counted: it stands between
    /// the two and gains by neither outcome.
    [[nodiscard]] ClassScores likelihood(bool having) const {
        const double of_line = having ? line.having() : 1 - line.having();
        const double of_headphone = having ? headphone.having() : 1 - headphone.having();
        return {{of_line, of_headphone, of_headphone, std::sqrt(of_line * of_headphone)}};
    }
};

CountedEvidence of_fact(const CountedFact& fact, std::optional<bool> having,
                        const Populations& populations) {
    if (!having) return {};
    return {logarithm(fact.likelihood(*having)),
            ratio_deviation(fact.line, fact.headphone, populations.judged_decades, *having)};
}

/// People call fixed what only their computer can set: so many of those that can be set.
constexpr double called_fixed = 0.05;

/// Sockets of 4.4 mm have made balanced headphone outputs more usual than those counted.
constexpr double balanced_since = 0.06;

}  // namespace

CountedEvidence of_volume(const PortFacts& facts, const Populations& populations) {
    const auto& line = populations.line.published;
    const auto& headphone = populations.headphone.published;
    const bool fixed = facts.volume == Volume::fixed || !facts.adjustable.value_or(true) ||
                       std::abs(facts.volume_range_db.value_or(99)) < 0.1;
    const bool told = fixed || facts.volume_range_db || facts.adjustable;
    return of_fact({{line.fixed, line.fixed_of, called_fixed},
                    {headphone.fixed, headphone.fixed_of, called_fixed}},
                   told ? std::optional(fixed) : std::nullopt, populations);
}

CountedEvidence of_balance(const PortFacts& facts, const Populations& populations) {
    const auto& line = populations.line.published;
    const auto& headphone = populations.headphone.published;
    return of_fact({{line.balanced, line.balanced_of, 0},
                    {headphone.balanced, headphone.balanced_of, balanced_since}},
                   facts.balanced, populations);
}

}  // namespace ohmloop::classify
