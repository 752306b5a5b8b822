#include "measure/closed_bench.hpp"

#include "ohmloop/measure/quantities.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ohmloop::measure {
namespace {

using result::Figure;
using result::Kind;
using test::ClosedBench;

/// 3 ohm, 32 ohm across, a return of 0.4 ohm: METHODS 4.5.
ClosedBench shared_return_bench() {
    auto bench = test::bench_of(3);
    bench.shared_ground = 0.4;
    bench.loads = {0, 32};
    bench.input_ohm = 1e9;
    bench.input_f = 0;
    bench.plan = ClosedBench::standard();
    return bench;
}

ClosedBench::Run declared(ClosedBench::Run run, double crosstalk_db = -180) {
    run.setup.input.crosstalk_db = crosstalk_db;
    run.setup.input.channel_match_db = 0;
    return run;
}

Figure figure_of(const ClosedBench::Run& run, const std::string& channel, const std::string& load) {
    for (const auto& figure : crosstalk::evaluate(run.takes, run.setup).figures)
        if (figure.key.channel == channel && figure.key.load == load) return figure;
    return {};
}

/// -r / (S + r), S = Zo + R, re the driven channel at its own load.
const double by_hand_db = 20 * std::log10(0.4 / (3 + 32 + 0.4));

}  // namespace

TEST(crosstalk, OfASharedReturnIsAsByHandBothWays) {
    EXPECT_NEAR(by_hand_db, -38.939, 1e-3);  // as METHODS has it
    const auto run = declared(shared_return_bench().run(1));
    for (const char* channel : {"left>right", "right>left"}) {
        const auto figure = figure_of(run, channel, "32");
        ASSERT_EQ(figure.kind, Kind::measured) << channel;
        // Noise of 12 nV/sqrt(Hz) over 0.4 s is 0.0001 dB of 23 mV.
        EXPECT_NEAR(*figure.value, by_hand_db, 5e-4) << channel;
        EXPECT_EQ(figure.key.drive, channel == std::string("left>right") ? "left" : "right");
        EXPECT_NE(figure.conditions.at("shared_return").find("-38.9 dB"), std::string::npos);
    }
}

TEST(crosstalk, LiesInItsIntervalWhereNoiseIsNear) {
    // 2 mohm of return leave 10 uV of the 180 mV driven, noise of 2 uV/sqrt(Hz) over 0.4 s 3.2 uV.
    auto bench = shared_return_bench();
    bench.shared_ground = 0.002;
    bench.noise_density = 2e-6;
    const double truth = 20 * std::log10(0.002 / (3 + 32 + 0.002));
    int inside = 0;
    int measured = 0;
    for (unsigned seed = 1; seed <= 200; ++seed) {
        const auto figure = figure_of(declared(bench.run(seed)), "left>right", "32");
        if (figure.kind == Kind::measured) {
            ++measured;
            inside += truth >= *figure.low && truth <= *figure.high ? 1 : 0;
        } else {
            inside += truth <= *figure.value ? 1 : 0;
        }
    }
    EXPECT_GT(measured, 100);
    // 95 % of 200, less three standard deviations of a count: 190 - 3 x 3.1.
    EXPECT_GE(inside, 181);
}

TEST(crosstalk, IsABoundWhereItDoesNotStandOutOfTheNoise) {
    auto bench = shared_return_bench();
    bench.shared_ground = 0;
    int held = 0;
    for (unsigned seed = 1; seed <= 100; ++seed) {
        const auto figure = figure_of(declared(bench.run(seed)), "left>right", "32");
        // Of no crosstalk at all one in twenty may still look like some, no more.
        held += figure.kind == Kind::upper_bound ? 1 : 0;
        EXPECT_LT(*figure.value, -120);
    }
    EXPECT_GE(held, 89);
}

TEST(crosstalk, IsABoundWhereTheInputsOwnMayBeIt) {
    auto run = declared(shared_return_bench().run(1), -38);
    const auto figure = figure_of(run, "left>right", "32");
    EXPECT_EQ(figure.kind, Kind::upper_bound);
    EXPECT_EQ(figure.reason, "at or below the input's own crosstalk");
    // Both in phase at most.
    EXPECT_NEAR(*figure.value,
                20 * std::log10(std::pow(10, by_hand_db / 20) + std::pow(10, -38.0 / 20)), 0.01);
    run.setup.input.crosstalk_db.reset();
    EXPECT_EQ(figure_of(run, "left>right", "32").kind, Kind::measured);  // -70 dB is assumed
}

TEST(crosstalk, OfUnequalInputsIsInTheBudget) {
    auto run = declared(shared_return_bench().run(1));
    run.setup.input.channel_match_db.reset();
    const auto figure = figure_of(run, "left>right", "32");
    EXPECT_EQ(figure.dominant, "match of the input's channels");
    // 95 % of a rectangular distribution of 0.5 dB; noise adds nothing.
    EXPECT_NEAR(*figure.high - *figure.value, 0.475, 0.002);
}

TEST(crosstalk, OfManyTonesIsACurve) {
    auto bench = shared_return_bench();
    bench.plan = {{signal::Drive::left, 1, {{100, -40}, {1000, -40}, {10000, -40}}},
                  {signal::Drive::right, 1, {{100, -40}, {1000, -40}, {10000, -40}}}};
    const auto run = declared(bench.run(1));
    const auto findings = crosstalk::evaluate(run.takes, run.setup);
    int curves = 0;
    for (const auto& curve : findings.curves) {
        if (curve.load != "32") continue;
        ++curves;
        EXPECT_EQ(curve.frequency_hz, (std::vector<double>{100, 1000, 10000}));
        for (std::size_t i = 0; i < curve.size(); ++i)
            EXPECT_NEAR(curve.value[i], by_hand_db, 1.5 * curve.uncertainty[i] + 1e-6);
    }
    EXPECT_EQ(curves, 2);
}

TEST(crosstalk, IsNotToldOfSwappedInputs) {
    auto run = declared(shared_return_bench().run(1));
    for (auto& take : run.takes)
        std::swap(take.observations.channels[0].tones, take.observations.channels[1].tones);
    const auto figure = figure_of(run, "left>right", "32");
    EXPECT_EQ(figure.kind, Kind::not_measured);
    EXPECT_NE(figure.reason.find("swapped"), std::string::npos);
}

TEST(crosstalk, NeedsBothChannels) {
    auto run = declared(shared_return_bench().run(1));
    for (auto& take : run.takes) take.observations.channels.pop_back();
    const auto figures = crosstalk::evaluate(run.takes, run.setup).figures;
    ASSERT_EQ(figures.size(), 1U);
    EXPECT_EQ(figures.front().kind, Kind::not_measured);
}

}  // namespace ohmloop::measure
