#include "dsp/tones.hpp"

#include "ohmloop/dsp/tone_fit.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ohmloop::dsp {
namespace {

TEST(StrongestTone, IsFoundAmongOthersAndOffset) {
    auto x = tones(48000, 48000, {{1234.567, 0.3, 1}, {50, 0.1, 0}, {2469.1, 0.01, 0}});
    for (double& value : x) value += 0.2;
    const auto found = find_strongest_tone(x, Hertz(48000));
    // Hum at 0.1 leaks through a rectangular fit as 1/(pi * distance in bins): 0.03 %.
    EXPECT_NEAR(found.frequency_hz, 1234.567, 1e-3);
    EXPECT_NEAR(found.amplitude, 0.3, 1e-3 * 0.3);
    EXPECT_NEAR(found.share, 0.09 / (0.09 + 0.01 + 0.0001), 1e-3);
}

TEST(StrongestTone, OfAPureToneIsExact) {
    for (double f : {60.3, 997.0, 12345.678, 20900.0}) {
        const auto found = find_strongest_tone(tones(20000, 44100, {{f, 0.25, 0.3}}), Hertz(44100));
        EXPECT_NEAR(found.frequency_hz, f, 1e-7);
        EXPECT_NEAR(found.amplitude, 0.25, 1e-9);
        EXPECT_NEAR(found.share, 1, 1e-3);  // share of a record that ends within a period
    }
}

TEST(StrongestTone, OfNoiseHasNoShare) {
    std::vector<double> x(48000);
    add_noise(x, 0.1, 8);
    EXPECT_LT(find_strongest_tone(x, Hertz(48000)).share, 2e-3);  // of 24000 bins the largest
}

TEST(StrongestTone, OfSilenceIsNone) {
    const std::vector<double> x(48000, 0.25);
    EXPECT_EQ(find_strongest_tone(x, Hertz(48000)).amplitude, 0);
    EXPECT_EQ(find_strongest_tone(std::vector<double>(10, 1.0), Hertz(48000)).amplitude, 0);
}

TEST(StrongestTone, LooksOnlyAboveItsLimit) {
    const auto x = tones(48000, 48000, {{10, 0.5, 0}, {700, 0.01, 0}});
    EXPECT_NEAR(find_strongest_tone(x, Hertz(48000)).frequency_hz, 700, 0.5);
}

}  // namespace
}  // namespace ohmloop::dsp
