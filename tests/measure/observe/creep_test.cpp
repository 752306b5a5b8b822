#include "measure/observe/creep.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace ohmloop::measure {
namespace {

constexpr Hertz rate(48000);
constexpr double noise = 1e-5;

double rms(const std::vector<double>& x) {
    double square = 0;
    for (const double v : x) square += v * v;
    return std::sqrt(square / static_cast<double>(x.size()));
}

/// What is left of half a second of a tone in noise, its level rising by `creep` over it.
std::vector<double> left_of(double creep, bool taken_off) {
    std::mt19937_64 random(3);
    std::normal_distribution<double> gauss(0, noise);
    std::vector<double> x(24000);
    for (std::size_t n = 0; n < x.size(); ++n) {
        const double share = static_cast<double>(n) / static_cast<double>(x.size());
        x[n] =
            gauss(random) +
            0.5 * (1 + creep * share) *
                std::cos(2 * std::numbers::pi * 997 * static_cast<double>(n) / rate.value() + 0.3);
    }
    const auto fit = dsp::fit_tones(x, rate, std::vector<double>{997});
    auto residual = dsp::residual_of(x, fit);
    if (taken_off) take_off_creep(residual, fit);
    return residual;
}

}  // namespace

TEST(creep, LeavesTheNoiseOfAToneWhoseLevelRuns) {
    // A line from -1/2 to 1/2 has 1 / sqrt 12 rms, a tone of 0.5 its half over sqrt 2.
    for (const double creep : {1e-2, -1e-3})
        EXPECT_NEAR(rms(left_of(creep, false)),
                    std::hypot(noise, std::abs(creep) * 0.5 / std::sqrt(24.0)),
                    0.02 * std::abs(creep));
    // The fit takes two values of 24000, this one; the rms of so many scatters by 0.5 %.
    for (const double creep : {1e-2, -1e-3, 0.0})
        EXPECT_NEAR(rms(left_of(creep, true)) / noise, 1, 0.02) << creep;
}

TEST(creep, TakesOneValueOfNoiseAway) {
    const double before = rms(left_of(0, false));
    const double after = rms(left_of(0, true));
    EXPECT_LE(after, before);
    // One of 24000 on average, and rarely ten.
    EXPECT_GT(after, before * std::sqrt(1 - 10 / 24000.0));
}

}  // namespace ohmloop::measure
