#include "session/load_rating.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace ohmloop::session {
namespace {

TEST(RatedCeiling, IsWhereASineHeatsTheLoadWithItsRating) {
    // 1 W in 100 ohm are 10 V rms; with 20 V full scale and 0 dB that is -6.0206 dBFS.
    const profiles::Load load{"100", 100, 0, 0, 1.0};
    const auto ceiling = rated_ceiling(0, load, Volts(20));
    ASSERT_TRUE(ceiling.has_value());
    EXPECT_NEAR(ceiling->value(), -6.0206, 1e-4);  // four digits of 20 lg 2
}

TEST(RatedCeiling, FallsWithTheGainHeard) {
    const profiles::Load load{"100", 100, 0, 0, 1.0};
    EXPECT_NEAR(rated_ceiling(3, load, Volts(20))->value(), -9.0206, 1e-4);
}

TEST(RatedCeiling, IsAbsentWithoutAResistorOrARating) {
    EXPECT_FALSE(rated_ceiling(0, profiles::Load{"open"}, Volts(2)));
    const double unrated = std::numeric_limits<double>::infinity();
    EXPECT_FALSE(rated_ceiling(0, profiles::Load{"33", 33, 0, 0, unrated}, Volts(2)));
}

TEST(Sparing, EndsLoudTonesAfterASecondBelow32Ohm) {
    profiles::Plan plan;
    plan.tone_time = Seconds(4);
    EXPECT_EQ(sparing(plan, profiles::Load{"16", 16}).tone_time, Seconds(1));
    EXPECT_EQ(sparing(plan, profiles::Load{"32", 32}).tone_time, Seconds(4));
}

TEST(ShortReturn, KeepsTheImpedanceTonesOnly) {
    profiles::Plan plan;
    plan.impedance_tones_hz = {{997}};
    plan.tone_levels = {DbFs(-1)};
    plan.sweep_time = Seconds(4);
    const auto shortened = short_return(plan);
    EXPECT_EQ(shortened.impedance_tones_hz, plan.impedance_tones_hz);
    EXPECT_TRUE(shortened.tone_levels.empty());
    EXPECT_EQ(shortened.sweep_time, Seconds(0));
    EXPECT_EQ(shortened.noise_time, Seconds(0));
    EXPECT_EQ(shortened.live_ramp_time, Seconds(0));
}

}  // namespace
}  // namespace ohmloop::session
