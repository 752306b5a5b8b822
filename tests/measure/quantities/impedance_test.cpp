#include "measure/closed_bench.hpp"
#include "support/interval_pool.hpp"

#include "ohmloop/measure/quantities.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::measure {
namespace {

using ohmloop::test::error_over_interval;
using result::Figure;
using result::Kind;
using test::bench_of;
using test::ClosedBench;
using test::figure_at_997;
using test::find_doubt;

Figure measured_by(const ClosedBench& bench, std::uint64_t seed = 1,
                   const std::string& channel = "left") {
    const auto run = bench.run(seed);
    return figure_at_997(impedance::evaluate(run.takes, run.setup), channel);
}

double truth_of(const ClosedBench& bench, std::size_t channel = 0) {
    return std::abs(bench.channel[channel].source(997));
}

}  // namespace

TEST(impedance, ErrsWithTheMeterThatMeasuredAllLoads) {
    // With no input in parallel Zo = R (X_open/X_R - 1) is proportional to the loads: 0.2 % of
    // scale are 0.2 % of Zo, from however many loads.
    for (const auto& loads : {std::vector<double>{0, 33}, {0, 600, 300, 100, 33}}) {
        auto bench = bench_of(10);
        bench.input_ohm = 1e12;
        bench.input_f = 0;
        bench.loads = loads;
        auto run = bench.run(1);
        run.setup.contact_uncertainty_ohm = 0;
        for (auto& take : run.takes)
            if (!take.load.is_open()) take.load.scale_uncertainty = 0.002;
        const auto figure = figure_at_997(impedance::evaluate(run.takes, run.setup));
        double scale = 0;
        for (const auto& term : figure.terms)
            if (term.source == "load box's meter") scale = term.cu;
        // Second order of 0.2 %, and noise.
        EXPECT_NEAR(scale, 0.002 * 10, 1e-4);
    }
}

TEST(impedance, KeepsTheMetersErrorOutOfTheTestOfTheLoads) {
    // All loads 1 % off by one scale agree with each other: chi-square sees nothing.
    auto bench = bench_of(10);
    bench.input_ohm = 1e12;
    bench.input_f = 0;
    bench.loads = {0, 600, 100, 33};
    auto run = bench.run(2);
    run.setup.contact_uncertainty_ohm = 0;
    for (auto& take : run.takes)
        if (!take.load.is_open()) take.load.resistance_ohm *= 1.01;
    const auto findings = impedance::evaluate(run.takes, run.setup);
    EXPECT_EQ(find_doubt(findings, "source_not_linear"), nullptr);
    EXPECT_EQ(find_doubt(findings, "load_disagrees"), nullptr);
    EXPECT_NEAR(*figure_at_997(findings).value, 10 * 1.01, 0.005);
}

// Unequal channels leave a share of a large return in the impedance of each: the goal of plan quick
// is 0.1 % + 5 mohm.
TEST(impedance, TakesOffTheReturnOfUnequalChannels) {
    for (const auto& plan : {ClosedBench::quick(), ClosedBench::standard()})
        for (const double ground : {0.12, 0.5})
            for (const double other : {0.7, 0.95, 1.5}) {
                auto bench = bench_of(2);
                bench.plan = plan;
                bench.shared_ground = ground;
                bench.channel[1].emf_v *= other;
                bench.channel[1].resistance /= other;
                for (const std::size_t c : {0U, 1U}) {
                    const double truth = truth_of(bench, c);
                    const auto figure = measured_by(bench, 3, c == 0 ? "left" : "right");
                    EXPECT_NEAR(*figure.value, truth, 0.005 + 0.001 * truth) << ground << other;
                    EXPECT_LT(error_over_interval(figure, truth), 1) << ground << ' ' << other;
                }
            }
}

TEST(impedance, CountsTheReturnThatUnequalResistorsLeave) {
    // The right channel's resistors are 5 % larger, within what is declared: currents differ, which
    // voltages do not show.
    auto bench = bench_of(1);
    bench.shared_ground = 0.5;
    bench.channel[1].load_factor = 1.05;
    auto run = bench.run(4);
    for (auto& take : run.takes)
        if (!take.load.is_open()) take.load.tolerance = 0.05;
    const auto figure = figure_at_997(impedance::evaluate(run.takes, run.setup));
    EXPECT_LT(error_over_interval(figure, 1), 1);
}

TEST(impedance, KnowsOnlyTheLowerEndOfAReturnThatOneChannelIncludes) {
    auto bench = bench_of(12);
    bench.shared_ground = 0.12;
    bench.plan = {{signal::Drive::left, 0.5, {{20, -34}, {997, -22}, {10000, -34}}}};
    auto run = bench.run(5);
    run.setup.wiring = signal::Wiring::left;
    const auto figure = figure_at_997(impedance::evaluate(run.takes, run.setup));
    EXPECT_NEAR(*figure.value, 12.12, 0.01);
    EXPECT_LT(*figure.low, 12);
    EXPECT_FALSE(figure.uncertainty);
    EXPECT_EQ(figure.dominant, "shared return");
    auto small = bench_of(0.1);
    small.plan = bench.plan;
    run = small.run(6);
    run.setup.wiring = signal::Wiring::left;
    EXPECT_EQ(figure_at_997(impedance::evaluate(run.takes, run.setup)).kind, Kind::upper_bound);
}

TEST(impedance, NamesTheOneWrongResistorOfFour) {
    // The 100 ohm resistor is 5 % more than declared.
    auto bench = bench_of(10);
    bench.loads = {0, 300, 100, 33};
    auto run = bench.run(7);
    run.takes[2].load.resistance_ohm /= 1.05;
    const auto findings = impedance::evaluate(run.takes, run.setup);
    const auto* doubt = find_doubt(findings, "load_disagrees");
    ASSERT_NE(doubt, nullptr);
    EXPECT_EQ(doubt->load, "100");
    EXPECT_THAT(doubt->text, testing::HasSubstr("100 acts like 100"));
    EXPECT_EQ(find_doubt(findings, "load_sensing"), nullptr);
    EXPECT_NEAR(*figure_at_997(findings).value, 10, 0.005 + 0.01);
}

TEST(impedance, HoldsTheTruthWhereOneResistorOfThreeIsWrong) {
    // Of 1 ohm, 5 % of a resistor is less than drift may be: only the larger sources show it.
    for (const std::size_t wrong : {1U, 2U})
        for (const double factor : {0.95, 1.05})
            for (const double resistance : {10.0, 33.0, 100.0}) {
                auto bench = bench_of(resistance);
                bench.loads = {0, 100, 33};
                auto run = bench.run(8);
                run.takes[wrong].load.resistance_ohm *= factor;
                const auto findings = impedance::evaluate(run.takes, run.setup);
                EXPECT_NE(find_doubt(findings, "source_not_linear"), nullptr);
                EXPECT_LT(error_over_interval(figure_at_997(findings), resistance), 1)
                    << wrong << ' ' << factor << ' ' << resistance;
            }
}

// What no series source explains: in separate recordings every figure holds the truth or is
// withheld, whatever lies behind the jack.
TEST(impedance, HoldsTheTruthOfAnySourceInSeparateRecordings) {
    using Complex = std::complex<double>;
    const auto capacitor = [](double f, double hz) {
        return 1.0 / Complex(0, 2 * std::numbers::pi * hz * f);
    };
    const auto coil = [](double h, double hz) { return Complex(0, 2 * std::numbers::pi * hz * h); };
    const auto beside = [](Complex a, Complex b) { return a * b / (a + b); };
    struct Network {
        const char* name;
        bool told;  ///< by magnitudes, from any series source
        std::function<Complex(double)> impedance;
    };
    const Network networks[] = {
        {"600 || 22n", true, [&](double hz) { return beside(600, capacitor(22e-9, hz)); }},
        {"100 + (1k || 100n)", true,
         [&](double hz) { return 100.0 + beside(1e3, capacitor(1e-7, hz)); }},
        {"22u + 0.5 || 1u", true,
         [&](double hz) { return beside(0.5 + coil(22e-6, hz), capacitor(1e-6, hz)); }},
        {"two poles", true,
         [&](double hz) {
             return beside(470.0 + beside(100, capacitor(220e-9, hz)), capacitor(10e-9, hz));
         }},
        {"0.05 + (5 || 5u)", false, [&](double hz) { return 0.05 + beside(5, coil(5e-6, hz)); }},
        {"1 + skin", false, [&](double hz) { return 1.0 + 0.5 * std::sqrt(Complex(0, hz / 1e3)); }},
    };
    for (const auto& network : networks)
        for (const auto& loads : {std::vector<double>{0, 33}, {0, 10e3, 1e3, 100}}) {
            SCOPED_TRACE(testing::Message() << network.name << ", loads " << loads.size());
            auto bench = bench_of(0);
            bench.channel[0].network = bench.channel[1].network = network.impedance;
            bench.plan = ClosedBench::standard();
            bench.loads = loads;
            bench.spread.load_tolerance = 0.001;
            bench.spread.contact_ohm = 0.01;
            bench.spread.drift_db = 0.005;
            bench.spread.repeatability_db = 0.001;
            bench.spread.input_tolerance = 0.05;
            bench.spread.capacitance_tolerance = 0.2;
            bench.spread.delay_s = 1e-6;
            const auto run = bench.run(loads.size() > 2 ? 4 : 12);
            const auto findings = impedance::evaluate(run.takes, run.setup);
            // Of the sixty figures of each channel some three lie outside, none by half.
            for (const auto& figure : findings.figures) {
                if (figure.key.quantity != "output_impedance" || figure.kind != Kind::measured)
                    continue;
                EXPECT_LT(
                    error_over_interval(figure, std::abs(network.impedance(*figure.key.at_hz))),
                    1.5)
                    << *figure.key.at_hz;
            }
            if (!network.told) continue;
            EXPECT_NE(find_doubt(findings, "phase_not_measured"), nullptr);
        }
}

TEST(impedance, SaysThatAGainBetweenRecordingsIsTakenOnTrust) {
    auto bench = bench_of(10);
    EXPECT_EQ(
        find_doubt(impedance::evaluate(bench.run(3).takes, bench.run(3).setup), "drift_assumed"),
        nullptr)
        << "one stream";
    bench.spread.delay_s = 1e-6;
    auto run = bench.run(3);
    EXPECT_NE(find_doubt(impedance::evaluate(run.takes, run.setup), "drift_assumed"), nullptr);
    auto again = run.takes.front();
    again.order = 2;
    run.takes.push_back(again);
    run.setup.returned = true;
    EXPECT_EQ(find_doubt(impedance::evaluate(run.takes, run.setup), "drift_assumed"), nullptr);
}

// Eddy currents in a coil: in separate recordings only magnitudes tell such losses from an
// inductance, and where drift hides the resistance in front of them, not even those.
TEST(impedance, TakesNoRisingLossesForAnInductance) {
    using Complex = std::complex<double>;
    for (const double capacitance : {HUGE_VAL, 100e-6})
        for (std::uint64_t seed = 1; seed <= 12; ++seed) {
            const auto source = [&](double hz) {
                const Complex s(0, 2 * std::numbers::pi * hz);
                return 0.05 + 1.0 / (s * capacitance) + 5.0 * s * 5e-6 / (5.0 + s * 5e-6);
            };
            auto bench = bench_of(0);
            bench.channel[0].network = bench.channel[1].network = source;
            bench.plan = ClosedBench::standard();
            bench.loads = {0, 10e3, 1e3, 100};
            bench.spread.contact_ohm = 0.01;
            bench.spread.drift_db = 0.005;
            bench.spread.delay_s = 1e-6;
            const auto run = bench.run(seed);
            for (const auto& figure : impedance::evaluate(run.takes, run.setup).figures) {
                if (figure.key.quantity != "output_impedance" || figure.kind != Kind::measured)
                    continue;
                EXPECT_LT(error_over_interval(figure, std::abs(source(*figure.key.at_hz))), 1.5)
                    << *figure.key.at_hz << " Hz, " << capacitance << " F, draw " << seed;
            }
        }
}

TEST(impedance, GroupsLoadsThatAPortSenses) {
    // In one stream and in separate recordings, with a coupling capacitor.
    for (const double delay : {0.0, 1e-6}) {
        auto bench = bench_of(0.5, 100e-6);
        bench.loads = {0, 4700, 600, 300, 100, 33};
        bench.emf_into = [](double ohms) {
            return ohms == 0 || ohms >= 1000 ? 1 : ohms >= 150 ? 3.0 : 1.25;
        };
        bench.spread.delay_s = delay;
        const auto run = bench.run(9);
        const auto findings = impedance::evaluate(run.takes, run.setup);
        EXPECT_NE(find_doubt(findings, "load_sensing"), nullptr);
        const auto figure = figure_at_997(findings);
        EXPECT_NEAR(*figure.value, truth_of(bench), 0.005 + 0.001 * truth_of(bench));
        EXPECT_LT(error_over_interval(figure, truth_of(bench)), 1);
    }
}

TEST(impedance, BudgetsTheLoadsOfEachGroup) {
    // Of a port that senses, 33 and 100 ohm alone say what lies behind them: Zo rests on the ratio
    // of two gains, each 0.005 dB uncertain and rectangular, with (1/33 - 1/100)/ohm of leverage:
    // 0.05 ohm standard each... and other groups have less.
    auto bench = bench_of(0.5);
    bench.loads = {0, 4700, 100, 33};
    bench.emf_into = [](double ohms) { return ohms == 0 || ohms >= 1000 ? 1 : 1.25; };
    const auto figure = measured_by(bench, 10);
    ASSERT_EQ(figure.kind, Kind::measured);
    const double drift = (std::pow(10, 0.005 / 20) - 1) / std::sqrt(3.0);
    const double leverage = 1 / (1 / 33.0 - 1 / 100.0);
    double sum = 0;
    for (const auto& term : figure.terms)
        if (term.source == "gain drift, 33" || term.source == "gain drift, 100")
            sum += term.cu * term.cu;
    EXPECT_NEAR(std::sqrt(sum), std::sqrt(2.0) * drift * leverage, 0.05 * drift * leverage);
}

TEST(impedance, MatchesLoadsThatWereMeasuredAtOtherLevels) {
    // A rating held the heaviest load's tones 10 dB lower.
    auto bench = bench_of(5);
    auto run = bench.run(11);
    for (auto& channel : run.takes[1].observations.channels)
        for (auto& tone : channel.tones[0].tones) tone.level_dbfs -= 10;
    EXPECT_NEAR(*figure_at_997(impedance::evaluate(run.takes, run.setup)).value, 5, 0.01);
}

TEST(impedance, StatesNothingWhereAReadingKnowsNothing) {
    // As where one recording is handed in for two loads and a delay is left without an end.
    auto bench = bench_of(10);
    auto run = bench.run(12);
    for (auto& channel : run.takes[1].observations.channels)
        for (auto& tone : channel.tones[0].tones)
            if (tone.frequency_hz == 10e3) tone.relative_uncertainty = HUGE_VAL;
    const auto findings = impedance::evaluate(run.takes, run.setup);
    EXPECT_NEAR(*figure_at_997(findings).value, 10, 0.01);
    for (const auto& figure : findings.figures)
        if (figure.key.at_hz == 10e3) {
            EXPECT_EQ(figure.kind, Kind::not_measured) << figure.key.quantity;
        }
    for (const auto& curve : findings.curves)
        EXPECT_THAT(curve.frequency_hz, ::testing::Not(::testing::Contains(10e3)));
}

}  // namespace ohmloop::measure
