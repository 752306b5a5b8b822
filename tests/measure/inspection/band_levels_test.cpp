#include "measure/inspection/band_levels.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <random>

namespace ohmloop::measure {
namespace {

constexpr double rate = 48000;

std::vector<double> sine(double amplitude, double hz, std::size_t frames) {
    std::vector<double> samples(frames);
    for (std::size_t n = 0; n < frames; ++n)
        samples[n] =
            amplitude * std::sin(2 * std::numbers::pi * hz * static_cast<double>(n) / rate);
    return samples;
}

TEST(BandLevels, TheBandsAreOfEqualRatioAndEndAtHalfTheRate) {
    const auto edges = band_edges_hz(3, Hertz(rate));
    ASSERT_EQ(edges.size(), 4U);
    for (std::size_t n = 0; n < edges.size(); ++n)
        EXPECT_NEAR(edges[n], 20 * std::pow(10, static_cast<double>(n)), 1e-9 * edges[n]);
    EXPECT_NEAR(band_edges_hz(60, Hertz(32000)).back(), 16000, 1e-6);
}

TEST(BandLevels, AToneReadsItsMeanSquareInItsBand) {
    // Between two bins, beside a constant.
    auto samples = sine(0.5, 450.5, 48000);
    for (double& x : samples) x += 0.3;
    const auto edges = band_edges_hz(30, Hertz(rate));
    const auto levels = band_levels(samples, Hertz(rate), edges);
    for (std::size_t n = 0; n < levels.size(); ++n) {
        const bool holds_it = edges[n] < 450.5 && 450.5 < edges[n + 1];
        // Beyond 30 bins a Hann window leaks 1/(2 pi d^3) of the amplitude: below 1e-8.
        EXPECT_NEAR(levels[n], holds_it ? 0.125 : 0, 1e-8) << edges[n];
    }
}

TEST(BandLevels, NoiseReadsItsDensityTimesTheWidth) {
    std::mt19937_64 random(3);
    std::normal_distribution<double> normal(0, 0.01);
    std::vector<double> samples(480000);
    for (double& x : samples) x = normal(random);
    const auto edges = band_edges_hz(3, Hertz(rate));
    const auto levels = band_levels(samples, Hertz(rate), edges);
    for (std::size_t n = 0; n < levels.size(); ++n) {
        const double width = edges[n + 1] - edges[n];
        // A Hann window makes one of 1.94 bins; four standard deviations, and half a bin a side.
        const double spread = 4 * std::sqrt(1.94 / (width * 10)) + 0.1 / width;
        EXPECT_NEAR(levels[n] / (1e-4 * width / 24000), 1, spread) << edges[n];
    }
}

TEST(BandLevels, ABandNarrowerThanABinStillReads) {
    // 0.1 s: bins of 10 Hz, the lowest bands 2.4 Hz wide.
    const auto edges = band_edges_hz(60, Hertz(rate));
    const auto levels = band_levels(sine(0.5, 20, 4800), Hertz(rate), edges);
    // The middle one of a Hann window's three bins holds 2/3 of the power.
    EXPECT_NEAR(levels[0], 0.125 * 2 / 3, 1e-9);
    EXPECT_TRUE(std::all_of(levels.begin(), levels.end(), [](double x) { return x >= 0; }));
}

TEST(BandLevels, SilenceAndNothingReadNothing) {
    const auto edges = band_edges_hz(10, Hertz(rate));
    for (const std::size_t frames : {0U, 3U, 4800U}) {
        const auto levels = band_levels(std::vector<double>(frames, 0.5), Hertz(rate), edges);
        EXPECT_EQ(std::accumulate(levels.begin(), levels.end(), 0.0), 0) << frames;
    }
}

}  // namespace
}  // namespace ohmloop::measure
