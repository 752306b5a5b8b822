#include "ohmloop/dsp/least_squares.hpp"

#include "dsp/nist_data.hpp"

#include "ohmloop/dsp/tone_fit.hpp"
#include "ohmloop/units/expects.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace ohmloop::dsp {
namespace {

constexpr double pi = std::numbers::pi;

RealMatrix matrix(std::size_t rows, std::size_t columns, std::vector<double> values) {
    return {.rows = rows, .columns = columns, .values = std::move(values)};
}

TEST(LeastSquares, WeightedStraightLineEqualsItsClosedForm) {
    const std::vector<double> t{0, 1, 2, 4};
    const std::vector<double> y{1, 2.9, 5.2, 8.7};
    const std::vector<double> sigma{0.1, 0.2, 0.1, 0.4};
    double s = 0;
    double st = 0;
    double stt = 0;
    double sy = 0;
    double sty = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        const double w = 1 / (sigma[i] * sigma[i]);
        s += w, st += w * t[i], stt += w * t[i] * t[i], sy += w * y[i], sty += w * t[i] * y[i];
    }
    const double determinant = s * stt - st * st;
    const auto fit = solve_weighted(matrix(4, 2, {1, 0, 1, 1, 1, 2, 1, 4}), y, sigma);
    EXPECT_NEAR(fit.solution[0], (stt * sy - st * sty) / determinant, 1e-13);  // few eps
    EXPECT_NEAR(fit.solution[1], (s * sty - st * sy) / determinant, 1e-13);
    EXPECT_NEAR(fit.covariance.at(0, 0), stt / determinant, 1e-15);
    EXPECT_NEAR(fit.covariance.at(0, 1), -st / determinant, 1e-15);
    EXPECT_NEAR(fit.covariance.at(1, 1), s / determinant, 1e-15);
    double chi_square = 0;
    for (std::size_t i = 0; i < 4; ++i)
        chi_square += std::pow((y[i] - fit.solution[0] - fit.solution[1] * t[i]) / sigma[i], 2);
    EXPECT_NEAR(fit.chi_square, chi_square, 1e-12);
}

TEST(LeastSquares, UndeterminedParametersHaveInfiniteCovariance) {
    const auto fit = solve_weighted(matrix(3, 2, {1, 2, 1, 2, 1, 2}), std::vector<double>{1, 1, 1},
                                    std::vector<double>{1, 1, 1});
    EXPECT_TRUE(std::isinf(fit.covariance.at(0, 0)));
    EXPECT_NEAR(fit.solution[0] + 2 * fit.solution[1], 1, 1e-14);
}

TEST(LeastSquares, RefusesShapesAndWeightsThatAreNone) {
    const auto a = matrix(2, 1, {1, 1});
    EXPECT_THROW((void)solve(a, std::vector<double>{1}), BrokenContract);
    EXPECT_THROW((void)solve(matrix(1, 2, {1, 1}), std::vector<double>{1}), BrokenContract);
    EXPECT_THROW((void)solve_weighted(a, std::vector<double>{1, 1}, std::vector<double>{1, 0}),
                 BrokenContract);
}

std::vector<double> enso_residuals(std::span<const double> b) {
    std::vector<double> r(nist::enso.size());
    for (std::size_t i = 0; i < r.size(); ++i) {
        const double t = 2 * pi * double(i + 1);
        r[i] = nist::enso[i] - (b[0] + b[1] * std::cos(t / 12) + b[2] * std::sin(t / 12) +
                                b[4] * std::cos(t / b[3]) + b[5] * std::sin(t / b[3]) +
                                b[7] * std::cos(t / b[6]) + b[8] * std::sin(t / b[6]));
    }
    return r;
}

TEST(Minimise, ReachesTheCertifiedFitOfEnsoFromBothStarts) {
    const std::vector<double> certified{1.0510749193E+01, 3.0762128085E+00,  5.3280138227E-01,
                                        4.4311088700E+01, -1.6231428586E+00, 5.2554493756E-01,
                                        2.6887614440E+01, 2.1232288488E-01,  1.4966870418E+00};
    const std::vector<double> deviation{1.7488832467E-01, 2.4310052139E-01, 2.4354686618E-01,
                                        9.4408025976E-01, 2.8078369611E-01, 4.8073701119E-01,
                                        4.1612939130E-01, 5.1460022911E-01, 2.5434468893E-01};
    const std::vector<double> scale{10, 1, 1, 10, 1, 1, 10, 1, 1};
    for (const std::vector<double>& start :
         {std::vector<double>{11, 3, .5, 40, -.7, -1.3, 25, -.3, 1.4},
          std::vector<double>{10, 3, .5, 44, -1.5, .5, 26, -.1, 1.5}}) {
        const auto fit = minimise(enso_residuals, start, scale);
        EXPECT_TRUE(fit.converged);
        EXPECT_NEAR(fit.chi_square, 7.8853978668E+02, 1e-7);  // last printed digit: 1e-8
        const double variance = fit.chi_square / (168 - 9);
        for (std::size_t k = 0; k < 9; ++k) {
            EXPECT_NEAR(fit.solution[k], certified[k], 1e-6 * std::abs(certified[k])) << k;
            EXPECT_NEAR(std::sqrt(fit.covariance.at(k, k) * variance), deviation[k],
                        1e-6 * deviation[k])
                << k;  // central differences: 1e-10; flat minimum: 1e-7
        }
    }
}

TEST(Minimise, FindsTheGlobalMinimumOfLewFromANearbyStart) {
    const auto residuals = [](std::span<const double> p) {
        std::vector<double> r(nist::lew.size());
        for (std::size_t i = 0; i < r.size(); ++i)
            r[i] = nist::lew[i] - p[0] - p[1] * std::sin(2 * pi * p[2] * double(i + 1) + p[3]);
        return r;
    };
    const std::vector<double> scale{100, 100, 0.01, 1};
    NonlinearFit best;
    best.chi_square = HUGE_VAL;
    for (double phase : {0.0, 2.0, 4.0}) {
        const auto fit = minimise(residuals, {-180, 350, 0.302, phase}, scale);
        if (fit.chi_square < best.chi_square) best = fit;
    }
    EXPECT_NEAR(best.solution[0], -178.7681568, 1e-5);
    EXPECT_NEAR(std::abs(best.solution[1]), 343.2885659, 1e-5);
    // Gauss-Newton in long double on the projected sum agrees; 1e-5 standard errors of leeway.
    EXPECT_NEAR(best.solution[2], 0.3018070361, 1e-9);
    EXPECT_NEAR(best.chi_square, 3522864.77, 0.01);  // printed digits
    const double variance = best.chi_square / 196;
    EXPECT_NEAR(std::sqrt(best.covariance.at(2, 2) * variance), 1.0764e-4, 1e-8);
}

TEST(Minimise, ReportsARoughValleyAsSolved) {
    const auto rosenbrock = [](std::span<const double> p) {
        return std::vector<double>{10 * (p[1] - p[0] * p[0]), 1 - p[0]};
    };
    const auto fit = minimise(rosenbrock, {-1.2, 1}, std::vector<double>{1, 1});
    EXPECT_TRUE(fit.converged);
    EXPECT_NEAR(fit.solution[0], 1, 1e-8);
    EXPECT_NEAR(fit.solution[1], 1, 1e-8);
}

TEST(ScaleFit, FindsTheGlobalMinimumOfLew) {
    // With a line as fourth column the minimum shifts by less than a standard error.
    const auto fit = fit_scaled_tones(nist::lew, Hertz(1), std::vector<double>{0.302});
    EXPECT_NEAR(fit.tones.frequency_hz[0], 0.301807035, 1.0764e-4);
    EXPECT_NEAR(std::abs(fit.tones.phasor[0]), 343.2885659, 13.41);
    EXPECT_LT(fit.tones.residual_rms, 134.5);  // the handbook's fit of 155.8 is a false minimum
}

TEST(ScaleFit, BeatsTheHandbooksFitOfLew) {
    // C -178.786, amplitude -361.766, f 0.302596, phase 1.46536, printed as the solution with a
    // residual of 155.8484, which its own parameters give but which is not the least.
    double handbook = 0;
    for (std::size_t i = 0; i < nist::lew.size(); ++i)
        handbook += std::pow(nist::lew[i] + 178.786 +
                                 361.766 * std::sin(2 * pi * 0.302596 * double(i + 1) + 1.46536),
                             2);
    EXPECT_NEAR(std::sqrt(handbook / 196), 155.83, 0.02);
    const auto fit = fit_scaled_tones(nist::lew, Hertz(1), std::vector<double>{0.302596});
    EXPECT_LT(fit.tones.residual_rms, 134.5);
}

}  // namespace
}  // namespace ohmloop::dsp
