#include "measure/take/gain_table.hpp"

#include "measure/synthetic_takes.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ohmloop::measure {
namespace {

using signal::Drive;

/// Loads by order of time, each with one 997 Hz tone at -30 dBFS.
std::vector<Take> takes_of(
    const std::vector<std::pair<std::string, std::pair<double, double>>>& list) {
    std::vector<Take> takes;
    for (const auto& [name, ohms_and_gain] : list) {
        takes.push_back(test::take_with(name, ohms_and_gain.first, static_cast<int>(takes.size())));
        takes.back().same_stream = takes.size() > 1;
        takes.back().observations.channels[0].tones = {
            test::tones_of(Drive::opposite, -30, {997}, {ohms_and_gain.second})};
    }
    return takes;
}

AnalysisSetup with_return(bool returned) {
    AnalysisSetup setup;
    setup.returned = returned;
    return setup;
}

}  // namespace

TEST(gain_table, SpreadsDriftOverTheOrderOfTakes) {
    // 0.04 dB over four steps of order: 0.01 dB a step is taken off, half of all may remain.
    const double end = std::pow(10, 0.04 / 20);
    const auto takes = takes_of({{"open", {0, 1}},
                                 {"100", {100, 0.9}},
                                 {"33", {33, 0.8}},
                                 {"15", {15, 0.7}},
                                 {"open", {0, end}}});
    const GainTable table(takes, with_return(true), 0);
    ASSERT_TRUE(table.drift());
    EXPECT_NEAR(table.drift()->value(), 0.04, 1e-12);
    EXPECT_NEAR(table.remaining_drift(takes[2]), std::pow(10, 0.02 / 20) - 1, 1e-12);
    const auto rows = table.rows(Drive::opposite, DbFs(-60), DbFs(-20));
    ASSERT_EQ(rows.size(), 1U);
    ASSERT_EQ(rows[0].loads.size(), 4U);
    EXPECT_NEAR(std::abs(rows[0].loads[0].gain), 1, 1e-12);
    EXPECT_NEAR(std::abs(rows[0].loads[1].gain), 0.9 * std::pow(10, -0.01 / 20), 1e-12);
    EXPECT_NEAR(std::abs(rows[0].loads[2].gain), 0.8 * std::pow(10, -0.02 / 20), 1e-12);
    EXPECT_NEAR(std::abs(rows[0].loads[3].gain), 0.7 * std::pow(10, -0.03 / 20), 1e-12);
}

TEST(gain_table, AllowsAChangeTooLargeForDriftToHaveComeAnywhere) {
    // 0.3 dB at once, before any take but the first: each true gain lies within what is allowed.
    const double moved = std::pow(10, 0.3 / 20);
    for (int step = 1; step < 5; ++step) {
        const double truth[] = {1, 0.9, 0.8, 0.7, 1};
        const char* names[] = {"open", "100", "33", "15", "open"};
        const double ohms[] = {0, 100, 33, 15, 0};
        std::vector<std::pair<std::string, std::pair<double, double>>> list;
        for (int k = 0; k < 5; ++k)
            list.push_back({names[k], {ohms[k], truth[k] * (k < step ? 1 : moved)}});
        const auto takes = takes_of(list);
        const GainTable table(takes, with_return(true), 0);
        const auto rows = table.rows(Drive::opposite, DbFs(-60), DbFs(-20));
        ASSERT_EQ(rows[0].loads.size(), 4U);
        EXPECT_EQ(std::abs(rows[0].loads[0].gain), 1);
        for (std::size_t k = 1; k < 4; ++k) {
            const auto& load = rows[0].loads[k];
            // 95 % of a rectangular term is 0.95 of its half-width.
            EXPECT_LT(std::abs(std::abs(load.gain) / truth[k] - 1), 0.95 * load.drift_half_width);
        }
    }
}

TEST(gain_table, GivesATakeWhoseGainMovedAsMuchRoom) {
    auto takes = takes_of({{"open", {0, 1}}, {"100", {100, 0.9}}, {"33", {33, 0.8}}});
    takes[1].observations.channels[0].gain_moved = 0.02;
    const double assumed = std::pow(10, 0.005 / 20) - 1;
    const GainTable table(takes, with_return(false), 0);
    auto loads = table.rows(Drive::opposite, DbFs(-60), DbFs(-20))[0].loads;
    EXPECT_TRUE(loads[0].is_reference);
    EXPECT_NEAR(loads[1].drift_half_width, assumed + 0.02, 1e-12);
    EXPECT_NEAR(loads[2].drift_half_width, assumed, 1e-12);
    // Of the first take, it is the others' room too, and the take is no reference any more.
    takes[0].observations.channels[0].gain_moved = 0.01;
    const GainTable all(takes, with_return(false), 0);
    loads = all.rows(Drive::opposite, DbFs(-60), DbFs(-20))[0].loads;
    EXPECT_FALSE(loads[0].is_reference);
    EXPECT_NEAR(loads[0].drift_half_width, assumed + 0.01, 1e-12);
    EXPECT_NEAR(loads[1].drift_half_width, assumed + 0.03, 1e-12);
    EXPECT_NEAR(loads[2].drift_half_width, assumed + 0.01, 1e-12);
}

TEST(gain_table, TakesATonePlayedTwiceForOneReading) {
    auto takes = takes_of({{"open", {0, 1.0}}, {"33", {33, 0.8}}});
    for (auto& take : takes) {
        auto& tones = take.observations.channels[0].tones;
        tones.push_back(
            test::tones_of(Drive::opposite, -30, {997}, {tones[0].tones[0].gain + 0.03}));
        tones[0].tones[0].relative_uncertainty = 1e-5;
        tones[1].tones[0].relative_uncertainty = 2e-5;
    }
    const GainTable table(takes, with_return(false), 0);
    const auto rows = table.rows(Drive::opposite, DbFs(-60), DbFs(-20));
    ASSERT_EQ(rows.size(), 1U);
    ASSERT_EQ(rows[0].loads.size(), 2U);
    // Weights of 4 to 1: a fifth of 0.03 above the first; u = 1 / sqrt(1e10 + 1e10 / 4).
    EXPECT_NEAR(std::abs(rows[0].loads[0].gain), 1.006, 1e-12);
    EXPECT_NEAR(std::abs(rows[0].loads[1].gain), 0.806, 1e-12);
    EXPECT_NEAR(rows[0].loads[1].relative_uncertainty, 1e-5 * std::sqrt(0.8), 1e-15);
}

TEST(gain_table, AssumesDriftWhereNothingReturned) {
    const auto takes = takes_of({{"open", {0, 1}}, {"33", {33, 0.8}}});
    const GainTable table(takes, with_return(false), 0);
    EXPECT_FALSE(table.drift());
    EXPECT_NEAR(table.remaining_drift(takes[1]), std::pow(10, 0.005 / 20) - 1, 1e-12);
    const auto rows = table.rows(Drive::opposite, DbFs(-60), DbFs(-20));
    EXPECT_TRUE(rows[0].loads[0].is_reference);
    EXPECT_FALSE(rows[0].loads[1].is_reference);
}

TEST(gain_table, PutsTheLightestLoadFirstInWhateverOrderTheyCame) {
    const auto takes = takes_of({{"33", {33, 0.8}}, {"open", {0, 1}}, {"100", {100, 0.9}}});
    const GainTable table(takes, with_return(false), 0);
    const auto rows = table.rows(Drive::opposite, DbFs(-60), DbFs(-20));
    EXPECT_EQ(rows[0].loads[0].load.name, "open");
    EXPECT_EQ(rows[0].loads[1].load.name, "100");
    EXPECT_EQ(rows[0].loads[2].load.name, "33");
}

TEST(gain_table, LeavesOutTakesThatAreNotUsableAndDeadChannels) {
    auto takes = takes_of({{"open", {0, 1}}, {"100", {100, 0.9}}, {"33", {33, 0.8}}});
    takes[1].usable = false;
    takes[2].observations.channels[0].dead = true;
    const GainTable table(takes, with_return(false), 0);
    ASSERT_EQ(table.entries().size(), 1U);
    EXPECT_EQ(table.entries()[0].take->load.name, "open");
}

TEST(gain_table, ComparesPhasesOnlyWithinOneStream) {
    auto takes = takes_of({{"open", {0, 1}}, {"33", {33, 0.8}}});
    EXPECT_TRUE(GainTable(takes, with_return(false), 0).phases_compare());
    takes[1].same_stream = false;
    EXPECT_FALSE(GainTable(takes, with_return(false), 0).phases_compare());
}

TEST(gain_table, KeepsRowsOfOtherLevelsAndDrivesApart) {
    auto takes = takes_of({{"open", {0, 1}}, {"33", {33, 0.8}}});
    for (auto& take : takes) {
        auto& tones = take.observations.channels[0].tones;
        tones.push_back(test::tones_of(Drive::both, -20, {997}, {0.5}));
        tones.push_back(test::tones_of(Drive::opposite, -1, {997}, {0.6}));
    }
    const GainTable table(takes, with_return(false), 0);
    EXPECT_EQ(table.rows(Drive::opposite, DbFs(-60), DbFs(-20)).size(), 1U);
    EXPECT_EQ(table.rows(Drive::opposite, DbFs(-60), DbFs(0)).size(), 2U);
    EXPECT_EQ(table.rows(Drive::both, DbFs(-60), DbFs(-20)).size(), 1U);
    EXPECT_TRUE(table.rows(Drive::left, DbFs(-60), DbFs(0)).empty());
}

}  // namespace ohmloop::measure
