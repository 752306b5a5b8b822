#include "simulation/half_band.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>

namespace ohmloop::simulation {
namespace {

// Gain of the interpolator at f (cycles per output sample): half of 1 + 2 sum c_j 2 cos(..).
double gain(const std::vector<double>& taps, double f) {
    double sum = 0.5;
    for (std::size_t j = 0; j < taps.size(); ++j)
        sum += taps[j] * std::cos(2 * std::numbers::pi * f * (2 * static_cast<double>(j) + 1));
    return sum;
}

TEST(HalfBand, IsFlatBelowAndSilentAboveTheMiddle) {
    const std::vector<double> taps = half_band_taps(41, 125);
    for (double f = 0; f <= 0.45; f += 0.001) {              // of the input rate
        EXPECT_NEAR(gain(taps, f / 2), 1, 1e-6) << f;        // 120 dB
        EXPECT_NEAR(gain(taps, (1 - f) / 2), 0, 1e-6) << f;  // images
    }
}

TEST(HalfBand, UpAndDownIsAPlainDelay) {
    const auto taps = half_band_taps(10, 125);
    Interpolator up(taps, 100);
    Decimator down(taps, 100);
    std::vector<Pair> in(100);
    std::vector<Pair> twice(200);
    std::vector<Pair> out(100);
    for (std::size_t n = 0; n < in.size(); ++n) {
        const double t = static_cast<double>(n);
        in[n] = pair(std::sin(0.3 * t), std::cos(0.1 * t));
    }
    up.process(in.data(), 100, twice.data());
    down.process(twice.data(), 100, out.data());
    for (std::size_t n = 60; n < 100; ++n) {
        EXPECT_NEAR(out[n][0], in[n - up.delay() - down.delay()][0], 1e-5);
        EXPECT_NEAR(out[n][1], in[n - up.delay() - down.delay()][1], 1e-5);
    }
}

}  // namespace
}  // namespace ohmloop::simulation
