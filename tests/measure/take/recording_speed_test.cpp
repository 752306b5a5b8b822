#include "measure/take/recording_speed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>
#include <vector>

namespace ohmloop::measure {
namespace {

using ::testing::HasSubstr;

constexpr Hertz rate(48000);

/// Half a second of noise, one of 997 Hz as a recorder hears it that takes `stretch` frames for
/// each of the player's, half a second of noise. Noise 20 dB below the tone.
std::vector<double> tone_in_noise(double stretch, double amplitude = 0.1) {
    std::mt19937_64 random(7);
    std::normal_distribution<double> gauss(0, 0.1 * amplitude / std::numbers::sqrt2);
    std::vector<double> x(96000);
    for (double& v : x) v = gauss(random);
    for (std::size_t n = 24000; n < 72000; ++n)
        x[n] += amplitude * std::sin(2 * std::numbers::pi * 997 / stretch / rate.value() *
                                     static_cast<double>(n));
    return x;
}

}  // namespace

TEST(recording_speed, IsThatOfTheLoudestTone) {
    for (const double stretch : {1.0, 1.0011, 0.998, 1.02, 48 / 44.1, 44.1 / 48, 0.5, 2.0})
        for (const double amplitude : {0.9, 1e-3})
            // Four quarter seconds at 20 dB: 2 ppm each by METHODS 2.5; six of them.
            EXPECT_NEAR(stretch_by_tone(tone_in_noise(stretch, amplitude), rate).value_or(0),
                        stretch, 12e-6 * stretch);
}

TEST(recording_speed, IsNotLostWithSamples) {
    auto x = tone_in_noise(1.002);
    x.erase(x.begin() + 50000, x.begin() + 50700);
    // One quarter second of four holds the gap, the median does not.
    EXPECT_NEAR(stretch_by_tone(x, rate).value_or(0), 1.002, 12e-6);
}

TEST(recording_speed, IsNotKnownWithoutATone) {
    EXPECT_FALSE(stretch_by_tone(std::vector<double>(96000), rate));
    EXPECT_FALSE(stretch_by_tone(std::vector<double>(100, 0.5), rate));
    auto noise = tone_in_noise(1);
    std::mt19937_64 random(8);
    std::normal_distribution<double> gauss;
    for (double& v : noise) v = gauss(random);
    EXPECT_FALSE(stretch_by_tone(noise, rate));
}

TEST(recording_speed, NamesRatesTakenForEachOther) {
    const auto swap = [](double said, double stretch) {
        return rate_swap_of(Hertz(said), stretch).value_or("none");
    };
    // Clocks of 60 ppm beside the ratio change no name.
    EXPECT_THAT(swap(48000, 44.1 / 48 * (1 + 60e-6)),
                HasSubstr("taken at 44.1 kHz, not at the 48 kHz"));
    EXPECT_THAT(swap(48000, 48 / 44.1 * (1 - 60e-6)),
                HasSubstr("played at 44.1 kHz instead of 48"));
    EXPECT_THAT(swap(44100, 48 / 44.1), HasSubstr("taken at 48 kHz, not at the 44.1 kHz"));
    EXPECT_THAT(swap(44100, 44.1 / 48), HasSubstr("played at 48 kHz instead of 44.1"));
    EXPECT_THAT(swap(48000, 2), HasSubstr("taken at 96 kHz"));
    EXPECT_THAT(swap(48000, 2), HasSubstr("or the stimulus was played at 24 kHz"));
    for (const double sign : {1, -1})
        EXPECT_THAT(swap(48000, 1 + sign / 1001), HasSubstr("1001/1000"));
}

TEST(recording_speed, NamesNoRatesWhereThereAreNone) {
    for (const double stretch : {1.0, 1.0005, 0.9995, 1.0011, 0.9989, 1.005, 0.95, 1.25})
        EXPECT_FALSE(rate_swap_of(Hertz(48000), stretch)) << stretch;
}

}  // namespace ohmloop::measure
