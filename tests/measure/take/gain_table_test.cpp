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
    EXPECT_NEAR(table.remaining_drift(), std::pow(10, 0.02 / 20) - 1, 1e-12);
    const auto rows = table.rows(Drive::opposite, DbFs(-60), DbFs(-20));
    ASSERT_EQ(rows.size(), 1U);
    ASSERT_EQ(rows[0].loads.size(), 4U);
    EXPECT_NEAR(std::abs(rows[0].loads[0].gain), 1, 1e-12);
    EXPECT_NEAR(std::abs(rows[0].loads[1].gain), 0.9 * std::pow(10, -0.01 / 20), 1e-12);
    EXPECT_NEAR(std::abs(rows[0].loads[2].gain), 0.8 * std::pow(10, -0.02 / 20), 1e-12);
    EXPECT_NEAR(std::abs(rows[0].loads[3].gain), 0.7 * std::pow(10, -0.03 / 20), 1e-12);
}

TEST(gain_table, AssumesDriftWhereNothingReturned) {
    const auto takes = takes_of({{"open", {0, 1}}, {"33", {33, 0.8}}});
    const GainTable table(takes, with_return(false), 0);
    EXPECT_FALSE(table.drift());
    EXPECT_NEAR(table.remaining_drift(), std::pow(10, 0.005 / 20) - 1, 1e-12);
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
