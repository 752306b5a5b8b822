#include "measure/observe/idle_tones.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

namespace ohmloop::measure {
namespace {

constexpr Hertz rate(48000);
constexpr double noise_rms = 1e-5;
constexpr double played_hz = 997;

struct Line {
    double hz;
    double rms;
};

struct Record {
    std::vector<Line> lines;
    double seconds = 0.5;
    double reddening = 0;  ///< pole of a first-order low-pass of the noise
    unsigned seed = 1;
};

/// Noise of `noise_rms`, a played tone of -90 dBFS, and lines.
std::vector<double> samples_of(const Record& record) {
    std::mt19937_64 random(record.seed);
    std::normal_distribution<double> gauss(0, noise_rms);
    std::uniform_real_distribution<double> phase(0, 2 * std::numbers::pi);
    std::vector<double> x(static_cast<std::size_t>(record.seconds * rate.value()));
    double state = 0;
    for (double& value : x) value = state = record.reddening * state + gauss(random);
    auto lines = record.lines;
    lines.push_back({played_hz, 2.2e-5});
    for (const auto& line : lines) {
        const double start = phase(random);
        for (std::size_t n = 0; n < x.size(); ++n)
            x[n] += std::numbers::sqrt2 * line.rms *
                    std::cos(start + 2 * std::numbers::pi * line.hz * static_cast<double>(n) /
                                         rate.value());
    }
    return x;
}

IdleTones found_in(const Record& record) {
    return find_idle_tones(separate(samples_of(record), rate, {played_hz}));
}

TEST(idle_tones, AreNotFoundInNoise) {
    // Each of the records has one in ten for ten thousand; 1/f^2 noise from 750 Hz on as white.
    for (const double reddening : {0.0, 0.9})
        for (unsigned seed = 1; seed <= 150; ++seed)
            EXPECT_TRUE(found_in({{}, 0.5, reddening, seed}).tones.empty())
                << reddening << ' ' << seed;
}

TEST(idle_tones, AreMeasuredWithinTheirUncertainty) {
    int within = 0;
    constexpr int runs = 100;
    for (unsigned seed = 1; seed <= runs; ++seed) {
        const double hz = 3000 + 101.37 * seed;
        const auto idle = found_in({{{hz, 3e-6}}, 0.5, 0, seed});
        ASSERT_EQ(idle.tones.size(), 1U) << hz;
        const auto& tone = idle.tones.front();
        // sqrt(6) / (pi T) * noise / amplitude of a line 27 dB over its noise: 0.07 Hz, and four.
        EXPECT_NEAR(tone.frequency_hz, hz, 0.3);
        // sqrt(noise^2 / N).
        EXPECT_NEAR(tone.uncertainty / (noise_rms / std::sqrt(24000.0)), 1, 0.5);
        within += std::abs(tone.rms - 3e-6) < 1.96 * tone.uncertainty;
    }
    // 95 of a hundred, the density being a median of 64 bins: once in a thousand below 87.
    EXPECT_GE(within, 87);
}

TEST(idle_tones, TheLargestHiddenOneIsFoundMostly) {
    const double hidden = found_in({}).hidden_rms;
    // ln(9968 / 1e-5) = 20.7 times a bin's noise: 4.55 + 1.39 of its amplitudes, each worth
    // sqrt(3/8) 4 / (0.849 sqrt 2) of noise / sqrt N; then the largest of blocks of 16 to 64 bins.
    const double expected = 5.94 * std::sqrt(3.0 / 8) * 4 / (0.8488 * std::numbers::sqrt2);
    EXPECT_GT(hidden / (noise_rms / std::sqrt(24000.0)), expected);
    EXPECT_LT(hidden / (noise_rms / std::sqrt(24000.0)), 1.5 * expected);
    int found = 0;
    for (unsigned seed = 1; seed <= 100; ++seed) {
        const double hz = 2 * played_hz + 30 + 173.21 * seed;
        const bool is_harmonic = std::abs(std::remainder(hz, played_hz)) < 5;
        found += is_harmonic || !found_in({{{hz, hidden}}, 0.5, 0, seed}).tones.empty();
    }
    EXPECT_GE(found, 97);
}

TEST(idle_tones, AreNeitherPlayedNorOfTheMains) {
    const Record hum{
        {{50, 1e-4}, {100, 3e-5}, {350, 2e-5}, {2 * played_hz, 2e-5}, {3 * played_hz, 1e-5}}};
    EXPECT_TRUE(found_in(hum).tones.empty());
    // A bus's 1 kHz is no multiple of hum, even where there is some.
    auto bus = hum;
    bus.lines.push_back({1000, 2e-5});
    bus.seconds = 2;
    const auto idle = found_in(bus);
    ASSERT_EQ(idle.tones.size(), 1U);
    EXPECT_NEAR(idle.tones.front().frequency_hz, 1000, 0.1);
}

TEST(idle_tones, TheStrongestComesFirst) {
    const auto idle =
        found_in({{{1234.5, 1e-3}, {8000, 1e-2}, {8003.1, 1e-5}, {15000.3, 1e-4}}, 2});
    ASSERT_GE(idle.tones.size(), 3U);
    EXPECT_NEAR(idle.tones[0].frequency_hz, 8000, 0.01);
    EXPECT_NEAR(idle.tones[1].frequency_hz, 1234.5, 0.01);
    EXPECT_NEAR(idle.tones[2].frequency_hz, 15000.3, 0.01);
    EXPECT_NEAR(idle.tones[2].rms, 1e-4, 1e-6);
}

TEST(idle_tones, ShortOrSilentRecordsHaveNone) {
    EXPECT_EQ(found_in({{}, 0.05}).hidden_rms, 0);
    const std::vector<double> silence(24000, 0.0);
    EXPECT_TRUE(find_idle_tones(separate(silence, rate, {played_hz})).tones.empty());
}

}  // namespace
}  // namespace ohmloop::measure
