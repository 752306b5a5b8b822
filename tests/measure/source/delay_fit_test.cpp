#include "measure/source/delay_fit.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace ohmloop::measure {
namespace {

using Complex = std::complex<double>;
using std::numbers::pi;

InputModel ten_kilohms() {
    InputModel input;
    input.resistance_ohm = {10e3, 0};
    input.capacitance_pf = {200, 0};
    return input;
}

struct Source {
    double resistance;
    double capacitance;  ///< 0: none
    double inductance;
    [[nodiscard]] Complex at(double hz) const {
        const double w = 2 * pi * hz;
        return {resistance, w * inductance - (capacitance > 0 ? 1 / (w * capacitance) : 0)};
    }
};

/// Recordings whose starts are known to half a microsecond at best, in two segments.
std::vector<GainRow> rows_of(const Source& source, const std::vector<double>& ohms,
                             std::uint64_t seed, double noise = 1e-6) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> gauss;
    std::vector<double> delays;
    for (std::size_t k = 0; k < 2 * ohms.size(); ++k) delays.push_back(0.5e-6 * gauss(random));
    std::vector<GainRow> rows;
    const std::vector<std::vector<double>> segments{{20, 997, 10000}, {100, 3150, 20000}};
    for (std::size_t s = 0; s < 2; ++s)
        for (const double hz : segments[s]) {
            GainRow row{hz, -30, s, {}};
            for (std::size_t k = 0; k < ohms.size(); ++k) {
                LoadGain load;
                if (ohms[k] > 0) load.load.resistance_ohm = ohms[k];
                const Complex y = admittance(load.load, ten_kilohms(), hz);
                load.gain = 0.8 / (1.0 + source.at(hz) * y) *
                            std::polar(1.0, -2 * pi * hz * delays[s * ohms.size() + k]) *
                            (1.0 + noise * Complex(gauss(random), gauss(random)));
                load.relative_uncertainty = noise;
                row.loads.push_back(load);
            }
            rows.push_back(row);
        }
    return rows;
}

class Sources : public testing::TestWithParam<Source> {};

}  // namespace

TEST_P(Sources, AreToldFromTheDelays) {
    const auto source = GetParam();
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        auto rows = rows_of(source, {0, 33}, seed);
        const auto fit = remove_delays(rows, ten_kilohms());
        EXPECT_TRUE(fit.converged);
        // Noise of 1e-6 on X is (R + Rl)^2 / Rl of it in ohms; five times that, over six tones.
        const double loop = std::abs(source.at(997)) + 33;
        const double tolerance =
            5 * 1e-6 * loop * loop / 33 * std::max(1.0, source.resistance / 33);
        EXPECT_NEAR(fit.source.resistance, source.resistance, tolerance + 1e-5);
        const double reactance =
            source.capacitance > 0 ? 1 / (2 * pi * 997 * source.capacitance) : 0;
        EXPECT_NEAR(fit.source.capacitive, reactance, 20 * tolerance + 1e-4 * reactance);
    }
}

INSTANTIATE_TEST_SUITE_P(delay_fit, Sources,
                         testing::Values(Source{0.3, 0, 0}, Source{2.2, 220e-6, 0},
                                         Source{33, 47e-6, 0}, Source{75, 0, 0},
                                         Source{470, 2.2e-6, 0}));

TEST(delay_fit, GivesBackMagnitudesUntouched) {
    auto rows = rows_of({33, 47e-6, 0}, {0, 100, 33}, 9);
    const auto before = rows;
    (void)remove_delays(rows, ten_kilohms());
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t k = 0; k < 3; ++k)
            EXPECT_NEAR(std::abs(rows[i].loads[k].gain), std::abs(before[i].loads[k].gain), 1e-12);
}

TEST(delay_fit, SeesAnInductanceOnlyWhereMagnitudesShowIt) {
    // 0.3 mH is 38 ohm at 20 kHz, which bends |X| into 33 ohm by decibels; 1 uH is 0.13 ohm.
    auto large = rows_of({10, 0, 3e-4}, {0, 33}, 3);
    EXPECT_TRUE(remove_delays(large, ten_kilohms()).inductance_stands_out);
    auto small = rows_of({10, 0, 1e-7}, {0, 33}, 3);
    EXPECT_FALSE(remove_delays(small, ten_kilohms()).inductance_stands_out);
}

TEST(delay_fit, AdmittanceHoldsContactAndInput) {
    profiles::Load load;
    load.resistance_ohm = 32.9;
    load.contact_ohm = 0.1;
    const Complex y = admittance(load, ten_kilohms(), 10000);
    EXPECT_NEAR(y.real(), 1 / 33.0 + 1e-4, 1e-15);
    EXPECT_NEAR(y.imag(), 2 * pi * 10000 * 200e-12, 1e-18);
}

}  // namespace ohmloop::measure
