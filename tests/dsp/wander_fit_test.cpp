#include "dsp/tones.hpp"

#include "ohmloop/dsp/tone_fit.hpp"
#include "ohmloop/units/expects.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>

namespace ohmloop::dsp {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double rate = 48000;

double rms(const std::vector<double>& x) {
    double sum = 0;
    for (const double value : x) sum += value * value;
    return std::sqrt(sum / static_cast<double>(x.size()));
}

/// cos of `turns` and a second harmonic of 1e-3 at twice its phase, times `level`.
std::vector<double> wandering(double seconds, const std::function<long double(long double)>& turns,
                              const std::function<double(double)>& level) {
    std::vector<double> x(static_cast<std::size_t>(seconds * rate));
    for (std::size_t n = 0; n < x.size(); ++n) {
        const long double t = static_cast<long double>(n) / static_cast<long double>(rate);
        const long double here = turns(t);
        const long double phase = 2 * std::numbers::pi_v<long double> * (here - std::floor(here));
        x[n] = level(static_cast<double>(t)) * static_cast<double>(std::cos(phase + 0.4L)) +
               1e-3 * static_cast<double>(std::cos(2 * phase + 1.1L));
    }
    return x;
}

double steady(double) { return 0.5; }

/// Of the frame in the middle.
long double centre(double seconds) { return (seconds * rate - 1) / 2 / rate; }

/// 1 Hz/s over 8 s from the middle: 8 turns at the ends.
std::vector<double> drifting() {
    const long double middle = centre(8);
    return wandering(
        8, [=](long double t) { return 3000 * t + 0.5L * (t - middle) * (t - middle); }, steady);
}

TEST(WanderFit, OfASteadyToneIsExact) {
    const auto x = wandering(
        1, [](long double t) { return 997.25L * t; }, steady);
    const auto fit = fit_wandering_tone(x, Hertz(rate), 997.2, 5, 2);
    ASSERT_EQ(fit.harmonics, 5U);
    EXPECT_NEAR(fit.tones.frequency_hz[0], 997.25, 1e-10);
    EXPECT_LT(std::abs(fit.tones.phasor[0] - std::polar(0.5, 0.4)), 1e-11);
    EXPECT_LT(std::abs(fit.tones.phasor[1] - std::polar(1e-3, 1.1)), 1e-11);
    EXPECT_LT(rms(fit.residual), 1e-13);
}

TEST(WanderFit, FollowsADriftOfManyTurns) {
    const auto fit = fit_wandering_tone(drifting(), Hertz(rate), 3000, 3, 2);
    EXPECT_NEAR(fit.tones.frequency_hz[0], 3000, 1e-9);
    // pi (t - 4)^2 = 16 pi u^2, of which 2/3 are P_2.
    EXPECT_NEAR(fit.wander.phase[1], 16 * pi * 2 / 3, 1e-8);
    EXPECT_NEAR(std::abs(fit.tones.phasor[1]), 1e-3, 1e-12);
    EXPECT_LT(rms(fit.residual), 1e-11);
}

TEST(WanderFit, FollowsWhatPolynomialsFollow) {
    // An oscillator that warms up with a time constant of the record: what a series of degree 5
    // leaves of exp(-t/T) over it is 1/(6! 2^11) of the 0.6 rad, 4e-7.
    const auto x = wandering(
        10, [](long double t) { return 1000 * t + 0.1L * std::exp(-t / 10); }, steady);
    EXPECT_LT(rms(fit_wandering_tone(x, Hertz(rate), 1000, 3, 5).residual), 0.5 * 4e-7);
}

TEST(WanderFit, FollowsALevelThatRuns) {
    const auto x = wandering(
        2, [](long double t) { return 1000.3L * t; },
        [](double t) { return 0.5 * (1 + 1e-2 * (t - static_cast<double>(centre(2)))); });
    const auto fit = fit_wandering_tone(x, Hertz(rate), 1000.3, 3, 2);
    EXPECT_NEAR(fit.wander.level[0], 1e-2, 1e-12);
    EXPECT_NEAR(std::abs(fit.tones.phasor[0]), 0.5, 1e-12);
    EXPECT_LT(rms(fit.residual), 1e-12);
}

TEST(WanderFit, TellsOtherLinesFromHarmonics) {
    // 1.5 Hz from the fifth harmonic, over a second: one and a half turns.
    auto x = tones(48000, rate, {{20.3, 0.5, 0.4}, {101.5, 1e-5, 1}, {100, 1e-4, 2}});
    for (double& value : x) value += 0.01;
    const auto fit =
        fit_wandering_tone(x, Hertz(rate), 20.3, 5, 2, std::vector<double>{100.0, 150.0});
    EXPECT_NEAR(std::abs(fit.tones.phasor[4]), 1e-5, 1e-12);
    ASSERT_EQ(fit.tones.phasor.size(), 7U);
    EXPECT_NEAR(std::abs(fit.tones.phasor[5]), 1e-4, 1e-12);
    EXPECT_LT(std::abs(fit.tones.phasor[6]), 1e-12);
    EXPECT_NEAR(fit.tones.offset, 0.01, 1e-12);
}

TEST(WanderFit, GoesOnFromAnEarlierFit) {
    const auto x = drifting();
    const auto first = fit_wandering_tone(x, Hertz(rate), 3000, 1, 2);
    const auto second = fit_wandering_tone(x, Hertz(rate), 3000, 3, 2, {}, &first.wander);
    EXPECT_LT(rms(second.residual), 1e-11);
}

TEST(WanderFit, ScattersAsTheBoundsSay) {
    // sqrt(6/N) sigma / (pi A T) in frequency, sigma sqrt(2/N) in amplitude, which the polynomials
    // of other degrees, orthogonal to them, leave as they are. 400 trials: 3.5 %, three of it.
    const auto clean = tones(4800, rate, {{997.25, 0.5, 0.4}});
    double frequency = 0;
    double amplitude = 0;
    double stated = 0;
    for (unsigned trial = 0; trial < 400; ++trial) {
        auto x = clean;
        add_noise(x, 0.01, 3000 + trial);
        const auto fit = fit_wandering_tone(x, Hertz(rate), 997, 5, 2);
        frequency += std::pow(fit.tones.frequency_hz[0] - 997.25, 2) / 400;
        amplitude += std::pow(std::abs(fit.tones.phasor[0]) - 0.5, 2) / 400;
        stated += fit.frequency_uncertainty_hz / 400;
    }
    const double bound = std::sqrt(6 / 4800.0) * 0.01 / (pi * 0.5 * 0.1);
    EXPECT_NEAR(std::sqrt(frequency), bound, 0.105 * bound);
    EXPECT_NEAR(std::sqrt(amplitude), 0.01 * std::sqrt(2 / 4800.0),
                0.105 * 0.01 * std::sqrt(2 / 4800.0));
    EXPECT_NEAR(stated, bound, 0.01 * bound);
}

TEST(WanderFit, OfAToneThatJumpsIsNoWorseThanASteadyOne) {
    // Half a turn in the middle, which no polynomial follows.
    const auto x = wandering(
        4, [](long double t) { return 1000 * t + (t < 2 ? 0.0L : 0.5L); }, steady);
    const auto fit = fit_wandering_tone(x, Hertz(rate), 1000, 3, 2);
    EXPECT_LE(fit.tones.residual_rms, rms(x));
    EXPECT_TRUE(std::isfinite(std::abs(fit.tones.phasor[0])));
}

TEST(WanderFit, RefusesTonesItCannotFit) {
    const std::vector<double> x(100, 0.0);
    EXPECT_THROW((void)fit_wandering_tone(x, Hertz(1000), 500, 1, 1), BrokenContract);
    EXPECT_THROW((void)fit_wandering_tone(x, Hertz(1000), 10, 48, 5), BrokenContract);
    EXPECT_THROW((void)fit_wandering_tone(x, Hertz(1000), 100, 0, 1), BrokenContract);
}

}  // namespace
}  // namespace ohmloop::dsp
