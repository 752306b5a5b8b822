#include "ohmloop/audio_io/endless_tone.hpp"

#include "ohmloop/units/expects.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::audio_io {
namespace {

double peak(const std::vector<double>& x, std::size_t from, std::size_t frames) {
    double most = 0;
    for (std::size_t n = from; n < from + frames; ++n) most = std::max(most, std::abs(x[n]));
    return most;
}

TEST(ClimbingTone, StartsAtMinus60AndClimbsBy20DecibelsASecond) {
    const auto play = climbing_tone({Hertz(997), DbFs(-20)}, Hertz(48000));
    const auto& left = play.waveform.channels[0];
    EXPECT_EQ(play.repeat_from, 96000U);  // 40 dB
    EXPECT_EQ(left.size(), 96000U + 48000);
    EXPECT_EQ(play.waveform.channels[1], left);
    EXPECT_EQ(left[0], 0);
    // In a period of 997 Hz it climbs by 0.02 dB.
    EXPECT_NEAR(20 * std::log10(peak(left, 0, 48)), -60, 0.03);
    EXPECT_NEAR(20 * std::log10(peak(left, 48000, 48)), -40, 0.03);
    EXPECT_NEAR(peak(left, 96000, 48000), 0.1, 1e-6);
}

TEST(ClimbingTone, TheSecondThatIsRepeatedJoinsItself) {
    for (const double rate : {44100.0, 48000.0}) {
        const auto play = climbing_tone({Hertz(997), DbFs(-3)}, Hertz(rate));
        const auto& x = play.waveform.channels[0];
        ASSERT_EQ(x.size() - play.repeat_from, static_cast<std::size_t>(rate));
        // A sine goes on: x[n+1] = 2 cos(w) x[n] - x[n-1], across the joint as well.
        const double turn = 2 * std::cos(2 * std::numbers::pi * 997 / rate);
        const auto first = play.repeat_from;
        EXPECT_NEAR(x[first], turn * x.back() - x[x.size() - 2], 1e-10);
        EXPECT_NEAR(x[first + 1], turn * x[first] - x.back(), 1e-10);
    }
}

TEST(ClimbingTone, AQuietOneStartsAtItsLevel) {
    const auto play = climbing_tone({Hertz(1000), DbFs(-70)}, Hertz(48000));
    EXPECT_EQ(play.repeat_from, 0U);
    EXPECT_NEAR(20 * std::log10(peak(play.waveform.channels[0], 0, 48)), -70, 1e-9);
}

TEST(ClimbingTone, HoldsItsCallerToWholePeriods) {
    EXPECT_THROW((void)climbing_tone({Hertz(997.5), DbFs(-20)}, Hertz(48000)), BrokenContract);
}

}  // namespace
}  // namespace ohmloop::audio_io
