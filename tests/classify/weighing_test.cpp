#include "ohmloop/classify/weighing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace ohmloop::classify_tests {

namespace {

using classify::Candidate;
using classify::Evidence;
using classify::Settings;
using classify::weigh;
using result::PortClass;

TEST(Weighing, WithoutEvidenceThePriorsStand) {
    const Settings settings;
    const auto weighing = weigh({}, settings);
    for (const Candidate c : classify::candidates)
        EXPECT_NEAR(weighing.probabilities[c], settings.priors[c], 1e-12);
    EXPECT_EQ(weighing.port_class, PortClass::undecided);
}

TEST(Weighing, MultipliesOddsByLikelihoodRatios) {
    const Settings even{.priors = {{0.25, 0.25, 0.25, 0.25}}};
    const double k = std::log(5.0);
    const auto weighing =
        weigh({{"impedance", {{0, -k, -k, -k}}}, {"amplification", {{0, -k, -k, -k}}}}, even);
    EXPECT_NEAR(weighing.probabilities[Candidate::line], 25.0 / 28, 1e-12);  // 25 : 1 : 1 : 1
    EXPECT_EQ(weighing.port_class, PortClass::line);
}

TEST(Weighing, WhatDividesHeadphoneAndHybridLeavesTheirSum) {
    const Evidence impedance{"impedance", {{-2, 0, -1, -3}}};
    const Evidence definition{"use_case", {{0, 0, std::log(4.0), 0}}, true};
    for (const double hybrid : {0.05, 0.3, 0.6}) {
        const Settings settings{.priors = {{0.2, 0.75 - hybrid, hybrid, 0.05}}};
        const auto without = weigh({impedance}, settings).probabilities;
        const auto with = weigh({impedance, definition}, settings).probabilities;
        const auto drives = [](const classify::ClassScores& p) {
            return p[Candidate::headphone] + p[Candidate::hybrid];
        };
        const auto odds = [](const classify::ClassScores& p) {
            return p[Candidate::hybrid] / p[Candidate::headphone];
        };
        EXPECT_NEAR(drives(with), drives(without), 1e-12);  // rounding
        EXPECT_NEAR(odds(with), 4 * odds(without), 1e-9);
        EXPECT_NEAR(with[Candidate::line], without[Candidate::line], 1e-12);
    }
}

TEST(Weighing, OneCountedShareAloneDecidesNothing) {
    // Nine to one, and yet of a dozen devices: alone it names nothing, beside another figure it
    // does.
    const double k = std::log(9.0);
    for (const char* counted : {"volume_control", "device_compatibility"}) {
        const Evidence share{counted, {{0, -k, -k, -k}}};
        EXPECT_EQ(weigh({share}, {}).port_class, PortClass::undecided) << counted;
        const Evidence level{"signal_level", {{0, -0.1, -0.1, -0.1}}};
        EXPECT_EQ(weigh({share, level}, {}).port_class, PortClass::line) << counted;
    }
    const Evidence impedance{"impedance", {{0, -k, -k, -k}}};
    EXPECT_EQ(weigh({impedance}, {}).port_class, PortClass::line);
}

TEST(Weighing, PriorsCanBeSet) {
    const Settings bench{.priors = {{0.97, 0.01, 0.01, 0.01}}};
    const Evidence weak{"impedance", {{-0.5, 0, 0, 0}}};
    EXPECT_EQ(weigh({weak}, bench).port_class, PortClass::line);
    EXPECT_NE(weigh({weak}, {}).port_class, PortClass::line);
}

TEST(Weighing, IsUndecidedBelowTheStatedProbability) {
    const Settings even{.priors = {{0.5, 0.5, 0, 0}}};
    const Evidence slight{"impedance", {{0, -0.2, -0.2, -0.2}}};  // 55 %
    EXPECT_EQ(weigh({slight}, even).port_class, PortClass::undecided);
    EXPECT_THAT(weigh({slight}, even).reason, testing::HasSubstr("55 %"));
}

TEST(Weighing, HybridAndHeadphoneTogetherDecide) {
    const Evidence both{"impedance", {{-4, 0, 1.5, -4}}};
    const auto weighing = weigh({both}, {});
    EXPECT_LT(weighing.probabilities[Candidate::headphone], 0.6);
    EXPECT_TRUE(weighing.shared);
    EXPECT_NE(weighing.port_class, PortClass::undecided);
}

TEST(Weighing, NamesHeadphoneAndHybridTogetherUnlessOneIsCertainEnough) {
    // 48 to 46 of 100, then 82 to 14: only the second passes 80 % by itself.
    const Settings even{.priors = {{0.03, 0.48, 0.46, 0.03}}};
    const Settings clear{.priors = {{0.02, 0.82, 0.14, 0.02}}};
    const Evidence silent{"impedance", {{-0.001, 0, 0, -0.001}}};
    EXPECT_TRUE(weigh({silent}, even).is_pair);
    EXPECT_EQ(weigh({silent}, even).port_class, PortClass::headphone);
    EXPECT_FALSE(weigh({silent}, clear).is_pair);
    EXPECT_TRUE(weigh({silent}, clear).shared);
}

TEST(Weighing, StrongEvidenceBothWaysIsAContradiction) {
    const auto weighing =
        weigh({{"impedance", {{-4, 0, 0, -4}}}, {"amplification", {{0, -4.5, -4.5, -4}}}}, {});
    EXPECT_EQ(weighing.port_class, PortClass::undecided);
    EXPECT_THAT(weighing.reason, testing::HasSubstr("amplification speaks for a line output, "
                                                    "impedance against"));
}

TEST(Weighing, ALevelAloneDecidesNothing) {
    const auto weighing = weigh({{"signal_level", {{0, -4, -4, -4}}}}, {});
    EXPECT_EQ(weighing.port_class, PortClass::undecided);
}

}  // namespace

}  // namespace ohmloop::classify_tests
