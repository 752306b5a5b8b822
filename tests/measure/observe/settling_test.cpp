#include "measure/observe/settling.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>
#include <random>

namespace ohmloop::measure {
namespace {

using std::numbers::pi;
constexpr double rate = 48000;

double rms(const std::vector<double>& x) {
    double sum = 0;
    for (const double v : x) sum += v * v;
    return std::sqrt(sum / static_cast<double>(x.size()));
}

std::vector<double> made(std::size_t frames, const std::function<double(double t)>& signal) {
    std::vector<double> x;
    for (std::size_t n = 0; n < frames; ++n) x.push_back(signal(static_cast<double>(n) / rate));
    return x;
}

}  // namespace

TEST(settling, TakesAnyDecayOut) {
    // Between the octaves of the fitted decays too; the line alone stands for longer ones.
    for (const double decay : {0.03, 0.04, 0.045, 0.1, 0.16, 0.31, 0.7, 1.0}) {
        const auto x = made(40000, [&](double t) { return std::exp(-t / decay); });
        const auto slow = settling_of(x, Hertz(rate));
        std::vector<double> left(x);
        for (std::size_t n = 0; n < x.size(); ++n) left[n] -= slow[n];
        EXPECT_LT(rms(left), 2e-3 * rms(x)) << decay;
    }
}

TEST(settling, LeavesSoundAlone) {
    // Hum stands beside the decays; of its harmonics, which do not, less than 1 % of the power may
    // go (0.04 dB of a THD+N made of them). Half a second is the shortest tone of any plan.
    for (const double hz : {50.0, 60.0, 100.0, 120.0, 997.0}) {
        const auto x = made(24000, [&](double t) { return std::sin(2 * pi * hz * t); });
        EXPECT_LT(rms(settling_of(x, Hertz(rate))), 0.1 * rms(x)) << hz;
    }
}

TEST(settling, FindsHarmonicsUnderADecay) {
    // H2 of -66 dB under a decay as large as itself times thirty: what AC coupling makes of it.
    const auto x = made(40800, [](double t) {
        const double w = 2 * pi * 997 * t;
        return 0.1 * std::sin(w) + 5e-5 * std::sin(2 * w) + 1.5e-3 * std::exp(-t / 0.16);
    });
    const auto settled = fit_settled(x, Hertz(rate), {997, 2 * 997});
    EXPECT_NEAR(20 * std::log10(std::abs(settled.fit.phasor[1]) / 5e-5), 0, 0.01);
    EXPECT_LT(rms(dsp::residual_of(settled.samples, settled.fit)), 3e-6);
}

TEST(settling, LeavesNoiseAsItIs) {
    std::mt19937_64 random(2);
    std::normal_distribution<double> gauss(0, 1e-6);
    const auto x =
        made(24000, [&](double t) { return 1e-5 * std::sin(2 * pi * 997 * t) + gauss(random); });
    const auto settled = fit_settled(x, Hertz(rate), {997});
    EXPECT_EQ(settled.samples, x);
}

}  // namespace ohmloop::measure
