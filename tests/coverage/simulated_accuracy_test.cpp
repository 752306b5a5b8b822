#include "support/closed_circuit.hpp"
#include "support/simulated_run.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop {

namespace {

/// Errors against their allowance: at least 95 of 100 within it, all within twice.
struct Tally {
    std::string what;
    int count = 0;
    int within = 0;
    double worst = 0;

    void add(double error, double allowed) {
        ++count;
        within += std::abs(error) <= allowed ? 1 : 0;
        worst = std::max(worst, std::abs(error) / allowed);
    }

    void judge() const {
        EXPECT_GE(within, 0.95 * count) << what;
        EXPECT_LE(worst, 2) << what;
        std::printf("%-28s %3d of %3d within, worst %.2f of the allowance\n", what.c_str(), within,
                    count, worst);
    }
};

audio_io::SimulatedSetup setup_of(const profiles::VirtualPort& port, const std::string& loads,
                                  unsigned seed) {
    audio_io::SimulatedSetup setup;
    setup.port = port;
    setup.card = test::built_in_card();
    setup.loads = profiles::parse_loads(loads, 0);
    setup.seed = seed;
    return setup;
}

/// Two loads for most; the load-sensing port shows its source only within a group.
std::string loads_of(const std::string& port) {
    return port == "load-sensing" ? "open,4.7k,600,300,100,33" : "open,33";
}

double value_of(const result::Figure& figure) {
    return figure.value ? *figure.value : std::nan("");
}

/// rms of white EMF noise and the source's thermal noise at the jack, 20 Hz-20 kHz.
double white_noise(const test::ClosedCircuit& circuit, const profiles::Load& load) {
    const double thermal = 4 * 1.380649e-23 * 300 * circuit.port.source_resistance.value();
    const double density = circuit.port.noise_density * circuit.port.noise_density + thermal;
    return std::sqrt(density * 19980) * std::abs(circuit.divider(load, 997));
}

/// 4.34 sqrt(((1+r)^2/T + r^2/T_ref)/B), r the input's over the port's noise power.
double noise_scatter_db(double r, double seconds, double reference_s) {
    return 4.34 * std::sqrt(((1 + r) * (1 + r) / seconds + r * r / reference_s) / 19980);
}

class ShippedPort : public testing::TestWithParam<std::string> {};

}  // namespace

// Plan standard, everything declared exactly, no drift: 0.05 % + 2 mohm of |Zo| at 997 Hz.
TEST_P(ShippedPort, HasTheImpedanceOfItsCircuit) {
    const auto port = test::built_in_port(GetParam());
    Tally tally{GetParam() + " |Zo|"};
    Tally drop{GetParam() + " load drop"};
    Tally response{std::string(GetParam()) + " response"};
    for (int k = 0; k < test::runs(2); ++k) {
        const auto run = test::run_simulated(
            setup_of(port, loads_of(GetParam()), test::first_seed() + static_cast<unsigned>(k)));
        const test::ClosedCircuit circuit{port, run.truth.card};
        const double truth = std::abs(circuit.source(997));
        tally.add(value_of(run.figure("output_impedance", "", 997)) - truth,
                  0.0005 * truth + 0.002);
        const auto& open = run.truth.loads.front();
        const auto& heavy = run.truth.loads.back();
        if (port.sensed_loads.empty())
            drop.add(value_of(run.figure("load_drop", heavy.name)) -
                         test::decibels(std::abs(circuit.divider(heavy, 997)) /
                                        std::abs(circuit.divider(open, 997))),
                     0.001);
        for (const auto& curve : run.findings.curves) {
            if (curve.quantity != "response" || curve.channel != "left") continue;
            const auto& load = curve.load == open.name ? open : heavy;
            if (curve.load != load.name) continue;
            for (std::size_t i = 0; i < curve.value.size(); ++i)
                response.add(curve.value[i] - test::decibels(std::abs(circuit.divider(
                                                                 load, curve.frequency_hz[i])) /
                                                             std::abs(circuit.divider(load, 997))),
                             0.05);
        }
    }
    tally.judge();
    if (drop.count > 0) drop.judge();
    response.judge();
}

INSTANTIATE_TEST_SUITE_P(Accuracy, ShippedPort,
                         testing::Values("phone-dongle", "line-dac", "receiver-phones",
                                         "laptop-combo", "headphone-amp", "load-sensing",
                                         "hybrid-interface", "tube-otl"),
                         [](const auto& instance) {
                             std::string name = instance.param;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

// A player and a recorder at rates and clocks of their own: the circuit all the same, and nothing
// doubted but what two loads cannot show.
struct TwoRates {
    signal::Rates rates;
    const char* plan;
};

/// What the test's name says of it.
void PrintTo(const TwoRates& each, std::ostream* out) { *out << each.plan; }

class TwoDevices : public testing::TestWithParam<TwoRates> {};

TEST_P(TwoDevices, MeasureTheCircuitAtRatesOfTheirOwn) {
    const auto port = test::built_in_port("laptop-combo");
    auto setup = setup_of(port, "open,33", test::first_seed());
    setup.card.clock_offset = Ppm(40);
    const auto run =
        test::run_simulated(setup, {.plan = GetParam().plan, .rates = GetParam().rates});
    const test::ClosedCircuit circuit{port, run.truth.card};
    for (const double hz : {20.0, 997.0, 10000.0}) {
        const auto& found = run.figure("output_impedance", "", hz);
        ASSERT_EQ(found.kind, result::Kind::measured) << hz;
        // A single run is held to twice its uncertainty.
        EXPECT_NEAR(*found.value, std::abs(circuit.source(hz)), 2 * (*found.high - *found.value))
            << hz;
    }
    const auto& open = run.truth.loads.front();
    bool swept = false;
    for (const auto& curve : run.findings.curves) {
        if (curve.quantity != "response" || curve.channel != "left" || curve.load != open.name)
            continue;
        swept = true;
        for (std::size_t i = 0; i < curve.value.size(); ++i)  // 0.01 dB, as with one rate
            EXPECT_NEAR(curve.value[i],
                        test::decibels(std::abs(circuit.divider(open, curve.frequency_hz[i])) /
                                       std::abs(circuit.divider(open, 997))),
                        0.01)
                << curve.frequency_hz[i];
    }
    EXPECT_EQ(swept, GetParam().plan == std::string("standard"));
    for (const auto& doubt : run.findings.doubts)
        EXPECT_EQ(doubt.code, "source_not_tested") << doubt.text;
}

INSTANTIATE_TEST_SUITE_P(Accuracy, TwoDevices,
                         testing::Values(TwoRates{{Hertz(48000), Hertz(44100)}, "standard"},
                                         TwoRates{{Hertz(44100), Hertz(96000)}, "standard"},
                                         TwoRates{{Hertz(96000), Hertz(44100)}, "quick"},
                                         TwoRates{{Hertz(48000), Hertz(192000)}, "quick"},
                                         TwoRates{{Hertz(192000), Hertz(48000)}, "quick"}),
                         [](const auto& instance) {
                             const auto& rates = instance.param.rates;
                             return fmt::format("{:g}_to_{:g}", rates.played.value(),
                                                rates.recorded.value());
                         });

// EMF noise from far above to half the input's own: 0.05 dB + 3 s.
TEST(Accuracy, NoiseWithTheInputsOwnTakenOff) {
    Tally tally{"noise"};
    for (int k = 0; k < test::runs(3); ++k)
        for (const double density : {9e-9, 30e-9, 300e-9}) {
            profiles::VirtualPort port;
            port.full_scale = Volts(2);
            port.source_resistance = Ohms(47);
            port.noise_density = density;
            const auto run = test::run_simulated(
                setup_of(port, "open,33", test::first_seed() + static_cast<unsigned>(k)));
            const test::ClosedCircuit circuit{port, run.truth.card};
            const auto& figure = run.figure("noise", "open");
            const double truth = white_noise(circuit, run.truth.loads.front());
            const double own = run.truth.card.noise_density * std::sqrt(19980);
            const double r = own * own / (truth * truth);
            ASSERT_EQ(figure.kind, result::Kind::measured);
            tally.add(test::decibels(value_of(figure) / truth),
                      0.05 + 3 * noise_scatter_db(r, 2, run.profile.noise_averaging_s));
        }
    tally.judge();
}

TEST(Accuracy, NoiseFarBelowTheInputsIsABoundAboveTheTruth) {
    profiles::VirtualPort port;
    port.full_scale = Volts(2);
    port.source_resistance = Ohms(1);
    port.noise_density = 4e-9;  // r = 9
    const auto run = test::run_simulated(setup_of(port, "open,33", test::first_seed()));
    const test::ClosedCircuit circuit{port, run.truth.card};
    const auto& figure = run.figure("noise", "open");
    EXPECT_EQ(figure.kind, result::Kind::upper_bound);
    EXPECT_GT(value_of(figure), white_noise(circuit, run.truth.loads.front()));
}

// Rails: a hard clip reaches THD+N = 1 % 0.2513 dB above its onset, where the fundamental of the
// clipped sine stands (2/pi)(asin c + c sqrt(1-c^2))/c above the rail, c = rail over amplitude.
TEST(Accuracy, MaximumLevelOfRails) {
    Tally tally{"maximum level, rails"};
    const double c = std::pow(10, -0.2513 / 20);
    const double fundamental = 2 / std::numbers::pi * (std::asin(c) + c * std::sqrt(1 - c * c)) / c;
    for (int k = 0; k < test::runs(3); ++k)
        for (const double rail : {1.0, 1.7, 2.4}) {
            profiles::VirtualPort port;
            port.full_scale = Volts(2);
            port.source_resistance = Ohms(10);
            port.rail_peak = Volts(rail);
            port.noise_density = 30e-9;
            const auto run = test::run_simulated(
                setup_of(port, "open,33", test::first_seed() + static_cast<unsigned>(k)));
            const test::ClosedCircuit circuit{port, run.truth.card};
            for (const auto& load : run.truth.loads) {
                const auto& figure = run.figure("max_level", load.name);
                EXPECT_EQ(figure.limited_by, "distortion");
                const double truth =
                    rail * fundamental / std::sqrt(2.0) * std::abs(circuit.divider(load, 997));
                tally.add(test::decibels(value_of(figure) / truth), 0.03);
            }
        }
    tally.judge();
}

// Second harmonic of the EMF, known in closed form, against noise 20 dB below: max(0.05 dB,
// 3 x 4.34/sqrt(BT) dB).
TEST(Accuracy, DistortionOfAKnownSecondHarmonic) {
    Tally tally{"THD+N"};
    for (int k = 0; k < test::runs(3); ++k)
        for (const double h2 : {0.0003, 0.003}) {
            profiles::VirtualPort port;
            port.full_scale = Volts(2);
            port.source_resistance = Ohms(100);
            port.second_harmonic = h2;
            port.harmonics_at = Volts(2);
            port.noise_density = 100e-9;
            const auto run = test::run_simulated(
                setup_of(port, "open,33", test::first_seed() + static_cast<unsigned>(k)));
            const test::ClosedCircuit circuit{port, run.truth.card};
            for (const auto& figure : run.findings.figures) {
                if (figure.key.quantity != "thd_n") continue;
                const auto& load =
                    figure.key.load == "open" ? run.truth.loads.front() : run.truth.loads.back();
                const double level = 2 * std::pow(10, *figure.key.level_dbfs / 20);
                const double v = level * std::abs(circuit.divider(load, 997));
                const double harmonic = h2 * level / 2 * v;
                const double truth = std::hypot(harmonic, white_noise(circuit, load)) / v;
                tally.add(value_of(figure) - test::decibels(truth),
                          std::max(0.05, 3 * 4.34 / std::sqrt(20000 * 0.85)));
            }
        }
    tally.judge();
}

// e + a2 e^2 + a3 e^3: sin^2 is (1 + sin(2x - 90 deg)) / 2, sin^3 holds -sin(3x) / 4.
TEST(Accuracy, HarmonicsOfAKnownCurveAndTheirPhases) {
    profiles::VirtualPort port;
    port.full_scale = Volts(2);
    port.source_resistance = Ohms(100);
    port.second_harmonic = 0.002;
    port.third_harmonic = 0.001;
    port.harmonics_at = Volts(2);
    const auto run = test::run_simulated(setup_of(port, "open,33", test::first_seed()));
    const double degree = std::numbers::pi / 180;
    int seen = 0;
    for (const auto& figure : run.findings.figures) {
        if (figure.key.quantity != "harmonic" || *figure.key.order > 3) continue;
        const bool second = figure.key.order == 2;
        const double level = std::pow(10, *figure.key.level_dbfs / 20);
        // The cube adds 3/4 a3 e^2 = 3 h3 level^2 to the fundamental.
        const double fundamental = 1 + 3 * 0.001 * level * level;
        const double truth = (second ? 0.002 * level : 0.001 * level * level) / fundamental;
        ASSERT_EQ(figure.kind, result::Kind::measured) << *figure.key.level_dbfs;
        EXPECT_NEAR(*figure.value, test::decibels(truth), 2 * (*figure.high - *figure.value))
            << *figure.key.order << " at " << *figure.key.level_dbfs;
        const double off = std::remainder(*figure.phase_deg - (second ? -90 : 180), 360);
        EXPECT_LE(std::abs(off), 2 * *figure.phase_uncertainty_deg + 0.01) << *figure.key.order;
        EXPECT_LT(*figure.phase_uncertainty_deg, 1 / degree);
        ++seen;
    }
    EXPECT_EQ(seen, 2 * 2 * 2 * 2) << "orders, channels, loads and levels";
}

}  // namespace ohmloop
