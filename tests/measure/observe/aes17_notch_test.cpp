#include "measure/observe/aes17_notch.hpp"

#include "measure/quantities/noise_power.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace ohmloop::measure {
namespace {

double db(double power) { return 10 * std::log10(power); }

}  // namespace

TEST(Aes17Notch, TakesOffWhatIsPublished) {
    const auto notch = aes17_notch(997);
    EXPECT_EQ(notch(997), 0);
    EXPECT_EQ(notch(0), 1);
    // Half of the power at the corners of Q 2: x - 1/x = -+ 1/2.
    EXPECT_NEAR(notch(997 * (std::sqrt(17.0) + 1) / 4), 0.5, 1e-12);
    EXPECT_NEAR(notch(997 * (std::sqrt(17.0) - 1) / 4), 0.5, 1e-12);
    // The table of second to fifth, which has three decimals.
    EXPECT_NEAR(db(notch(2 * 997)), -0.458, 5.1e-4);
    EXPECT_NEAR(db(notch(3 * 997)), -0.150, 5.1e-4);
    EXPECT_NEAR(db(notch(4 * 997)), -0.077, 5.1e-4);
    EXPECT_NEAR(db(notch(5 * 997)), -0.047, 5.1e-4);
}

TEST(Aes17Notch, TakesItsEquivalentBandwidthOffWhiteNoise) {
    // Over all frequencies pi f0 / (2 Q); beyond 20 kHz lies (f0 / Q)^2 / 20 kHz of it, 12 Hz or
    // 6e-4 of the band. The published -0.171 dB has three decimals.
    const auto passed = passed_noise(Hertz(48000), aes17_notch(997));
    EXPECT_NEAR(db(passed.share), -0.171, 5.1e-4);
    EXPECT_NEAR(1 - passed.share, std::numbers::pi * 997 / 4 / 19980, 1e-3);
}

}  // namespace ohmloop::measure
