#include "measure/source/sensed_emf.hpp"

#include "measure/synthetic_takes.hpp"

#include "ohmloop/measure/quantities.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace ohmloop::measure {
namespace {

using Complex = std::complex<double>;
using std::numbers::pi;

constexpr double source_ohm = 1.5;

AnalysisSetup ten_kilohms() {
    AnalysisSetup setup;
    setup.input.resistance_ohm = {10e3, 0};
    setup.input.capacitance_pf = {200, 0};
    return setup;
}

struct Sensed {
    double ohms;  ///< 0: open
    double emf;
};
const std::vector<Sensed> adaptive{{0, 1},     {4700, 1},  {600, 2.8},
                                   {300, 2.8}, {100, 1.3}, {33, 1.3}};

Complex gain_of(const Sensed& load, double hz, double delay_s) {
    const Complex y(1e-4 + (load.ohms > 0 ? 1 / load.ohms : 0), 2 * pi * hz * 200e-12);
    return load.emf / (1.0 + source_ohm * y) * std::polar(1.0, -2 * pi * hz * delay_s);
}

/// Separate recordings: each has a delay of its own, a third of a microsecond more than the last.
std::vector<Take> recordings() {
    std::vector<Take> takes;
    int order = 0;
    for (const auto& load : adaptive) {
        auto take = test::take_with(std::to_string(static_cast<int>(load.ohms)), load.ohms, order);
        const double delay = order++ * 0.33e-6;
        take.observations.channels[0].tones.push_back(test::tones_of(
            signal::Drive::opposite, -30, {20, 997, 10000},
            {gain_of(load, 20, delay), gain_of(load, 997, delay), gain_of(load, 10000, delay)}));
        takes.push_back(std::move(take));
    }
    return takes;
}

GainRow row_of(const std::vector<Sensed>& loads) {
    GainRow row{997, -30, 0, {}};
    for (const auto& each : loads) {
        LoadGain load;
        if (each.ohms > 0) load.load.resistance_ohm = each.ohms;
        load.gain = gain_of(each, 997, 0.4e-6 * static_cast<double>(row.loads.size()));
        load.relative_uncertainty = 1e-6;
        row.loads.push_back(load);
    }
    return row;
}

}  // namespace

TEST(sensed_emf, IsFoundWhateverTheDelays) {
    const auto emf = sensed_emf(row_of(adaptive), ten_kilohms());
    ASSERT_EQ(emf.size(), adaptive.size());
    for (std::size_t k = 0; k < emf.size(); ++k)
        EXPECT_NEAR(emf[k], adaptive[k].emf, 1e-4 * adaptive[k].emf);  // floors of the readings
}

TEST(sensed_emf, IsAbsentFromOneSource) {
    auto constant = adaptive;
    for (auto& load : constant) load.emf = 1;
    EXPECT_TRUE(sensed_emf(row_of(constant), ten_kilohms()).empty());
}

TEST(sensed_emf, IsPutBackWhereItWasTakenOff) {
    std::vector<GainRow> rows{row_of(adaptive)};
    const auto before = rows[0];
    level_emf(rows, {1, 1, 2.8, 2.8, 1.3, 1.3}, Emf::taken_off);
    EXPECT_NEAR(std::abs(rows[0].loads[2].gain), 1 / (1 + source_ohm * (1e-4 + 1 / 600.0)), 1e-6);
    level_emf(rows, {1, 1, 2.8, 2.8, 1.3, 1.3}, Emf::put_back);
    for (std::size_t k = 0; k < 6; ++k)
        EXPECT_NEAR(std::abs(rows[0].loads[k].gain - before.loads[k].gain), 0, 1e-12);
}

TEST(sensed_emf, LeavesTheImpedanceOfRecordingsAlone) {
    // A step of the EMF taken for delay made 2 ohm of 1.5 at 997 Hz, and 13 ohm at 10 kHz.
    const auto findings = impedance::evaluate(recordings(), ten_kilohms());
    int seen = 0;
    for (const auto& figure : findings.figures) {
        if (figure.key.quantity != "output_impedance" || !figure.value) continue;
        ++seen;
        EXPECT_NEAR(*figure.value, source_ohm, 2e-3 + 5e-4 * source_ohm) << *figure.key.at_hz;
    }
    EXPECT_EQ(seen, 3);
}

}  // namespace ohmloop::measure
