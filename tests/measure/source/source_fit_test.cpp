#include "measure/source/source_fit.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace ohmloop::measure {
namespace {

using Complex = std::complex<double>;
using std::numbers::pi;

LineReading reading(Complex gain, double load_siemens, double input_ohm = 20e3) {
    return {gain, {load_siemens + 1 / input_ohm, 0}, 1e-6, 0};
}

/// |X| and degrees into open, 1 k, 100, 32 and 16 ohm with an input of 20 k, worked out elsewhere
/// for Zo = 33 + 1/(jw 220e-6) + jw 1e-6.
struct TableRow {
    double hz;
    Complex zo;
    double magnitude[5];
    double degrees[5];
};
constexpr double loads[5] = {0, 1e-3, 1e-2, 1 / 32.0, 1 / 16.0};
const TableRow table[] = {
    {20,
     {33, -36.171452},
     {.998351091, .965859893, .724439753, .429755547, .262540165},
     {.103453, 2.102275, 15.268967, 29.114390, 36.441627}},
    {100,
     {33, -7.233687},
     {.998352653, .966484372, .749831512, .488885290, .322853864},
     {.020689, .420601, 3.124837, 6.355131, 8.399869}},
    {1000,
     {33, -0.717148},
     {.998352717, .966510158, .750937073, .491878128, .326319815},
     {.002051, .041699, .310101, .632619, .838722}},
    {20000,
     {33, 0.089492},
     {.998352718, .966510410, .750947901, .491907645, .326354236},
     {-.000256, -.005204, -.038698, -.078947, -.104670}},
};

std::vector<LineReading> readings_of(const TableRow& row) {
    std::vector<LineReading> readings;
    for (int k = 0; k < 5; ++k)
        readings.push_back(
            reading(std::polar(row.magnitude[k], row.degrees[k] * pi / 180), loads[k]));
    return readings;
}

/// A Thevenin source with one EMF for each load.
std::vector<LineReading> readings_with(Complex zo, const std::vector<double>& emf,
                                       const std::vector<double>& ohms, double noise) {
    std::mt19937_64 random(7);
    std::normal_distribution<double> gauss(0, noise);
    std::vector<LineReading> readings;
    for (std::size_t k = 0; k < ohms.size(); ++k) {
        auto next = reading(1, ohms[k] > 0 ? 1 / ohms[k] : 0, 10e3);
        next.gain =
            emf[k] / (1.0 + zo * next.admittance) * (1.0 + Complex(gauss(random), gauss(random)));
        next.gain_uncertainty = noise;
        readings.push_back(next);
    }
    return readings;
}

}  // namespace

TEST(source_fit, FindsTheImpedanceBehindATableOfLoads) {
    for (const auto& row : table) {
        const auto fit = fit_source(readings_of(row));
        // Nine digits of magnitude and 1e-6 degrees leave 1e-6 of the impedance.
        EXPECT_NEAR(std::abs(fit.impedance - row.zo), 0, 1e-6 * std::abs(row.zo)) << row.hz;
        EXPECT_EQ(fit.degrees_of_freedom, 6);
    }
}

TEST(source_fit, FindsPartsFromTheTablesReactances) {
    // Im Zo = w L - 1/(w C) at 20 Hz and 20 kHz: two equations.
    const double low = 2 * pi * 20;
    const double high = 2 * pi * 20000;
    const double x_low = fit_source(readings_of(table[0])).impedance.imag();
    const double x_high = fit_source(readings_of(table[3])).impedance.imag();
    const double inductance = (x_high * high - x_low * low) / (high * high - low * low);
    const double capacitance = 1 / (low * (low * inductance - x_low));
    EXPECT_NEAR(capacitance, 220e-6, 220e-6 * 3e-6);
    // The table's phases at 20 kHz end at 1e-6 degrees: 3e-5 ohm of 0.126 ohm.
    EXPECT_NEAR(inductance, 1e-6, 1e-6 * 1e-3);
    EXPECT_NEAR(fit_source(readings_of(table[2])).impedance.real(), 33, 33e-6);
}

TEST(source_fit, AgreesWithPublishedReadingsOfAPhone) {
    // 286 mV open, 261 mV with one channel and 258 mV with both loaded by 35.9 ohm.
    const LineReading open{0.286, 0, 1e-6, 0};
    const LineReading one{0.261, 1 / 35.9, 1e-6, 0};
    const LineReading both{0.258, 1 / 35.9, 1e-6, 0};
    EXPECT_NEAR(fit_source({open, one}).impedance.real(), 3.439, 5e-4);
    EXPECT_NEAR(fit_source({open, both}).impedance.real(), 3.896, 5e-4);
    // A page divides the drop by the open voltage: 3.14 ohm, which no source is.
    EXPECT_GT(std::abs(fit_source({open, one}).impedance.real() - (286.0 - 261) / 286 * 35.9),
              0.29);
}

TEST(source_fit, ChiSquareIsOneForEachDegreeOfFreedomOfNoise) {
    double sum = 0;
    constexpr int runs = 400;
    std::mt19937_64 random(3);
    constexpr double noise = 1e-4;
    std::normal_distribution<double> gauss(0, noise);
    for (int run = 0; run < runs; ++run) {
        auto readings = readings_with({5, 0.5}, {1, 1, 1, 1}, {0, 100, 33, 15}, 1e-12);
        for (auto& r : readings) {
            r.gain *= 1.0 + Complex(gauss(random), gauss(random));
            r.gain_uncertainty = noise;
        }
        sum += fit_source(readings).chi_square;
    }
    // Mean 4 with a standard deviation of sqrt(8/400) = 0.14: five of them.
    EXPECT_NEAR(sum / runs, 4, 0.7);
}

TEST(source_fit, WeighsReadingsByTheirUncertainty) {
    auto readings = readings_with({10, 0}, {1, 1, 1}, {0, 100, 33}, 1e-9);
    readings[1].gain *= 1.01;
    readings[1].gain_uncertainty = 0.1;
    // A reading 1e8 times as uncertain as the others has no say.
    EXPECT_NEAR(fit_source(readings).impedance.real(), 10, 1e-5);
}

TEST(source_fit, RejectsACurrentLimit) {
    // 1 V rms, 5 ohm, hard clip at 20 mA peak into 33 ohm: a sine of E/(R+Rl) = 37.2 mA peak
    // through it keeps a fundamental of f(20/37.2), f(x) = 2/pi (asin x + x sqrt(1 - x^2)).
    auto readings = readings_with({5, 0}, {1, 1, 1, 1}, {0, 1000, 100, 33}, 1e-5);
    const double x = 20e-3 / (std::sqrt(2.0) / 38);
    readings[3].gain *= 2 / pi * (std::asin(x) + x * std::sqrt(1 - x * x));
    const auto fit = fit_source(readings);
    EXPECT_GT(fit.chi_square, 100 * chi_square_limit(fit.degrees_of_freedom));
}

TEST(source_fit, GroupsLoadsOfOneEmf) {
    // A load-sensing port: 1 V above 1 kohm, 3 V from 150 ohm on, 1.25 V below; 0.5 ohm.
    const auto readings =
        readings_with({0.5, 0}, {1, 1, 3, 3, 1.25, 1.25}, {0, 4700, 600, 300, 100, 33}, 1e-6);
    const auto fit = fit_source(readings);
    EXPECT_GT(fit.chi_square, chi_square_limit(fit.degrees_of_freedom));
    const auto groups = fit_groups(readings);
    EXPECT_EQ(groups.group_of, (std::vector<std::size_t>{0, 0, 1, 1, 2, 2}));
    ASSERT_EQ(groups.emf.size(), 3U);
    // Noise of 1e-6 on a drop of 0.5/33: 1e-4 of the impedance.
    EXPECT_NEAR(groups.emf[1], 3, 3e-5);
    EXPECT_NEAR(groups.emf[2], 1.25, 2e-5);
    EXPECT_NEAR(groups.impedance.real(), 0.5, 1e-3);
    EXPECT_LT(groups.chi_square, chi_square_limit(groups.degrees_of_freedom));
}

TEST(source_fit, BearsALoadThatWasMeasuredTwiceAmongLoadsThatDisagree) {
    // Two readings of one load have no slope between them.
    for (const auto& ohms : {std::vector<double>{0, 0, 33, 100}, {0, 100, 33, 33}, {33, 33, 100}}) {
        const auto fit = fit_groups(readings_with({10, 0}, {1, 1, 1.3, 1.1}, ohms, 1e-6));
        EXPECT_TRUE(std::isfinite(std::abs(fit.impedance)));
    }
}

TEST(source_fit, ChiSquareLimitsAreThoseOfTheTables) {
    // 99.9 % quantiles of any table; Wilson and Hilferty's cubes lie up to 2.5 % above.
    EXPECT_NEAR(chi_square_limit(2) / 13.816, 1.0125, 0.0126);
    EXPECT_NEAR(chi_square_limit(4) / 18.467, 1.0125, 0.0126);
    EXPECT_NEAR(chi_square_limit(10) / 29.588, 1.0125, 0.0126);
    EXPECT_TRUE(std::isinf(chi_square_limit(0)));
}

}  // namespace ohmloop::measure
