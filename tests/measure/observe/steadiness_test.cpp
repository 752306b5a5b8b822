#include "measure/observe/steadiness.hpp"

#include "ohmloop/dsp/tone_fit.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>
#include <vector>

namespace ohmloop::measure {
namespace {

constexpr double rate = 48000;
constexpr double hz = 997;
constexpr double noise_rms = 1e-4;
constexpr double peak = 0.5;
constexpr std::size_t frames = 48000;

/// A tone whose level drifts by `drift` of itself over a second, in white noise.
double scatter_of(double drift, unsigned seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> gauss(0, noise_rms);
    std::vector<double> x(frames);
    for (std::size_t n = 0; n < x.size(); ++n) {
        const double t = static_cast<double>(n) / rate;
        x[n] = peak * (1 + drift * (t - 0.5)) * std::cos(2 * std::numbers::pi * hz * t + 1) +
               gauss(random);
    }
    const auto fit = dsp::fit_tones(x, Hertz(rate), std::vector{hz});
    return scatter_over_noise(dsp::residual_of(x, fit), fit, noise_rms * noise_rms / (rate / 2));
}

double mean_square_of(double drift) {
    constexpr int runs = 60;
    double sum = 0;
    for (unsigned seed = 1; seed <= runs; ++seed) sum += std::pow(scatter_of(drift, seed), 2);
    return sum / runs;
}

}  // namespace

TEST(steadiness, OfNoiseAloneIsOne) {
    // Chi-square of 9 degrees over 9: its mean over 60 runs scatters by sqrt(2 / 9 / 60) = 0.06.
    EXPECT_NEAR(mean_square_of(0), 1, 0.2);
}

TEST(steadiness, TellsALevelThatDrifts) {
    // Ten means of a straight line differ from theirs by sqrt(11 / 120) of the drift; noise moves
    // each by sqrt(2 * 10 / N) of its rms.
    const double drift = 1e-4;
    const double drifted = std::pow(peak * drift, 2) * 11 / 120;
    const double noise = noise_rms * noise_rms * 20 / static_cast<double>(frames);
    EXPECT_NEAR(mean_square_of(drift) / (1 + drifted / noise), 1, 0.1);
    EXPECT_GT(drifted / noise, 30);
}

TEST(steadiness, OfNothingIsNothing) {
    const dsp::ToneFit fit{{hz}, {0}, 0, 0, 0, frames, rate};
    EXPECT_EQ(scatter_over_noise(std::vector<double>(frames), fit, 1), 0);
}

}  // namespace ohmloop::measure
