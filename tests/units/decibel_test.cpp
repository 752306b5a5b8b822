#include "ohmloop/units/decibel.hpp"

#include "ohmloop/units/expects.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ohmloop {
namespace {

using namespace literals;

// Closed forms evaluated in double precision: a few ulp.
constexpr double rounding = 1e-12;

TEST(Decibel, TurnsRatiosIntoTwentyLogarithms) {
    EXPECT_NEAR(to_decibels(10).value(), 20, rounding);
    EXPECT_NEAR(to_decibels(0.5).value(), -6.020599913279624, rounding);
    EXPECT_NEAR(to_ratio(-40_dB), 0.01, rounding);
}

TEST(Decibel, FullScaleSineHasPeakOne) {
    EXPECT_DOUBLE_EQ(peak_amplitude(0_dBFS), 1);
    EXPECT_NEAR(peak_amplitude(DbFs(-20)), 0.1, rounding);
    EXPECT_NEAR(level_of_peak(0.1).value(), -20, rounding);
}

TEST(Decibel, DbvIsReOneVolt) {
    EXPECT_NEAR(to_volts(DbV(6)).value(), std::pow(10, 0.3), rounding);
    EXPECT_NEAR(to_volts(DbV(-20)).value(), 0.1, rounding);
}

TEST(Decibel, NamedLevelsAreAsPublished) {
    // 0 dBu is sqrt(0.6) V, -10 dBV 0.3162 V, 2 V 6.0206 dBV and 8.2391 dBu; printed digits.
    const double dbu_in_dbv = to_decibels(std::sqrt(0.6)).value();
    EXPECT_NEAR(to_volts(DbV(dbu_in_dbv)).value(), 0.7745966692, 5e-11);
    EXPECT_NEAR(to_volts(DbV(4 + dbu_in_dbv)).value(), 1.227652988, 5e-10);
    EXPECT_NEAR(to_volts(DbV(-10)).value(), 0.3162277660, 5e-11);
    EXPECT_NEAR(to_decibels(2).value(), 6.0206, 5e-5);
    EXPECT_NEAR(to_decibels(2).value() - dbu_in_dbv, 8.2391, 5e-5);
}

TEST(Decibel, LevelsShiftByDecibelsAndDifferByDecibels) {
    EXPECT_EQ(DbFs(-20) + 6_dB, DbFs(-14));
    EXPECT_EQ(DbFs(-20) - 6_dB, DbFs(-26));
    EXPECT_EQ(DbFs(-20) - DbFs(-26), 6_dB);
}

TEST(Decibel, RatioThatIsNotPositiveBreaksTheContract) {
    EXPECT_THROW(static_cast<void>(to_decibels(0)), BrokenContract);
    EXPECT_THROW(static_cast<void>(level_of_peak(-1)), BrokenContract);
    EXPECT_THROW(static_cast<void>(to_decibels(std::nan(""))), BrokenContract);
}

}  // namespace
}  // namespace ohmloop
