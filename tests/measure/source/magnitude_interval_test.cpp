#include "measure/source/magnitude_interval.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ohmloop::measure {
namespace {

using result::Shape;

/// A reading with independent errors in both parts.
ImpedanceEstimate estimate_of(std::complex<double> value, double u_real, double u_imaginary,
                              Shape shape = Shape::normal) {
    ImpedanceEstimate estimate;
    estimate.value = value;
    if (u_real > 0) estimate.real.push_back({"noise in phase", u_real, shape, 0});
    if (u_imaginary > 0)
        estimate.imaginary.push_back({"noise in quadrature", u_imaginary, shape, 0});
    const auto along = value / std::abs(value);
    estimate.magnitude = {{"noise in phase", along.real() * u_real, shape, 0},
                          {"noise in quadrature", along.imag() * u_imaginary, shape, 0}};
    return estimate;
}

/// P(|truth + e| <= read) for e of standard deviation 1 in each part: Rice's distribution, its
/// density integrated in small steps.
double rice(double truth, double read) {
    constexpr int steps = 4000;
    double sum = 0;
    for (int k = 0; k < steps; ++k) {
        const double x = (k + 0.5) * read / steps;
        sum += x * std::exp(-(x * x + truth * truth) / 2) * std::cyl_bessel_i(0.0, x * truth);
    }
    return sum * read / steps;
}

/// 8000 draws know a tail of 2.5 % to 0.17 %: four times that.
constexpr double tail_error = 0.007;

}  // namespace

TEST(magnitude_interval, OfNoiseInBothPartsFollowsRice) {
    for (const double read : {3.0, 4.0, 6.0}) {
        // The angle does not matter.
        const auto interval = magnitude_interval(estimate_of(std::polar(read, 0.7), 1, 1));
        EXPECT_NEAR(1 - rice(interval.low, read), 0.025, tail_error) << read;
        EXPECT_NEAR(rice(read, interval.high), 0.975, tail_error) << read;
    }
}

TEST(magnitude_interval, ReachesZeroWhereNoiseAloneReadsAsMuch) {
    // Rayleigh: noise alone reads more than sqrt(-2 ln 0.025) = 2.72 in 2.5 % of cases.
    EXPECT_EQ(magnitude_interval(estimate_of({2.6, 0}, 1, 1)).low, 0);
    EXPECT_EQ(magnitude_interval(estimate_of({0, -2.6}, 1, 1)).low, 0);
    EXPECT_GT(magnitude_interval(estimate_of({2.85, 0}, 1, 1)).low, 0);
}

TEST(magnitude_interval, OfOneErrorAlongTheImpedanceIsThatOfAStraightValue) {
    // 97.5 % of a normal lie below 1.96, of a rectangle of u = 1 below 0.95 sqrt(3).
    const auto normal = magnitude_interval(estimate_of({5, 0}, 1, 0));
    EXPECT_NEAR(normal.low, 5 - 1.96, 0.1);  // four times 2 % / sqrt(8000 0.025) of a slope
    EXPECT_NEAR(normal.high, 5 + 1.96, 0.1);
    const auto even = magnitude_interval(estimate_of({5, 0}, 1, 0, Shape::rectangular));
    EXPECT_NEAR(even.low, 5 - 0.95 * std::sqrt(3.0), 0.03);
    EXPECT_NEAR(even.high, 5 + 0.95 * std::sqrt(3.0), 0.03);
}

TEST(magnitude_interval, CountsWhatMovesTheMagnitudeAlone) {
    auto estimate = estimate_of({0, 5}, 0, 0);
    estimate.magnitude = {{"inductance hidden by the delays", 1, Shape::normal, 0}};
    const auto interval = magnitude_interval(estimate);
    EXPECT_NEAR(interval.low, 5 - 1.96, 0.1);
    EXPECT_NEAR(interval.high, 5 + 1.96, 0.1);
}

TEST(magnitude_interval, IsForMagnitudesKnownToNoBetterThanATenth) {
    EXPECT_FALSE(bends(estimate_of({10, 0}, 0.9, 0.9)));
    EXPECT_TRUE(bends(estimate_of({10, 0}, 0.1, 1.1)));
    EXPECT_TRUE(bends(estimate_of({10, 0}, 1.1, 0.1)));
}

TEST(magnitude_interval, NegativeResistanceIsImpossibleBeyondTwiceItsUncertainty) {
    EXPECT_FALSE(is_impossible(estimate_of({-3.8, 2}, 1, 1)));
    EXPECT_TRUE(is_impossible(estimate_of({-4.0, 2}, 1, 1)));
    EXPECT_FALSE(is_impossible(estimate_of({4.0, -20}, 1, 1)));
}

}  // namespace ohmloop::measure
