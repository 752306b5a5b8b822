#include "ohmloop/session/level_check.hpp"

#include <gtest/gtest.h>

namespace ohmloop::session {
namespace {

/// Steps of 6 dB from -60 dBFS up to `last`, all of one gain.
std::vector<measure::StepReading> steps_to(double last, double gain_db) {
    std::vector<measure::StepReading> steps;
    for (double level = -60; level <= last; level += 6) {
        measure::StepReading step;
        step.level_dbfs = level;
        step.heard = true;
        step.gain_db = gain_db;
        steps.push_back(step);
    }
    return steps;
}

}  // namespace

TEST(level_check, IsGoodBetweenTwentyAndOneDecibelBelowFullScale) {
    for (const double gain : {-1.1, -6.0, -20.0}) {
        const auto level = input_level(steps_to(0, gain), signal::Wiring::stereo, DbFs(0));
        EXPECT_TRUE(level.is_good()) << gain;
        EXPECT_NEAR(*level.loudest_dbfs, gain, 1e-9);
        EXPECT_EQ(level.turn().value(), 0);
    }
    EXPECT_FALSE(input_level(steps_to(0, -0.5), signal::Wiring::stereo, DbFs(0)).is_good());
    EXPECT_EQ(input_level(steps_to(0, -23), signal::Wiring::stereo, DbFs(0)).turn().value(), 20);
}

TEST(level_check, SaysHowFarAnInputIsBeyondItsFullScale) {
    // Clips at -6 dBFS played with 9 dB of gain: 0 dBFS would come in at +9, -3 is wanted.
    auto steps = steps_to(-6, 9);
    steps.back().input_clipped = true;
    const auto level = input_level(steps, signal::Wiring::stereo, DbFs(0));
    EXPECT_TRUE(level.too_strong);
    EXPECT_EQ(level.turn().value(), -12);
}

TEST(level_check, GoesByThePortsLoudestWhereThePortLimits) {
    // A port that distorts at -12 dBFS is never played louder.
    EXPECT_TRUE(input_level(steps_to(-12, 5), signal::Wiring::stereo, DbFs(0)).is_good());
}

TEST(level_check, MissesTheOtherChannelOfAStereoJack) {
    auto steps = steps_to(0, -6);
    for (auto& step : steps) step.missing_channel = 1;
    const auto level = input_level(steps, signal::Wiring::stereo, DbFs(0));
    EXPECT_FALSE(level.is_good());
    EXPECT_EQ(level.missing_channel, 1);
    EXPECT_EQ(level.turn().value(), 0) << "the gain is not at fault";
    EXPECT_TRUE(input_level(steps, signal::Wiring::left, DbFs(0)).is_good());
}

TEST(level_check, HearsNothingWithoutASignal) {
    auto steps = steps_to(-30, 0);
    for (auto& step : steps) step.heard = false;
    const auto level = input_level(steps, signal::Wiring::stereo, DbFs(0));
    EXPECT_FALSE(level.loudest_dbfs);
    EXPECT_FALSE(level.is_good());
    EXPECT_EQ(level.turn().value(), 0);
    EXPECT_FALSE(input_level({}, signal::Wiring::stereo, DbFs(0)).loudest_dbfs);
}

}  // namespace ohmloop::session
