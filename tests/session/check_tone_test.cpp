#include "session/check_tone.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace ohmloop::session {
namespace {

constexpr Hertz rate(48000);

/// What a recorder `ppm` fast hears of the tone, `gain` times as loud, after `delay` frames.
signal::Recording recorded(const signal::Layout& layout, double gain, double ppm, double delay,
                           double noise) {
    std::mt19937_64 random(1);
    std::normal_distribution<double> hiss(0, noise);
    const auto& segment = layout.segments.front();
    std::vector<double> x(layout.frames + 12000);
    for (std::size_t n = 0; n < x.size(); ++n) {
        const double t = (double(n) - delay) / (rate.value() * (1 + 1e-6 * ppm));
        x[n] = gain * signal::value_at(segment.spec, t - double(segment.start) / rate.value()) +
               hiss(random);
    }
    return {rate, signal::SampleFormat::float64, {x, x}, x.size(), 0, 0};
}

TEST(CheckTone, ReadsTheLevelWhereverTheToneLies) {
    const auto layout = check_layout(rate, signal::Wiring::stereo, DbFs(-18));
    for (const double delay : {0.0, 240.3, 4801.7, 9999.0}) {
        const auto read = read_check(recorded(layout, 0.4, 0, delay, 1e-6), layout);
        ASSERT_EQ(read.size(), 2U);
        // 9000 frames of noise of 1e-6 beside 0.126: 1e-7 standard, times 5.
        EXPECT_NEAR(read[1].gain, 0.4, 6e-7) << delay;
        EXPECT_TRUE(read[1].heard());
    }
}

TEST(CheckTone, ReadsTheLevelOnAnotherClock) {
    const auto layout = check_layout(rate, signal::Wiring::stereo, DbFs(-18));
    for (const double ppm : {-150.0, 60.0, 150.0}) {
        const auto read = read_check(recorded(layout, 0.4, ppm, 500.5, 1e-6), layout).front();
        EXPECT_NEAR(read.gain, 0.4, 6e-7) << ppm;
        // What the clock does is no noise: hidden changes stay below a contact's 9e-5.
        EXPECT_LT(read.noise, 1e-6);
    }
}

TEST(CheckTone, StatesItsNoise) {
    const auto layout = check_layout(rate, signal::Wiring::stereo, DbFs(-30));
    // sqrt(2 / 9000) of 1e-3 re 0.0316: 4.7e-4; 10 %: the harmonics take degrees of freedom and
    // the noise is a sample.
    const auto read = read_check(recorded(layout, 0.4, 0, 100, 1e-3), layout).front();
    EXPECT_NEAR(read.noise, 4.7e-4, 0.5e-4);
    EXPECT_NEAR(read.gain, 0.4, 5 * 4.7e-4);
}

TEST(CheckTone, HearsNothingInNoise) {
    const auto layout = check_layout(rate, signal::Wiring::stereo, DbFs(-30));
    for (const auto& read : read_check(recorded(layout, 0, 0, 0, 1e-4), layout))
        EXPECT_FALSE(read.heard());
}

TEST(CheckTone, ReadsNothingFromARecordingThatIsTooShort) {
    const auto layout = check_layout(rate, signal::Wiring::stereo, DbFs(-30));
    const signal::Recording nothing{rate, signal::SampleFormat::float64, {{}}, 0, 0, 0};
    EXPECT_FALSE(read_check(nothing, layout).front().heard());
}

}  // namespace
}  // namespace ohmloop::session
