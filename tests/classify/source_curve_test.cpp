#include "ohmloop/classify/source_curve.hpp"

#include <gtest/gtest.h>

#include <numbers>

namespace ohmloop::classify_tests {

namespace {

using classify::SourceCurve;

std::complex<double> circuit(double ohm, double farads, double henries, double hz) {
    const double w = 2 * std::numbers::pi * hz;
    return {ohm, w * henries - 1 / (w * farads)};
}

TEST(SourceCurve, IsItsCircuitWithoutReadings) {
    EXPECT_EQ(SourceCurve(75).at(20), 75.0);
    // 1/(2 pi 100 100 uF) = 15.9155 ohm
    EXPECT_NEAR(SourceCurve(8, 100e-6).at(100).imag(), -15.9155, 1e-4);
}

TEST(SourceCurve, MeetsEveryReadingAndFollowsTheCapacitorBetweenThem) {
    std::vector<profiles::ImpedancePoint> readings;
    for (const double hz : {20.0, 100.0, 997.0, 10000.0, 20000.0})
        readings.push_back({hz, circuit(8.5, 100e-6, 20e-6, hz)});
    const SourceCurve source(8, 101e-6, readings);
    for (const auto& [hz, ohm] : readings)
        EXPECT_NEAR(std::abs(source.at(hz) - ohm), 0, 1e-9) << hz;
    // At 50 Hz 31.8 ohm are the capacitor's; what is interpolated beside it is 1 % of that.
    EXPECT_NEAR(std::abs(source.at(50) - circuit(8.5, 100e-6, 20e-6, 50)), 0, 0.15);
    EXPECT_NEAR(source.at(10).imag(), circuit(8.5, 100e-6, 20e-6, 10).imag(), 1.6);
}

TEST(SourceCurve, WithoutACircuitIsLinearInLogFrequency) {
    const SourceCurve source(0, {}, {{100, {10, 0}}, {10000, {20, 4}}});
    EXPECT_NEAR(std::abs(source.at(1000) - std::complex<double>(15, 2)), 0, 1e-12);
    EXPECT_EQ(source.at(20), 10.0);
    EXPECT_EQ(source.at(20000), (std::complex<double>(20, 4)));
}

}  // namespace

}  // namespace ohmloop::classify_tests
