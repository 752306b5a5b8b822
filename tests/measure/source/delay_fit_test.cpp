#include "measure/source/delay_fit.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <ostream>
#include <random>

namespace ohmloop::measure {
namespace {

using Complex = std::complex<double>;
using std::numbers::pi;

AnalysisSetup ten_kilohms() {
    AnalysisSetup setup;
    setup.input.resistance_ohm = {10e3, 0};
    setup.input.capacitance_pf = {200, 0};
    setup.contact_uncertainty_ohm = 0;
    return setup;
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

void PrintTo(const Source& source, std::ostream* out) {
    *out << source.resistance << " ohm, " << source.capacitance << " F, " << source.inductance
         << " H";
}

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
                const Complex y = admittance(load.load, ten_kilohms().input, hz);
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
        EXPECT_TRUE(fit.explains);
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

TEST(delay_fit, TakesAnInductanceAsPositive) {
    // 10 uH behind 220 uF: with the delays mirrored, -10 uH has the same magnitudes and phases, and
    // would be 25 mohm less at 997 Hz.
    const Source source{2, 220e-6, 10e-6};
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        auto rows = rows_of(source, {0, 33}, seed);
        const auto fit = remove_delays(rows, ten_kilohms());
        EXPECT_TRUE(fit.inductance_stands_out);
        // At 20 kHz 10 uH turn |X| by 7e-4; floors of 1e-5 leave a hundredth of them.
        EXPECT_NEAR(fit.source.inductive, 2 * pi * 997 * 10e-6, 0.03 * 2 * pi * 997 * 10e-6);
        EXPECT_NEAR(std::abs(fit.source.impedance(997)), std::abs(source.at(997)), 1e-3);
    }
}

TEST(delay_fit, SaysWhatAnInductanceMayHide) {
    // Nothing tells 1 uH behind 0.05 ohm and 470 uF from none; it is 6 mohm of 0.34 at 997 Hz.
    const Source source{0.05, 470e-6, 1e-6};
    auto rows = rows_of(source, {0, 33}, 5);
    const auto fit = remove_delays(rows, ten_kilohms());
    ASSERT_FALSE(fit.inductance_stands_out);
    const double truth = std::abs(source.at(997));
    const double found = std::abs(fit.source.impedance(997));
    const double one_deviation = std::abs(std::abs(fit.other_source.impedance(997)) - found);
    EXPECT_LT(std::abs(found - truth), 2 * one_deviation);
    // |X|, relative: (wL)^2/2 re (33 ohm)^2 reaches a floor of 1.4e-5 in the 20 kHz reading at
    // 0.17 ohm, 9 mohm at 997 Hz; six readings see somewhat less.
    EXPECT_LT(one_deviation, 0.02);
}

TEST(delay_fit, GivesEachGroupItsEmf) {
    const Source source{0.5, 100e-6, 0};
    auto rows = rows_of(source, {0, 4700, 600, 300, 100, 33}, 4);
    const double emf[] = {1, 1, 3, 3, 1.25, 1.25};
    for (auto& row : rows)
        for (std::size_t k = 0; k < 6; ++k) row.loads[k].gain *= emf[k];
    const auto fit = remove_delays(rows, ten_kilohms(), {{0, 0, 1, 1, 2, 2}, {1, 2.99, 1.2}});
    // Floors of 1e-5 on the 33 ohm of the heaviest load are 0.3 mohm, over six tones.
    EXPECT_NEAR(fit.source.resistance, 0.5, 1e-3);
    EXPECT_NEAR(fit.source.capacitive, 1 / (2 * pi * 997 * 100e-6), 1e-3);
}

TEST(delay_fit, KeepsDriftOutOfReactances) {
    // Gains off by 3e-4, the same in all readings of a load, where 0.005 dB are allowed: against
    // 1e-5 the capacitance or an inductance would have to explain them.
    const Source source{0.05, 470e-6, 0};
    auto rows = rows_of(source, {0, 330, 33}, 6);
    for (auto& row : rows) {
        row.loads[1].gain *= 1 + 3e-4;
        row.loads[2].gain *= 1 - 3e-4;
        for (auto& load : row.loads) load.drift_half_width = 5.8e-4;
        row.loads[0].is_reference = true;
    }
    const auto fit = remove_delays(rows, ten_kilohms());
    EXPECT_FALSE(fit.inductance_stands_out);
    EXPECT_LT(fit.chi_square, 3 * fit.degrees_of_freedom);
    const double reactance = 1 / (2 * pi * 997 * 470e-6);
    EXPECT_NEAR(fit.source.capacitive, reactance, 0.01 * reactance);
}

TEST(delay_fit, ExplainsWhatLoadsAndInputMayErrBy) {
    // 0.1 uF is 80 kohm at 20 Hz, of which an input of 10 kohm, 5 % off, takes most of the voltage.
    for (const auto& source : {Source{20, 0.1e-6, 0}, {470, 2.2e-6, 0}}) {
        auto rows = rows_of(source, {0, 33}, 7);
        auto setup = ten_kilohms();
        for (auto& row : rows) {
            row.loads[1].load.resistance_ohm *= 1.005;
            row.loads[1].load.tolerance = 0.01;
        }
        setup.input.resistance_ohm = {9.7e3, 0.05};
        setup.input.capacitance_pf = {220, 0.2};
        EXPECT_TRUE(remove_delays(rows, setup).explains) << source.resistance;
    }
}

TEST(delay_fit, ExplainsNoCapacitorAcrossTheJack) {
    // 600 ohm beside 22 nF halve at 20 kHz, which no series source does.
    for (const auto& ohms : {std::vector<double>{0, 33}, {0, 330, 33}}) {
        auto rows = rows_of({600, 0, 0}, ohms, 8);
        for (auto& row : rows)
            for (auto& load : row.loads) {
                const Complex y = admittance(load.load, ten_kilohms().input, row.frequency_hz);
                const Complex beside(0, 2 * pi * row.frequency_hz * 22e-9);
                load.gain *= (1.0 + 600.0 * y) / (1.0 + 600.0 * (y + beside));
            }
        const auto before = rows;
        EXPECT_FALSE(remove_delays(rows, ten_kilohms()).explains);
        EXPECT_EQ(rows[0].loads[1].gain, before[0].loads[1].gain);
    }
}

TEST(delay_fit, TakesNoDelayOffASingleTone) {
    auto rows = rows_of({75, 0, 0}, {0, 33}, 9);
    rows.resize(1);
    EXPECT_FALSE(remove_delays(rows, ten_kilohms()).explains);
}

TEST(delay_fit, TellsAMistakenResistorFromASourceThatIsNone) {
    // Behind 33 ohm and 47 uF, 100 ohm that are 105.
    auto rows = rows_of({33, 47e-6, 0}, {0, 105, 15}, 10);
    for (auto& row : rows) row.loads[1].load.resistance_ohm = 100;
    EXPECT_TRUE(remove_delays(rows, ten_kilohms()).explains);
}

TEST(delay_fit, AdmittanceHoldsContactAndInput) {
    profiles::Load load;
    load.resistance_ohm = 32.9;
    load.contact_ohm = 0.1;
    const Complex y = admittance(load, ten_kilohms().input, 10000);
    EXPECT_NEAR(y.real(), 1 / 33.0 + 1e-4, 1e-15);
    EXPECT_NEAR(y.imag(), 2 * pi * 10000 * 200e-12, 1e-18);
}

}  // namespace ohmloop::measure
