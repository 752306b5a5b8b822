#include "ohmloop/result/estimate.hpp"

#include "ohmloop/units/expects.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace ohmloop::result {
namespace {

const double sqrt3 = std::sqrt(3.0);
// The grid's own error: linear interpolation between steps of about 0.02 u.
constexpr double grid_tolerance = 1e-4;

Term normal(const char* source, double u, double dof = 0) {
    return {source, u, Shape::normal, dof};
}
Term rectangular(const char* source, double u) { return {source, u, Shape::rectangular, 0}; }

/// The 95 % quantile of |sum of the terms| over many draws; a slow and independent way.
double drawn_half_width(const std::vector<Term>& terms, std::size_t draws) {
    std::mt19937_64 random(7);
    std::normal_distribution<double> bell;
    std::uniform_real_distribution<double> flat(-1.0, 1.0);
    std::vector<double> magnitudes(draws);
    for (double& magnitude : magnitudes) {
        double sum = 0;
        for (const Term& term : terms) {
            if (term.shape == Shape::rectangular) {
                sum += sqrt3 * term.cu * flat(random);
            } else if (term.degrees_of_freedom > 0) {
                sum +=
                    term.cu * std::student_t_distribution<double>(term.degrees_of_freedom)(random);
            } else {
                sum += term.cu * bell(random);
            }
        }
        magnitude = std::abs(sum);
    }
    const auto nth =
        magnitudes.begin() + static_cast<std::ptrdiff_t>(0.95 * static_cast<double>(draws));
    std::nth_element(magnitudes.begin(), nth, magnitudes.end());
    return *nth;
}

TEST(Estimate, NormalTermsAloneGiveNineteenSixtyTimesTheirRootSumOfSquares) {
    const Estimate estimate{1.0, {normal("a", 3.0), normal("b", -4.0)}};
    EXPECT_DOUBLE_EQ(standard_uncertainty(estimate), 5.0);
    EXPECT_NEAR(expanded_uncertainty(estimate), 5.0 * 1.959963984540054, 1e-12);
}

TEST(Estimate, OneRectangularTermGivesNinetyFivePercentOfItsHalfWidth) {
    const Estimate estimate{1.0, {rectangular("resistor", 0.2)}};
    EXPECT_NEAR(expanded_uncertainty(estimate), 0.95 * sqrt3 * 0.2, 1e-15);
}

TEST(Estimate, TermsOfOneSourceAddWithSign) {
    const Estimate estimate{0.0, {normal("r", 3.0), normal("x", 1.0), normal("r", -3.0)}};
    EXPECT_NEAR(standard_uncertainty(estimate), 1.0, 1e-15);
    EXPECT_EQ(merged(estimate.terms).size(), 2U);
    EXPECT_EQ(dominant_source(estimate), "x");
}

TEST(Estimate, WithoutTermsIsExact) {
    EXPECT_EQ(expanded_uncertainty(Estimate{1.0, {}}), 0.0);
    EXPECT_EQ(expanded_uncertainty(Estimate{1.0, {normal("nothing", 0.0)}}), 0.0);
    EXPECT_EQ(dominant_source(Estimate{1.0, {}}), "");
}

// Two rectangulars of half-widths a >= b make a trapezoid; its upper tail beyond h is
// (a + b - h)^2 / (8 a b) while h >= a - b, so h = a + b - sqrt(0.2 a b).
TEST(Estimate, TwoRectangularTermsFollowTheTrapezoid) {
    for (const double ratio : {1.0, 0.5, 0.2, 0.06}) {
        const Estimate estimate{0.0, {rectangular("a", 1.0), rectangular("b", ratio)}};
        const double a = sqrt3;
        const double b = sqrt3 * ratio;
        EXPECT_NEAR(expanded_uncertainty(estimate), a + b - std::sqrt(0.2 * a * b), grid_tolerance)
            << ratio;
    }
}

// One normal and one rectangular: P(|X| <= h) in closed form, by the integral of Phi.
TEST(Estimate, ANormalAndARectangularTermCoverNinetyFivePercent) {
    for (const double u : {0.01, 0.1, 0.3, 1.0, 3.0}) {
        const double h =
            expanded_uncertainty(Estimate{0.0, {rectangular("a", 1.0), normal("n", u)}});
        const auto integral_of_phi = [](double z) {
            return z * 0.5 * std::erfc(-z / std::sqrt(2.0)) +
                   std::exp(-z * z / 2) / std::sqrt(2 * std::acos(-1.0));
        };
        const double cdf =
            u / (2 * sqrt3) * (integral_of_phi((h + sqrt3) / u) - integral_of_phi((h - sqrt3) / u));
        // The density near h is at most 1/(2 sqrt 3): a slip of grid_tolerance there is this much.
        EXPECT_NEAR(cdf, 0.975, grid_tolerance * 0.3) << u;
    }
}

TEST(Estimate, FewDegreesOfFreedomWidenByStudentsT) {
    // t quantiles at 97.5 % from printed tables.
    EXPECT_NEAR(expanded_uncertainty(Estimate{0.0, {normal("a", 1.0, 3)}}), 3.182446, 1e-5);
    EXPECT_NEAR(expanded_uncertainty(Estimate{0.0, {normal("a", 1.0, 10)}}), 2.228139, 1e-5);
}

// Welch-Satterthwaite: equal u, 4 degrees each, makes 8 (t = 2.306004).
TEST(Estimate, DegreesOfFreedomCombineByWelchSatterthwaite) {
    const Estimate estimate{0.0, {normal("a", 1.0, 4), normal("b", 1.0, 4)}};
    EXPECT_NEAR(expanded_uncertainty(estimate), std::sqrt(2.0) * 2.306004, 1e-5);
    const Estimate with_exact{0.0, {normal("a", 1.0, 4), normal("b", 1.0)}};  // 4 / (1/4) = 16
    EXPECT_NEAR(expanded_uncertainty(with_exact), std::sqrt(2.0) * 2.119905, 1e-5);
}

TEST(Estimate, MixedShapesAgreeWithDrawnNumbers) {
    const std::vector<std::vector<Term>> budgets{
        {rectangular("a", 1.0), rectangular("b", 0.7), rectangular("c", 0.5)},
        {rectangular("a", 1.0), rectangular("b", 0.7), normal("n", 0.4), normal("m", 0.2)},
        {rectangular("a", 1.0), normal("n", 0.5, 5)},
        {rectangular("a", 0.3), rectangular("b", 0.2), normal("n", 1.0, 3)},
    };
    for (const std::vector<Term>& terms : budgets) {
        const double u = standard_uncertainty(Estimate{0.0, terms});
        // Standard deviation of a 95 % quantile of |X| over n draws: sqrt(p q / n) / density, the
        // density there being about 0.1/u: 0.0022 u for n = 1e6. Four of them.
        EXPECT_NEAR(expanded_uncertainty(Estimate{0.0, terms}), drawn_half_width(terms, 1'000'000),
                    4 * 0.0022 * u);
    }
}

TEST(Estimate, ScalesWithItsTerms) {
    const Estimate small{0.0, {rectangular("a", 1e-9), normal("n", 5e-10)}};
    const Estimate large{0.0, {rectangular("a", 1e9), normal("n", 5e8)}};
    // Exactly the same grid but for rounding.
    EXPECT_NEAR(expanded_uncertainty(large) / expanded_uncertainty(small) / 1e18, 1.0, 1e-12);
}

}  // namespace
}  // namespace ohmloop::result
