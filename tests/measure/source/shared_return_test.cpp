#include "measure/source/shared_return.hpp"

#include "measure/synthetic_takes.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace ohmloop::measure {
namespace {

using Complex = std::complex<double>;
using signal::Drive;

/// Two channels of EMF e1, e2 behind zo into loads r1, r2 with a common return g, as resistors
/// only: V = R I, e1 = I1 (zo + r1) + g (I1 + I2), solved by Cramer's rule.
struct Nodal {
    double zo;
    double r;
    double g;
    double other_r = 0;  ///< of the right channel; 0: the same
    [[nodiscard]] std::array<double, 2> volts(double e1, double e2) const {
        const double r2 = other_r > 0 ? other_r : r;
        const double a = zo + r + g;
        const double b = zo + r2 + g;
        const double determinant = a * b - g * g;
        return {r * (e1 * b - e2 * g) / determinant, r2 * (e2 * a - e1 * g) / determinant};
    }
};

AnalysisSetup no_input() {
    AnalysisSetup setup;
    setup.input.resistance_ohm = {1e15, 0};
    setup.input.capacitance_pf = {0, 0};
    return setup;
}

/// Opposite drive with the right channel `balance` times as loud, then each channel alone.
Take driven(const Nodal& circuit, double balance, int order = 1) {
    const bool open = circuit.r > 1e9;
    Take take = test::take_with(open ? "open" : "load", open ? 0 : circuit.r, order, 2);
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

/// An open jack, 1e12 ohm, and the load.
std::vector<Take> takes_of(const Nodal& circuit, double balance) {
    return {driven({circuit.zo, 1e12, circuit.g}, balance, 0), driven(circuit, balance)};
}

}  // namespace

TEST(shared_return, IsFoundFromTheSilentChannel) {
    // The worked example of channel modes: 3 ohm, 32 ohm, 0.4 ohm; crosstalk -38.94 dB.
    const Nodal circuit{3, 32, 0.4};
    const auto left = circuit.volts(1, 0);
    EXPECT_NEAR(20 * std::log10(-left[1] / left[0]), -38.939, 1e-3);
    EXPECT_NEAR(shared_return_ohm(takes_of(circuit, 1), no_input()).value_or(0), 0.4, 1e-6);
}

TEST(shared_return, IsFoundWhicheverChannelPlayedAlone) {
    for (const auto lone : {Drive::left, Drive::right}) {
        auto takes = takes_of({3, 32, 0.4}, 0.9);
        for (auto& take : takes)
            for (auto& channel : take.observations.channels)
                std::erase_if(channel.tones, [&](const TonesObservation& tones) {
                    return tones.drive != lone && tones.drive != Drive::opposite;
                });
        // The silent channel's impedance still holds a tenth of the return: 0.04 of 35 ohm.
        EXPECT_NEAR(shared_return_ohm(takes, no_input()).value_or(0), 0.4, 1e-3);
    }
}

TEST(shared_return, IsFoundFromOneRecordedChannel) {
    auto takes = takes_of({3, 32, 0.4}, 1);
    for (auto& take : takes) take.observations.channels.pop_back();
    // The other is taken to be as loud as this one in opposite drive: r/(Zo + R) more than alone.
    EXPECT_NEAR(shared_return_ohm(takes, no_input()).value_or(0), 0.4, 0.4 * 0.4 / 35 * 1.2);
}

TEST(shared_return, TakesOffWhatUnequalChannelsLeave) {
    const Nodal circuit{3, 32, 0.4};
    const double balance = std::pow(10, 0.3 / 20);
    const auto takes = takes_of(circuit, balance);
    for (const int channel : {0, 1}) {
        const GainTable table(takes, no_input(), channel);
        auto rows = table.small_signal_rows(Drive::opposite);
        ASSERT_EQ(rows.size(), 1U);
        const double emf = channel == 0 ? 1 : balance;
        const auto apparent = [&] { return 32 * (emf / std::abs(rows[0].loads[1].gain) - 1); };
        // Unequal currents leave 3.5 % of the return in series, with one sign each.
        const auto v = circuit.volts(1, -balance);
        const auto c = static_cast<std::size_t>(channel);
        const double left_over = 1 + v[1 - c] / v[c];
        EXPECT_NEAR(std::abs(left_over), 0.035, 2e-3);
        EXPECT_NEAR(apparent() - 3, 0.4 * left_over, 1e-9);
        EXPECT_NEAR(return_share(rows[0], takes, no_input(), channel).seen, std::abs(left_over),
                    1e-12);
        remove_shared_return(rows[0], takes, no_input(), channel, 0.4, 3);
        EXPECT_NEAR(apparent(), 3, 1e-9);
    }
}

TEST(shared_return, TakesOffWhatAMissingResistorLeaves) {
    // The right channel's resistor is not there: no current of its own, the whole return is left.
    const Nodal circuit{3, 32, 0.4, 1e12};
    auto takes = takes_of(circuit, 1);
    takes[1].observations.channels[1].unloaded = true;
    auto rows = GainTable(takes, no_input(), 0).small_signal_rows(Drive::opposite);
    const auto apparent = [&] { return 32 * (1 / std::abs(rows[0].loads[1].gain) - 1); };
    EXPECT_NEAR(apparent(), 3.4, 1e-6);
    remove_shared_return(rows[0], takes, no_input(), 0, 0.4, 3);
    EXPECT_NEAR(apparent(), 3, 1e-6);
}

TEST(shared_return, IsNotGuessedWhereNoChannelPlayedAlone) {
    auto takes = takes_of({3, 32, 0.4}, 1);
    for (auto& take : takes)
        for (auto& channel : take.observations.channels) channel.tones.resize(1);
    EXPECT_FALSE(shared_return_ohm(takes, no_input()));
}

}  // namespace ohmloop::measure
