#include "dsp/tones.hpp"

#include "ohmloop/dsp/tone_fit.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace ohmloop::dsp {
namespace {

constexpr double pi = std::numbers::pi;

std::vector<double> ramp(std::size_t frames, double rate, double f, double growth,
                         const std::vector<std::complex<double>>& orders) {
    std::vector<double> x(frames);
    for (std::size_t n = 0; n < frames; ++n) {
        const double t = (double(n) - (double(frames) - 1) / 2) / rate;
        for (std::size_t h = 0; h < orders.size(); ++h)
            x[n] += std::exp(growth * t) *
                    (orders[h] * std::polar(1.0, 2 * pi * f * double(h + 1) * t)).real();
    }
    return x;
}

TEST(RampFit, RecoversAGrowingToneAndItsHarmonics) {
    const double growth = 20 * std::numbers::ln10 / 20;  // 20 dB/s
    std::vector<std::complex<double>> orders;
    for (int h = 1; h <= 20; ++h) orders.push_back(std::polar(std::pow(0.3, h - 1), 0.3 * h));
    const auto x = ramp(480, 48000, 997, growth, orders);
    const auto fit = fit_ramp(x, Hertz(48000), 997, growth, 20);
    EXPECT_LT(std::abs(fit.fundamental - orders[0]), 1e-13);  // condition below 2: few eps
    ASSERT_EQ(fit.harmonics.size(), 19U);
    for (std::size_t h = 0; h < 19; ++h)
        EXPECT_LT(std::abs(fit.harmonics[h] - orders[h + 1]), 1e-13) << h + 2;
    EXPECT_LT(fit.residual_rms, 1e-13);
}

TEST(RampFit, ASteadyToneIsARampWithoutGrowth) {
    const auto x = tones(400, 48000, {{1000, 0.5, 0.2}});
    const auto fit = fit_ramp(x, Hertz(48000), 1000, 0, 5);
    const double phase = 0.2 + 2 * pi * 1000 * 199.5 / 48000;  // at the centre of the span
    EXPECT_LT(std::abs(fit.fundamental - std::polar(0.5, phase)), 1e-13);
}

TEST(RampFit, IgnoresALineAndReportsNoise) {
    auto x = ramp(400, 48000, 997, 5, {{0.5, 0.1}});
    for (std::size_t n = 0; n < x.size(); ++n) x[n] += 0.1 + 1e-4 * double(n);
    add_noise(x, 1e-3, 4);
    const auto fit = fit_ramp(x, Hertz(48000), 997, 5, 3);
    const double u = 1e-3 * std::sqrt(2.0 / 400);
    EXPECT_LT(std::abs(fit.fundamental - std::complex(0.5, 0.1)), 5 * u);
    EXPECT_NEAR(fit.residual_rms, 1e-3, 5e-3 / std::sqrt(2 * 392.0));  // 5 sigma of an rms
}

TEST(RampFit, OrdersBeyondHalfTheRateAreZero) {
    const auto x = ramp(400, 48000, 5000, 0, {{0.5, 0.1}, {0.01, 0}});
    const auto fit = fit_ramp(x, Hertz(48000), 5000, 0, 8);
    ASSERT_EQ(fit.harmonics.size(), 7U);
    EXPECT_LT(std::abs(fit.harmonics[0] - 0.01), 1e-13);
    for (std::size_t h = 5; h <= 8; ++h) EXPECT_EQ(fit.harmonics[h - 2], 0.0);
}

}  // namespace
}  // namespace ohmloop::dsp
