#include "measure/source/sensed_emf.hpp"

#include "measure/synthetic_takes.hpp"

#include "ohmloop/measure/quantities.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <ostream>

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

struct Sensed {
    double ohms;  ///< 0: open
    double emf;
};
const std::vector<Sensed> adaptive{{0, 1},     {4700, 1},  {600, 2.8},
                                   {300, 2.8}, {100, 1.3}, {33, 1.3}};
const std::vector<double> tones_hz{20, 997, 10000};

struct Source {
    double resistance;
    double capacitance;  ///< 0: none
    [[nodiscard]] Complex at(double hz) const {
        return {resistance, capacitance > 0 ? -1 / (2 * pi * hz * capacitance) : 0};
    }
};
void PrintTo(const Source& source, std::ostream* out) {
    *out << source.resistance << " ohm, " << source.capacitance << " F";
}
class SensingPorts : public testing::TestWithParam<Source> {};

Complex gain_of(const Source& source, const Sensed& load, double hz, double delay_s) {
    const Complex y(1e-4 + (load.ohms > 0 ? 1 / load.ohms : 0), 2 * pi * hz * 200e-12);
    return load.emf / (1.0 + source.at(hz) * y) * std::polar(1.0, -2 * pi * hz * delay_s);
}

/// Separate recordings: each has a delay of its own, a third of a microsecond more than the last.
std::vector<Take> recordings(const Source& source, const std::vector<Sensed>& loads = adaptive) {
    std::vector<Take> takes;
    int order = 0;
    for (const auto& load : loads) {
        auto take = test::take_with(std::to_string(static_cast<int>(load.ohms)), load.ohms, order);
        const double delay = order++ * 0.33e-6;
        std::vector<Complex> gains;
        for (const double hz : tones_hz) gains.push_back(gain_of(source, load, hz, delay));
        take.observations.channels[0].tones.push_back(
            test::tones_of(signal::Drive::opposite, -30, tones_hz, gains));
        takes.push_back(std::move(take));
    }
    return takes;
}

std::vector<GainRow> rows_of(const std::vector<Take>& takes) {
    return GainTable(takes, ten_kilohms(), 0).small_signal_rows(signal::Drive::opposite);
}

}  // namespace

TEST_P(SensingPorts, AreGroupedWhateverTheDelays) {
    const auto takes = recordings(GetParam());
    const auto groups = sensed_groups(rows_of(takes), ten_kilohms());
    EXPECT_EQ(groups.group_of, (Partition{0, 0, 1, 1, 2, 2}));
    ASSERT_EQ(groups.emf.size(), 3U);
    // 0.005 dB of drift may be in each reading.
    EXPECT_NEAR(groups.emf[1], 2.8, 2.8 * 6e-4);
    EXPECT_NEAR(groups.emf[2], 1.3, 1.3 * 6e-4);
}

TEST_P(SensingPorts, AreNotSeenInOneSource) {
    auto constant = adaptive;
    for (auto& load : constant) load.emf = 1;
    const auto takes = recordings(GetParam(), constant);
    EXPECT_TRUE(sensed_groups(rows_of(takes), ten_kilohms()).emf.empty());
}

// A step of the EMF taken for delay made 2 ohm of 1.5 at 997 Hz, and 13 ohm at 10 kHz; magnitudes
// taken for resistances made 24 mohm too little of 0.5 ohm behind 100 uF.
TEST_P(SensingPorts, KeepTheirImpedanceInSeparateRecordings) {
    const auto findings = impedance::evaluate(recordings(GetParam()), ten_kilohms());
    int seen = 0;
    for (const auto& figure : findings.figures) {
        if (figure.key.quantity != "output_impedance" || !figure.value) continue;
        ++seen;
        const double truth = std::abs(GetParam().at(*figure.key.at_hz));
        EXPECT_NEAR(*figure.value, truth, 2e-3 + 5e-4 * truth) << *figure.key.at_hz;
        EXPECT_LT(*figure.low, truth);
        EXPECT_GT(*figure.high, truth);
    }
    EXPECT_EQ(seen, 3);
}

INSTANTIATE_TEST_SUITE_P(sensed_emf, SensingPorts,
                         testing::Values(Source{1.5, 0}, Source{0.5, 100e-6}, Source{10, 10e-6}));

}  // namespace ohmloop::measure
