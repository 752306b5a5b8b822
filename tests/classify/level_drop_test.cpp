#include "classify/level_drop.hpp"

#include "ohmloop/classify/classify.hpp"
#include "ohmloop/classify/population.hpp"
#include "ohmloop/classify/published_port.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::classify {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

/// Levels off by 1.12 each: their ratio by exp(sqrt(2) ln 1.12).
const double ratio_factor = std::exp(std::sqrt(2.0) * std::log(1.12));

PublishedPort port_with(std::optional<double> unloaded, std::vector<PublishedPort::Level> loaded) {
    PublishedPort port;
    port.unloaded_v = unloaded;
    port.loaded = std::move(loaded);
    return port;
}

/// 2 V open, 0.125 V into 32 ohm: 32 (2/0.125 - 1) = 480 ohm in the way, or a limit of 3.91 mA.
PublishedPort weak() { return port_with(2, {{32, 0.125}}); }

TEST(level_drop, ImpliesTheResistanceOfALinearSource) {
    const auto facts = facts_of(weak());
    const auto pair = level_pair(facts);
    ASSERT_TRUE(pair);
    EXPECT_NEAR(pair->implied_ohm(0.125 / 2), 480, 1e-9);
    EXPECT_EQ(pair->implied_ohm(1), 0);
    EXPECT_NEAR(pair->ratio().low, 0.0625 / ratio_factor, 1e-9);
    EXPECT_NEAR(pair->ratio().high, 0.0625 * ratio_factor, 1e-9);
}

TEST(level_drop, ImpliesItFromTwoLoadsAsWell) {
    // An EMF of 2.4 V behind 60 ohm: 2.4 V * 16/76 = 0.50526 V and 2.4 V * 300/360 = 2 V.
    const auto facts = facts_of(port_with({}, {{16, 2.4 * 16 / 76}, {300, 2}}));
    const auto pair = level_pair(facts);
    ASSERT_TRUE(pair);
    EXPECT_NEAR(pair->implied_ohm(2.4 * 16 / 76 / 2), 60, 1e-9);
    // 0.1 V into 16 ohm is 6.25 mA; 2 V into 300 ohm 6.67 mA: only a limit gives less there.
    EXPECT_TRUE(std::isinf(pair->implied_ohm(0.1 / 2)));
}

TEST(level_drop, BoundsTheImpedanceByTheTighterLoad) {
    const auto one = facts_of(weak());
    ASSERT_TRUE(one.resistance_ohm);
    EXPECT_TRUE(one.levels_alone);
    EXPECT_EQ(one.resistance_ohm->kind, result::Kind::upper_bound);
    EXPECT_NEAR(one.resistance_ohm->value, 32 * (16 * ratio_factor - 1), 1e-9);
    // 1.9 V into 300 ohm leave less, and 0.125 V into 32 ohm are then a limit.
    const auto two = facts_of(port_with(2, {{32, 0.125}, {300, 1.9}}));
    EXPECT_NEAR(two.resistance_ohm->value, 300 * (2 / 1.9 * ratio_factor - 1), 1e-9);
    const auto port = capability(two);
    EXPECT_TRUE(port.heaviest->limited);
    EXPECT_NEAR(*port.heaviest->amperes, 0.125 / 32, 1e-12);
}

TEST(level_drop, ShowsALimitWhereTheImpedanceIsStated) {
    PublishedPort stated = weak();
    stated.impedance_ohm = 50;
    const auto port = capability(facts_of(stated));
    ASSERT_TRUE(port.heaviest->sag_db);
    // 50 ohm leave 2 V * 32/82 = 0.780 V.
    EXPECT_NEAR(*port.heaviest->sag_db, 20 * std::log10(0.125 / (2.0 * 32 / 82)), 1e-9);
    EXPECT_TRUE(port.heaviest->limited);
    stated.impedance_exactness = Exactness::at_most;
    const auto bound = capability(facts_of(stated));
    EXPECT_TRUE(bound.heaviest->limited) << "the whole bound leaves more";
    EXPECT_TRUE(bound.heaviest->sag_is_bound);
    stated.loaded = {{32, 0.78}};
    EXPECT_FALSE(capability(facts_of(stated)).heaviest->limited) << "50 ohm explain it";
}

/// P(v_low < V < v_high), V the smaller of what impedance and limit leave, by summing over both.
double share_between(const profiles::Populations& populations, Candidate candidate, double low,
                     double high) {
    constexpr double step = 0.02;
    double sum = 0;
    for (double z = -3; z < 5; z += step) {
        const double of_z = likelihood_of_impedance(populations, {z, 0})[candidate];
        const double linear = 2 * 32 / (32 + std::pow(10, z));
        if (linear <= low) continue;
        for (double i = -3; i < 5; i += step) {
            const double volts = std::min(linear, 32 * std::pow(10, i) / 1e3);
            if (volts > low && volts < high)
                sum += of_z * likelihood_of_current(populations, {i, 0}, Volts(2))[candidate];
        }
    }
    return sum * step * step;
}

TEST(level_drop, WeighsImpedanceAndLimitTogether) {
    const auto& populations = Settings{}.populations;
    const auto facts = facts_of(weak());
    const auto found = of_level_drop(populations, facts, capability(facts));
    const double low = 0.125 / ratio_factor;
    const double high = 0.125 * ratio_factor;
    const double line = share_between(populations, Candidate::line, low, high);
    const double headphone = share_between(populations, Candidate::headphone, low, high);
    // What no population foresees is flat over exact readings and half of what bounds leave: of
    // the order of a hundredth.
    EXPECT_NEAR(found[Candidate::line] - found[Candidate::headphone], std::log(line / headphone),
                0.25);
}

TEST(level_drop, IsWhatTwoLevelsOfARowAreJudgedBy) {
    const auto judged = [](const PublishedPort& port) {
        return verdict_on(facts_of(port), Question{});
    };
    const auto line = judged(weak());
    EXPECT_EQ(line.port_class, result::PortClass::line);
    EXPECT_THAT(line.criteria[1].text, HasSubstr("3.91 mA into 32 Ω"));
    EXPECT_EQ(line.criteria[1].points_to, "line");
    EXPECT_TRUE(line.criteria[2].measured) << "at most so many ohms";
    EXPECT_EQ(line.criteria[2].points_to, "") << "counted with the current";
    // 0.125^2 / 32 = 488 uW.
    EXPECT_THAT(line.criteria[7].text, HasSubstr("488 µW into 32 Ω"));
    const auto strong = judged(port_with(2, {{32, 1.95}}));
    EXPECT_EQ(strong.port_class, result::PortClass::headphone);
    EXPECT_GT(strong.probabilities.at("headphone") + strong.probabilities.at("hybrid"), 0.9);
}

}  // namespace
}  // namespace ohmloop::classify
