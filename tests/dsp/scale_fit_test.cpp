#include "dsp/tones.hpp"

#include "ohmloop/dsp/tone_fit.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace ohmloop::dsp {
namespace {

TEST(ScaleFit, FindsTheCommonScaleOfSeveralTones) {
    const double rate = 48000;
    const double eps = 57.3e-6;
    const std::vector<double> nominal{997, 6301, 19001};
    std::vector<TestTone> parts;
    for (double f : nominal) parts.push_back({f * (1 + eps), 0.1, f});
    const auto x = tones(48000, rate, parts);
    const auto fit = fit_scaled_tones(x, Hertz(rate), nominal);
    EXPECT_NEAR(fit.eps, eps, 2e-12);  // the step at which it stops
    EXPECT_LT(std::abs(fit.tones.phasor[2] - std::polar(0.1, 19001.0)), 1e-8);
    EXPECT_LT(fit.tones.residual_rms, 1e-8);  // 1e-12 of 19 kHz over half a second: 6e-8 rad
}

TEST(ScaleFit, FindsAScaleManyTurnsAwayFromItsStart) {
    const double rate = 48000;  // 300 ppm of 10 kHz over 10 s: 30 turns
    for (double eps : {300e-6, -1000e-6, 143e-6}) {
        auto x = tones(480000, rate, {{10007 * (1 + eps), 0.5, 1}});
        add_noise(x, 0.01, 3);
        const auto fit = fit_scaled_tones(x, Hertz(rate), std::vector<double>{10007});
        EXPECT_NEAR(fit.eps, eps, 5 * fit.eps_uncertainty);
        EXPECT_LT(fit.eps_uncertainty, 1e-9);
    }
}

TEST(ScaleFit, ScattersAsTheFourParameterBoundsSay) {
    // METHODS: 1.87e-7 rad/sample and 4.42e-4 rad at n = 0 for N = 4096, sigma 0.01, A = 1.
    // The scatter of a standard deviation over 600 trials is 2.9 %: 10 % is 3.4 of it.
    const double f = 0.0731234;
    const auto clean = tones(4096, 1, {{f, 1, 0.4}});
    double frequency = 0;
    double phase = 0;
    double amplitude = 0;
    double stated = 0;
    for (unsigned trial = 0; trial < 600; ++trial) {
        auto x = clean;
        add_noise(x, 0.01, 1000 + trial);
        const auto fit = fit_scaled_tones(x, Hertz(1), std::vector<double>{f}, 1e-5);
        frequency += std::pow(fit.eps * f * 2 * std::numbers::pi, 2) / 600;
        phase += std::pow(std::arg(fit.tones.phasor[0]) - 0.4, 2) / 600;
        amplitude += std::pow(std::abs(fit.tones.phasor[0]) - 1, 2) / 600;
        stated += fit.eps_uncertainty * f * 2 * std::numbers::pi / 600;
    }
    EXPECT_NEAR(std::sqrt(frequency), 1.87e-7, 1.87e-8);
    EXPECT_NEAR(std::sqrt(phase), 4.42e-4, 4.42e-5);
    EXPECT_NEAR(std::sqrt(amplitude), 2.21e-4, 2.21e-5);
    EXPECT_NEAR(stated, 1.87e-7, 2e-9);  // the bound is printed to three digits
}

TEST(ScaleFit, FitsATonePressedAgainstHalfTheRate) {
    const auto x = tones(48000, 48000, {{23995 * (1 - 20e-6), 0.1, 1}});
    const auto fit = fit_scaled_tones(x, Hertz(48000), std::vector<double>{23995});
    EXPECT_NEAR(fit.eps, -20e-6, 2e-12);
}

TEST(ScaleFit, KeepsAGoodStartInHeavyNoise) {
    const double rate = 48000;  // amplitude 20 dB below the noise: only the whole record sees it
    auto x = tones(48000, rate, {{997 * (1 + 2e-6), 0.01, 1}});
    add_noise(x, 0.0707, 9);
    const auto fit = fit_scaled_tones(x, Hertz(rate), std::vector<double>{997}, 0);
    EXPECT_NEAR(fit.eps, 2e-6, 5 * fit.eps_uncertainty);
}

}  // namespace
}  // namespace ohmloop::dsp
