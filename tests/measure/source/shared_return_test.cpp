#include "measure/source/shared_return.hpp"

#include "measure/synthetic_takes.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace ohmloop::measure {
namespace {

using Complex = std::complex<double>;
using signal::Drive;

/// Two channels of EMF e1, e2 behind zo into loads of r ohm with a common return g, as resistors
/// only: V = R I, e1 = I1 (zo + r) + g (I1 + I2), solved by Cramer's rule.
struct Nodal {
    double zo;
    double r;
    double g;
    [[nodiscard]] std::array<double, 2> volts(double e1, double e2) const {
        const double a = zo + r + g;
        const double determinant = a * a - g * g;
        return {r * (e1 * a - e2 * g) / determinant, r * (e2 * a - e1 * g) / determinant};
    }
};

AnalysisSetup no_input() {
    AnalysisSetup setup;
    setup.input.resistance_ohm = {1e15, 0};
    setup.input.capacitance_pf = {0, 0};
    return setup;
}

/// Opposite drive with the right channel `balance` times as loud, then each channel alone.
Take driven(const Nodal& circuit, double balance) {
    Take take = test::take_with("load", circuit.r, 1, 2);
    auto& channels = take.observations.channels;
    const auto opposite = circuit.volts(1, -balance);
    channels[0].tones.push_back(test::tones_of(Drive::opposite, -30, {997}, {opposite[0]}));
    channels[1].tones.push_back(test::tones_of(Drive::opposite, -30, {997}, {-opposite[1]}));
    const auto left = circuit.volts(1, 0);
    const auto right = circuit.volts(0, balance);
    for (const int c : {0, 1}) {
        const auto i = static_cast<std::size_t>(c);
        channels[i].tones.push_back(test::tones_of(Drive::left, -20, {997}, {left[i]}));
        channels[i].tones.push_back(test::tones_of(Drive::right, -20, {997}, {right[i]}));
    }
    return take;
}

}  // namespace

TEST(shared_return, IsFoundFromTheSilentChannel) {
    // The worked example of channel modes: 3 ohm, 32 ohm, 0.4 ohm; crosstalk -38.94 dB.
    const Nodal circuit{3, 32, 0.4};
    const auto left = circuit.volts(1, 0);
    EXPECT_NEAR(20 * std::log10(-left[1] / left[0]), -38.939, 1e-3);
    const std::vector<Take> takes{driven(circuit, 1)};
    for (const int channel : {0, 1}) {
        const GainTable table(takes, no_input(), channel);
        EXPECT_NEAR(shared_return_ohm(table, no_input(), channel, 3).value_or(0), 0.4, 1e-9);
    }
}

TEST(shared_return, TakesOffWhatUnequalChannelsLeave) {
    const Nodal circuit{3, 32, 0.4};
    const double balance = std::pow(10, 0.3 / 20);
    const std::vector<Take> takes{driven(circuit, balance)};
    for (const int channel : {0, 1}) {
        const GainTable table(takes, no_input(), channel);
        auto rows = table.rows(Drive::opposite, DbFs(-60), DbFs(-20));
        ASSERT_EQ(rows.size(), 1U);
        const double emf = channel == 0 ? 1 : balance;
        const auto apparent = [&] { return 32 * (emf / std::abs(rows[0].loads[0].gain) - 1); };
        // Unequal currents leave 3.5 % of the return in series, with one sign each.
        EXPECT_NEAR(std::abs(apparent() - 3), 0.4 * 0.035, 1e-3);
        remove_shared_return(rows[0], table, no_input(), channel, 0.4, 3);
        EXPECT_NEAR(apparent(), 3, 1e-9);
    }
}

TEST(shared_return, IsNotGuessedWhereNoChannelPlayedAlone) {
    auto take = driven({3, 32, 0.4}, 1);
    for (auto& channel : take.observations.channels) channel.tones.resize(1);
    const std::vector<Take> takes{take};
    EXPECT_FALSE(shared_return_ohm(GainTable(takes, no_input(), 0), no_input(), 0, 3));
}

}  // namespace ohmloop::measure
