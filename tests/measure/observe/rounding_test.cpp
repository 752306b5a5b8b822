#include "measure/observe/rounding.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <complex>
#include <functional>
#include <numbers>
#include <random>
#include <vector>

namespace ohmloop::measure {
namespace {

using std::numbers::pi;

/// Mean over orders 2 to 10 of the mean square of what `curve` adds to a sine's harmonics.
double added_to_harmonics(const std::function<double(double)>& curve, double amplitude) {
    constexpr int points = 1 << 15;
    std::array<std::complex<double>, 9> sums{};
    for (int k = 0; k < points; ++k) {
        const double angle = 2 * pi * (k + 0.5) / points;
        const double y = curve(amplitude * std::sin(angle));
        const auto turn = std::polar(1.0, -angle);
        auto wheel = turn;
        for (auto& sum : sums) sum += y * (wheel *= turn);
    }
    double power = 0;
    for (const auto& sum : sums) power += 2 * std::norm(sum / static_cast<double>(points));
    return power / 9;
}

/// The same averaged over levels and offsets.
double on_average(const std::function<double(double)>& curve, double amplitude) {
    std::mt19937_64 random(3);
    std::uniform_real_distribution<double> any(0, 1);
    double sum = 0;
    constexpr int runs = 120;
    for (int run = 0; run < runs; ++run) {
        const double offset = any(random);
        sum += added_to_harmonics([&](double x) { return curve(x + offset); },
                                  amplitude + any(random));
    }
    return sum / runs;
}

/// What rounding makes of x and Gaussian noise on average: the steps' middles, weighted.
double dithered(double x, double sigma) {
    double mean = 0;
    const double nearest = std::round(x);
    for (double step = nearest - 6; step <= nearest + 6; ++step)
        mean += 0.5 * std::erfc((step + 0.5 - x) / (sigma * std::numbers::sqrt2));
    return nearest - 6 + mean;
}

}  // namespace

TEST(rounding, FindsTheStepOfTheSamples) {
    const double sixteen = std::ldexp(1, -15);
    const std::vector<double> samples{3 * sixteen, -1, 0, 5 * sixteen};
    EXPECT_EQ(sample_step(samples), sixteen);
    EXPECT_EQ(sample_step(std::vector<double>{0.5, std::ldexp(3, -23)}), std::ldexp(1, -23));
}

TEST(rounding, FindsNoStepWhereThereIsNone) {
    EXPECT_EQ(sample_step(std::vector<double>{0, 0}), 0);
    EXPECT_EQ(sample_step(std::vector<double>{0.5, 1 / 3.0}), 0);
    EXPECT_EQ(sample_step(std::vector<double>{0.5, 1e30}), 0);
}

TEST(rounding, AddsToHarmonicsWhatASineThroughStepsShows) {
    for (const double amplitude : {20.0, 300.0}) {
        const double seen = on_average([](double x) { return std::round(x); }, amplitude);
        const double stated = rounding_in_harmonic(amplitude / std::numbers::sqrt2, 1.0 / 12, 1);
        // 120 draws of nine harmonics scatter by 4 %; low amplitudes are not quite far above n.
        EXPECT_NEAR(seen / stated, 1, 0.1) << amplitude;
    }
}

TEST(rounding, AddsLessWhereNoiseDithers) {
    for (const double sigma : {0.1, 0.2, 0.3}) {
        const double seen = on_average([&](double x) { return dithered(x, sigma); }, 100);
        const double stated =
            rounding_in_harmonic(100 / std::numbers::sqrt2, sigma * sigma + 1.0 / 12, 1);
        EXPECT_NEAR(seen / stated, 1, 0.15) << sigma;  // as above, and one term rules
    }
    EXPECT_LT(rounding_in_harmonic(70, 0.25, 1), 2e-3 * rounding_in_harmonic(70, 1.0 / 12, 1));
}

TEST(rounding, HidesNoiseThatMovesNoStep) {
    // Full-band noise of sigma steps at several offsets: below the threshold a reading may be
    // anything, above it is sigma^2 + 1/12 to 2 %.
    std::mt19937_64 random(7);
    std::normal_distribution<double> gauss;
    const Hertz rate(48000);
    for (const double sigma : {0.05, 0.2, 0.45, 0.55, 0.7})
        for (const double offset : {0.0, 0.25, 0.5}) {
            double sum = 0;
            double square = 0;
            constexpr int count = 100000;
            for (int n = 0; n < count; ++n) {
                const double y = std::round(offset + sigma * gauss(random));
                sum += y / count;
                square += y * y / count;
            }
            const double read = (square - sum * sum) / (rate.value() / 2);
            const double hidden = density_hidden_by_steps(1, read, rate) * rate.value() / 2;
            const double true_power = sigma * sigma + 1.0 / 12;
            if (hidden > 0)
                EXPECT_GE(hidden, sigma * sigma) << sigma << ", " << offset;
            else
                // Two in a hundred by theory, and a mean of 1e5 squares.
                EXPECT_NEAR(read * rate.value() / 2 / true_power, 1, 0.04)
                    << sigma << ", " << offset;
        }
    EXPECT_EQ(density_hidden_by_steps(0, 1e-12, rate), 0);
}

}  // namespace ohmloop::measure
