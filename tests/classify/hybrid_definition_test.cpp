#include "classify/hybrid_definition.hpp"

#include "ohmloop/profiles/populations.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace ohmloop::classify_tests {

namespace {

using classify::Candidate;
using classify::Known;
using classify::LoadFacts;
using classify::PortFacts;
using classify::ToneFact;

ToneFact tone(double milliamperes, double thd_n_db, result::Kind kind = result::Kind::measured) {
    return {{32e-3 * milliamperes, -10.0},
            thd_n_db,
            classify::Interval{thd_n_db - 0.5, thd_n_db + 0.5},
            kind};
}

/// 3 V behind 25 ohm, current-limited at 12 mA into 32 ohm, with these tones there.
PortFacts loaded_with(const std::vector<ToneFact>& tones) {
    PortFacts facts;
    facts.volts = true;
    facts.impedance_ohm = facts.resistance_ohm = Known{25, 24.9, 25.1};
    LoadFacts open;
    open.name = "open";
    open.max_level = Known{3, 2.98, 3.02};
    LoadFacts load;
    load.name = "32";
    load.resistance_ohm = 32;
    load.max_level = Known{32 * 12e-3, 32 * 11.9e-3, 32 * 12.1e-3};
    load.limited_by = "distortion";
    load.drop_db = -5.0;  // 20 lg(32 / 57)
    load.tones = tones;
    if (!tones.empty()) load.thd_n_db = tones.front().thd_n_db;
    facts.loads = {open, load};
    return facts;
}

double meets(const PortFacts& facts) {
    return classify::meets_hybrid_figures(facts, classify::capability(facts),
                                          profiles::built_in_populations());
}

TEST(HybridDefinition, AHybridIsStrongAndCleanAtOneAndTheSameTone) {
    // Deviations of 0.02 decades at 5 mA and 0.26 dB at -60 dB are far from each of these tones.
    EXPECT_GT(meets(loaded_with({tone(8, -70)})), 0.99);
    EXPECT_GT(meets(loaded_with({tone(11, -40), tone(8, -70), tone(1, -80)})), 0.99);
    EXPECT_LT(meets(loaded_with({tone(11, -40), tone(3, -50)})), 0.01);
    // Between 3 mA and a limit of 12 mA nobody looked; a tone beyond the limit says nothing.
    EXPECT_NEAR(meets(loaded_with({tone(11, -40), tone(3, -80)})), 0.9, 0.01);
    EXPECT_NEAR(meets(loaded_with({tone(20, -20)})), 0.9, 0.01);
}

TEST(HybridDefinition, ATonesOwnIntervalDecidesHowFarItMeetsTheDefinition) {
    EXPECT_NEAR(meets(loaded_with({tone(8, -60)})), 0.5, 0.01);  // 0.01: the other figures' tails
}

TEST(HybridDefinition, APurityOnlyKnownAsABoundIsNoImpurity) {
    const double bound = meets(loaded_with({tone(8, -50, result::Kind::upper_bound)}));
    EXPECT_LT(meets(loaded_with({tone(8, -50)})), 0.01);
    EXPECT_NEAR(bound, 0.9, 0.01);  // nine stages in ten are clean there
    EXPECT_GT(meets(loaded_with({tone(8, -65, result::Kind::upper_bound)})), 0.99);
}

double odds(const PortFacts& facts) {
    const auto nats = classify::of_hybrid_definition(facts, classify::capability(facts),
                                                     profiles::built_in_populations());
    return std::exp(nats[Candidate::hybrid] - nats[Candidate::headphone]);
}

double normal_between(double low, double high, double median, double decades) {
    const auto below = [&](double x) {
        return std::erfc(-(std::log10(x) - std::log10(median)) / decades / std::numbers::sqrt2) / 2;
    };
    return below(high) - below(low);
}

/// 10 to 60 ohm and 1.8 V of all headphone outputs, by each kind's own normal distributions, strays
/// included as scripts/port_populations fits them; nine in ten of these give 5 mA clean.
double usual_share() {
    constexpr double most_v = 1e9;
    double share = 0.05 * normal_between(10, 60, 30, 1.5) * normal_between(1.8, most_v, 2, 0.6);
    for (const auto& kind : profiles::built_in_populations().headphone.ports)
        share += 0.95 * kind.weight * normal_between(10, 60, kind.median_ohm, kind.ohm_decades) *
                 normal_between(1.8, most_v, kind.median_v, kind.v_decades);
    return 0.9 * share;
}

TEST(HybridDefinition, SpeaksAsItsShareOfHybridsOverThatOfHeadphoneOutputs) {
    // Nine in ten hybrids meet it. The figures here are exact but for their tails: 1e-2.
    const double usual = usual_share();
    EXPECT_NEAR(odds(loaded_with({tone(8, -70)})), 0.9 / usual, 1e-2 * 0.9 / usual);
    EXPECT_NEAR(odds(loaded_with({tone(8, -40)})), 0.1 / (1 - usual), 1e-2);
}

TEST(HybridDefinition, CanBeMissedButNotMetWithoutVoltsOrAHeavyLoad) {
    PortFacts facts = loaded_with({tone(8, -70)});
    facts.loads.pop_back();
    EXPECT_LE(odds(facts), 1);
    PortFacts ratios = loaded_with({tone(8, -70)});
    ratios.volts = false;
    EXPECT_LE(odds(ratios), 1);
    ratios.impedance_ohm = ratios.resistance_ohm = Known{200, 199, 201};
    EXPECT_LT(odds(ratios), 0.2);
}

}  // namespace

}  // namespace ohmloop::classify_tests
