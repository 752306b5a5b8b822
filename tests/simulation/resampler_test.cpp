#include "ohmloop/simulation/resampler.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace ohmloop::simulation {
namespace {

std::vector<double> sine(double f, std::size_t frames) {
    std::vector<double> x(frames);
    for (std::size_t n = 0; n < frames; ++n)
        x[n] = std::sin(2 * std::numbers::pi * f * static_cast<double>(n));
    return x;
}

TEST(Resampler, ReadsBetweenSamplesTo150Decibels) {
    for (double f : {0.001, 0.1, 0.3, 0.45}) {
        Resampler stream;
        const std::vector<double> x = sine(f, 2000);
        stream.push(x, x);
        double worst = 0;
        for (int i = 0; i < 500; ++i) {
            const double place = 500 + 1.7173 * i;
            const auto whole = static_cast<std::int64_t>(place);
            const double exact = std::sin(2 * std::numbers::pi * f * place);
            worst =
                std::max(worst, std::abs(stream.at(whole, place - std::floor(place))[0] - exact));
        }
        EXPECT_LT(worst, 3.2e-8) << f;  // -150 dB
    }
}

TEST(Resampler, GivesTheSamplesThemselvesAtWholePlaces) {
    Resampler stream;
    const std::vector<double> x = sine(0.21, 300);
    const std::vector<double> y = sine(0.03, 300);
    stream.push(std::span(x).first(100), std::span(y).first(100));
    stream.push(std::span(x).subspan(100), std::span(y).subspan(100));
    stream.forget_before(90);
    const auto frame = stream.at(101, 0);
    EXPECT_NEAR(frame[0], x[101], 1e-15);
    EXPECT_NEAR(frame[1], y[101], 1e-15);
    EXPECT_EQ(stream.pushed(), 300);
}

}  // namespace
}  // namespace ohmloop::simulation
