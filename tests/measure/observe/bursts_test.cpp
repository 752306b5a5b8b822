#include "measure/observe/bursts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace ohmloop::measure {
namespace {

constexpr double rate = 48000;
constexpr std::size_t frames = 28800;
const std::vector<double> tones_hz{20, 997, 10000};
const std::vector<double> peaks{0.02, 0.08, 0.02};

/// 0.6 s of three tones in noise, as a plan plays them for the impedance.
std::vector<double> tones_in_noise(double noise, unsigned seed = 1) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> gauss(0, noise);
    std::vector<double> x(frames);
    for (std::size_t n = 0; n < frames; ++n) {
        x[n] = gauss(random);
        for (std::size_t k = 0; k < tones_hz.size(); ++k)
            x[n] += peaks[k] *
                    std::cos(2 * std::numbers::pi * tones_hz[k] * static_cast<double>(n) / rate +
                             static_cast<double>(k));
    }
    return x;
}

}  // namespace

TEST(bursts, NoneMoveTonesInNoiseHumOrDistortion) {
    for (const double noise : {1e-6, 1e-4, 1e-2})
        for (const double hum : {0.0, 1e-2}) {
            auto x = tones_in_noise(noise);
            for (std::size_t n = 0; n < frames; ++n) {
                const double t = static_cast<double>(n) / rate;
                x[n] += hum * std::sin(2 * std::numbers::pi * 50.02 * t);
                x[n] += 0.3 * x[n] * x[n] - 0.2 * x[n] * x[n] * x[n];
            }
            for (const double moved : moved_by_bursts(separate(x, Hertz(rate), tones_hz)))
                EXPECT_EQ(moved, 0) << noise << " " << hum;
        }
}

TEST(bursts, NoneMoveToneWhoseGainOrClockCreeps) {
    for (const double creep : {0.0, 0.02})
        for (const double late_frames : {0.0, 0.05}) {
            auto x = tones_in_noise(1e-9);
            const auto pure = tones_in_noise(0);
            for (std::size_t n = 0; n < frames; ++n) {
                const double share = static_cast<double>(n) / frames;
                const double t = (static_cast<double>(n) + late_frames * share * share) / rate;
                x[n] -= pure[n];
                for (std::size_t k = 0; k < tones_hz.size(); ++k)
                    x[n] += (1 - creep * share * share) * peaks[k] *
                            std::cos(2 * std::numbers::pi * tones_hz[k] * t);
            }
            for (const double moved : moved_by_bursts(separate(x, Hertz(rate), tones_hz)))
                EXPECT_EQ(moved, 0) << creep << " " << late_frames;
        }
}

TEST(bursts, MoveTonesByNoLessThanIsToldOfGapsAndClicks) {
    const double noise = 1e-5;
    for (const std::size_t at : {0UL, 3000UL, 14000UL, frames - 480})
        for (const std::size_t count : {48UL, 480UL})
            for (const bool gap : {true, false}) {
                auto x = tones_in_noise(noise);
                const auto first = x.begin() + static_cast<std::ptrdiff_t>(at);
                if (gap)
                    std::fill_n(first, count, 0.0);
                else
                    *first += 0.5;
                const auto parts = separate(x, Hertz(rate), tones_hz);
                const auto moved = moved_by_bursts(parts);
                for (std::size_t k = 0; k < tones_hz.size(); ++k) {
                    const double error = std::abs(std::abs(parts.fit.phasor[k]) - peaks[k]);
                    // Twice it is what a figure's interval takes; noise, five sigma beside it.
                    EXPECT_LT(error, 2 * moved[k] + 5 * noise * std::sqrt(2.0 / frames))
                        << at << " " << count << " " << gap << " " << tones_hz[k];
                }
                if (gap) {
                    // The gap takes its share of the loud tone, and of what sounds with it.
                    const double share = static_cast<double>(count) / frames;
                    EXPECT_GT(moved[1] / peaks[1], 0.5 * share);
                    EXPECT_LT(moved[1] / peaks[1], 2 * share);
                }
            }
}

TEST(bursts, OneClickIsTheShareOfItsPower) {
    // White noise and a click of as much power as a quarter of it: a fifth of all.
    std::mt19937_64 random(2);
    std::normal_distribution<double> gauss(0, 1);
    std::vector<double> x(frames);
    for (double& v : x) v = gauss(random);
    EXPECT_EQ(click_share_of(x, rate), 0);
    x[frames - 100] += std::sqrt(0.25 * frames);
    // A moment's own noise, 960 values of 28800, scatters by 5 %, and adds its product.
    EXPECT_NEAR(click_share_of(x, rate), 0.2, 0.01);
}

}  // namespace ohmloop::measure
