#include "ohmloop/dsp/tone_fit.hpp"

#include "dsp/tones.hpp"

#include "ohmloop/dsp/least_squares.hpp"
#include "ohmloop/units/expects.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::dsp {
namespace {

constexpr double pi = std::numbers::pi;

double rms(const std::vector<double>& x) {
    double sum = 0;
    for (double value : x) sum += value * value;
    return std::sqrt(sum / static_cast<double>(x.size()));
}

TEST(ToneFit, RecoversTonesAndLineExactly) {
    const double rate = 48000;
    auto x = tones(9600, rate, {{997, 0.5, 0.4}, {1009, 0.25, -2}, {19997, 1e-5, 1}});
    for (std::size_t n = 0; n < x.size(); ++n) x[n] += 0.01 + 0.3 * (double(n) - 4799.5) / rate;
    const auto fit = fit_tones(x, Hertz(rate), std::vector<double>{997, 1009, 19997});
    const std::vector<TestTone> truth{{997, 0.5, 0.4}, {1009, 0.25, -2}, {19997, 1e-5, 1}};
    for (std::size_t k = 0; k < 3; ++k)  // rounding of the record: 1e-16, conditioned below 10
        EXPECT_LT(std::abs(fit.phasor[k] - std::polar(truth[k].amplitude, truth[k].phase)), 1e-14);
    EXPECT_NEAR(fit.offset, 0.01, 1e-14);
    EXPECT_NEAR(fit.slope, 0.3, 1e-13);
    EXPECT_LT(fit.residual_rms, 1e-15);
}

TEST(ToneFit, ResidualOfAComputedToneLiesBelow250Decibels) {
    // 3e5 periods in long double are known to 3e-14: the oracle's own limit is -270 dB.
    for (const double frequency : {997.0, 19997.0, 90001.0, 1234.56789}) {
        const double rate = 192000;
        const auto x = tones(600'000, rate, {{frequency, 1.0, 0.7}});
        const auto fit = fit_tones(x, Hertz(rate), std::vector<double>{frequency});
        EXPECT_LT(20 * std::log10(fit.residual_rms * std::sqrt(2.0)), -250) << frequency;
    }
}

TEST(ToneFit, TwentyFiveTonesEqualTheSlowLeastSquaresOfTheirColumns) {
    const double rate = 44100;
    std::vector<double> frequencies;
    std::vector<TestTone> parts;
    for (int k = 1; k <= 25; ++k) {
        frequencies.push_back(797.3 * k);
        parts.push_back({797.3 * k, 1.0 / k, 0.1 * k});
    }
    auto x = tones(1500, rate, parts);
    add_noise(x, 0.1, 5);
    RealMatrix a{.rows = x.size(), .columns = 52, .values = std::vector<double>(52 * x.size())};
    for (std::size_t n = 0; n < x.size(); ++n) {
        for (std::size_t k = 0; k < 25; ++k) {
            a.at(n, 2 * k) = std::cos(2 * pi * frequencies[k] * double(n) / rate);
            a.at(n, 2 * k + 1) = -std::sin(2 * pi * frequencies[k] * double(n) / rate);
        }
        a.at(n, 50) = 1;
        a.at(n, 51) = (double(n) - 749.5) / rate;
    }
    const auto slow = solve(a, x);
    const auto fit = fit_tones(x, Hertz(rate), frequencies);
    for (std::size_t k = 0; k < 25; ++k) {  // two orders of summation of 1500 terms
        EXPECT_NEAR(fit.phasor[k].real(), slow[2 * k], 1e-12);
        EXPECT_NEAR(fit.phasor[k].imag(), slow[2 * k + 1], 1e-12);
    }
    EXPECT_NEAR(fit.offset, slow[50], 1e-12);
    EXPECT_NEAR(fit.slope, slow[51], 1e-10);
}

TEST(ToneFit, SeparatesTonesThatOnePeriodTellsApart) {
    const double rate = 48000;  // 1 Hz apart over 0.5 s: half a period, by QR
    const auto x = tones(24000, rate, {{997, 0.5, 0.4}, {998, 0.3, 1.4}});
    const auto fit = fit_tones(x, Hertz(rate), std::vector<double>{997, 998});
    EXPECT_LT(std::abs(fit.phasor[0] - std::polar(0.5, 0.4)), 1e-12);  // condition about 100
    EXPECT_LT(std::abs(fit.phasor[1] - std::polar(0.3, 1.4)), 1e-12);
    EXPECT_LT(fit.residual_rms, 1e-14);
}

TEST(ToneFit, ResidualHoldsWhatWasNotFitted) {
    const double rate = 48000;
    const auto x = tones(48000, rate, {{1000, 0.5, 0}, {2000, 0.001, 0}});
    const auto fit = fit_tones(x, Hertz(rate), std::vector<double>{1000});
    const auto rest = residual_of(x, fit);
    EXPECT_NEAR(rms(rest), 0.001 / std::sqrt(2.0), 1e-12);  // orthogonal over whole periods
    EXPECT_NEAR(fit.residual_rms, 0.001 / std::sqrt(2.0) * std::sqrt(48000.0 / 47996), 1e-12);
}

TEST(ToneFit, ScattersAsTheCramerRaoBoundsSay) {
    // f = 0.0731234 fs, phase 0.4, N = 4096, sigma 0.01: bounds 2.21e-4 (A), 2.21e-4 rad (f known).
    // The scatter of a standard deviation over 600 trials is 2.9 %: 10 % is 3.4 of it.
    double amplitude = 0;
    double phase = 0;
    double stated = 0;
    const auto clean = tones(4096, 1, {{0.0731234, 1, 0.4}});
    for (unsigned trial = 0; trial < 600; ++trial) {
        auto x = clean;
        add_noise(x, 0.01, 100 + trial);
        const auto fit = fit_tones(x, Hertz(1), std::vector<double>{0.0731234});
        amplitude += std::pow(std::abs(fit.phasor[0]) - 1, 2) / 600;
        phase += std::pow(std::arg(fit.phasor[0]) - 0.4, 2) / 600;
        stated += fit.amplitude_uncertainty() / 600;
    }
    EXPECT_NEAR(std::sqrt(amplitude), 2.21e-4, 2.21e-5);
    EXPECT_NEAR(std::sqrt(phase), 2.21e-4, 2.21e-5);
    EXPECT_NEAR(stated, 2.21e-4, 2.21e-6);  // mean of 600 residual rms of 4096 frames: 0.05 %
}

TEST(ToneFit, OfAClippedSineAt48FramesAPeriodIsAsPublished) {
    // All that 48 frames can tell apart: 23 harmonics, aliases among them.
    std::vector<double> x(4800);
    for (std::size_t n = 0; n < x.size(); ++n)
        x[n] = std::clamp(std::sin(2 * pi * double(n % 48) / 48), -0.7, 0.7);
    std::vector<double> frequencies;
    for (int k = 1; k <= 23; ++k) frequencies.push_back(1000.0 * k);
    const auto fit = fit_tones(x, Hertz(48000), frequencies);
    const double published[] = {.8124127489, .1087038092, .0205013791, .0165310027, .0070120099};
    double harmonics = 0;
    for (std::size_t k = 0; k < 5; ++k) {
        EXPECT_NEAR(std::abs(fit.phasor[2 * k]), published[k], 1e-10) << 2 * k + 1;
        if (k > 0) harmonics += std::norm(fit.phasor[2 * k]);
    }
    EXPECT_NEAR(std::sqrt(harmonics) / std::abs(fit.phasor[0]), 0.1379448264, 1e-10);
}

TEST(ToneFit, LeavesTheDistortionAndNoiseOfPublishedExamples) {
    // cos(pi/4 n) + 0.025 sin(pi/2 n), n = 0..159: 32.0412 dB.
    const auto exact = tones(160, 8, {{1, 1, 0}, {2, 0.025, -pi / 2}});
    const auto sinad = [](const ToneFit& fit, const std::vector<double>& x) {
        return 20 * std::log10(std::abs(fit.phasor[0]) / std::sqrt(2.0) / rms(residual_of(x, fit)));
    };
    // The straight line that is fitted too takes 2e-4 of the short record's sine.
    EXPECT_NEAR(sinad(fit_tones(exact, Hertz(8), std::vector<double>{1}), exact), 32.0412, 2e-3);
    // A second harmonic of 0.02 and noise of variance 0.01^2: 32.2185 dB. "Theoretical" 33.0103 dB,
    // published beside it, takes the fundamental's power for 1 and the noise's for undivided.
    auto noisy = tones(480000, 480000, {{9889.0, 1, 0}, {19778.0, 0.02, 1}});
    add_noise(noisy, 0.01, 4);
    const auto fit = fit_tones(noisy, Hertz(480000), std::vector<double>{9889});
    // A third of the power is noise, known to sqrt(2/480000) = 0.009 dB: three of that third.
    EXPECT_NEAR(sinad(fit, noisy), 32.2185, 0.009);
    EXPECT_GT(33.0103 - sinad(fit, noisy), 0.7);
}

TEST(ToneFit, RefusesTonesItCannotFit) {
    const std::vector<double> x(100, 0.0);
    EXPECT_THROW((void)fit_tones(x, Hertz(1000), std::vector<double>{500}), BrokenContract);
    EXPECT_THROW((void)fit_tones(x, Hertz(1000), std::vector<double>{0}), BrokenContract);
    EXPECT_THROW((void)fit_tones(x, Hertz(1000), std::vector<double>{100, 100}), BrokenContract);
    const std::vector<double> seven(7, 0.0);
    EXPECT_THROW((void)fit_tones(seven, Hertz(1000), std::vector<double>{100}), BrokenContract);
}

}  // namespace
}  // namespace ohmloop::dsp
