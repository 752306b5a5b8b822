#include "measure/source/free_phases.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

namespace ohmloop::measure {
namespace {

using Complex = std::complex<double>;
using std::numbers::pi;

constexpr double heaviest_ohm = 33;

AnalysisSetup no_input() {
    AnalysisSetup setup;
    setup.input.resistance_ohm = {1e12, 0};
    setup.input.capacitance_pf = {0, 0};
    setup.contact_uncertainty_ohm = 0;
    return setup;
}

/// Twice the uncertainty of a ratio: noise of 1e-6 and settling of 1e-5 in either reading.
const double u = 2 * std::hypot(1e-6, 1e-5) * std::numbers::sqrt2;

/// One tone behind an impedance, each load's recording later by some microseconds.
GainRow row_of(double hz, Complex impedance, const std::vector<double>& ohms) {
    GainRow row{hz, -30, 0, {}};
    for (std::size_t k = 0; k < ohms.size(); ++k) {
        LoadGain load;
        if (ohms[k] > 0) load.load.resistance_ohm = ohms[k];
        load.gain = 0.8 / (1.0 + impedance * admittance(load.load, no_input().input, hz)) *
                    std::polar(1.0, -2 * pi * hz * 3e-6 * static_cast<double>(k));
        load.relative_uncertainty = 1e-6;
        row.loads.push_back(load);
    }
    return row;
}

}  // namespace

TEST(free_phases, OneLoadLeavesEveryPhase) {
    // |1 + Z/R| = q: from (q - 1) R, a resistance, to R sqrt(q^2 - 1), a reactance.
    const Complex impedance(20, -40);
    std::vector<GainRow> rows{row_of(997, impedance, {0, heaviest_ohm})};
    const double q = std::abs(1.0 + impedance / heaviest_ohm);
    const auto ranges = pin_phases(rows, no_input(), {}, {20, 40, 0});
    // Both ends are looked at; they end where a step would be below 1e-10.
    EXPECT_NEAR(ranges[0].low, (q * std::exp(-u) - 1) * heaviest_ohm, 1e-6);
    EXPECT_NEAR(ranges[0].high, std::sqrt(q * q * std::exp(2 * u) - 1) * heaviest_ohm, 1e-6);
    // Of them all the one nearest to the likeliest, here the true one: a hundred steps to 90
    // degrees, of 0.016 of the magnitude.
    const Complex x = rows[0].loads[1].gain / rows[0].loads[0].gain;
    EXPECT_LT(std::abs((1.0 / x - 1.0) * heaviest_ohm - impedance), 0.016 * std::abs(impedance));
}

TEST(free_phases, TwoLoadsTellTheMagnitude) {
    for (const double degrees : {-85.0, -45.0, -10.0, 20.0, 60.0})
        for (const double size : {30.0, 300.0, 1500.0}) {
            std::vector<GainRow> rows{
                row_of(997, std::polar(size, degrees * pi / 180), {0, 330, heaviest_ohm})};
            const auto ranges = pin_phases(rows, no_input(), {}, {size, 0, 0});
            EXPECT_LT(ranges[0].low, size);
            EXPECT_GT(ranges[0].high, size);
            // |X_0/X|^2 = 1 + 2 Re(Z) G + |Z|^2 G^2: for 30 ohm at 330 the last term is 1/120,
            // which drift of 0.005 dB, 1e-3 of it all, tells to some 10 %.
            EXPECT_LT(ranges[0].high - ranges[0].low, (size < 100 ? 0.3 : 0.02) * size) << degrees;
        }
}

TEST(free_phases, TonesOfASegmentShareADelay) {
    // 1 ohm is real within acos(1/q) at 10 kHz, and within a tenth of that at 997 Hz.
    std::vector<GainRow> rows{row_of(997, 1, {0, heaviest_ohm}),
                              row_of(10000, 1, {0, heaviest_ohm})};
    const auto ranges = pin_phases(rows, no_input(), {}, {1, 0, 0});
    const double q = 1 + 1 / heaviest_ohm;
    const double turn = std::acos(1 / q) * 997 / 10000;
    const double most = heaviest_ohm * std::abs(std::polar(q, turn) - 1.0);
    EXPECT_NEAR(ranges[0].low, (q * std::exp(-u) - 1) * heaviest_ohm, 1e-6);
    // One step beyond, of a hundred to 90 degrees, on either side.
    EXPECT_GE(ranges[0].high, most);
    EXPECT_LT(ranges[0].high, most + 0.1);
    EXPECT_LT(most, 1.31);
}

TEST(free_phases, LossesMayLookLikeAnInductance) {
    const Complex impedance(2, 5);
    std::vector<GainRow> rows{row_of(997, impedance, {0, heaviest_ohm})};
    const double q = std::abs(1.0 + impedance / heaviest_ohm);
    const auto ranges = without_inductance(rows, no_input(), {}, {2, 0, 5});
    EXPECT_NEAR(ranges[0].low, (q - 1) * heaviest_ohm, 1e-6);
    EXPECT_NEAR(ranges[0].high, std::abs(impedance), 1e-9);
}

}  // namespace ohmloop::measure
