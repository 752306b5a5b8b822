#include "measure/closed_bench.hpp"

#include "ohmloop/measure/quantities.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace ohmloop::measure {
namespace {

using result::Figure;
using result::Kind;
using test::ClosedBench;

constexpr double right_v = 2.06;  // of 2 V: 0.2567 dB

ClosedBench unequal_bench() {
    auto bench = test::bench_of(10);
    bench.channel[1].emf_v = right_v;
    bench.plan = ClosedBench::standard();
    return bench;
}

ClosedBench::Run matched(ClosedBench::Run run) {
    run.setup.input.channel_match_db = 0;
    return run;
}

std::vector<Figure> figures_of(const ClosedBench::Run& run) {
    const auto sources = impedance::evaluate(run.takes, run.setup).figures;
    return channel_balance::evaluate(run.takes, run.setup, sources).figures;
}

SweepObservation flat_sweep(double gain) {
    SweepObservation sweep;
    sweep.frequency_hz = {20, 997, 20000};
    sweep.response = {{gain, 0}, {0, gain}, {-gain, 0}};
    sweep.relative_uncertainty = {1e-4, 1e-4, 1e-4};
    return sweep;
}

}  // namespace

TEST(channel_balance, IsRightReLeftWithEachLoad) {
    const auto figures = figures_of(matched(unequal_bench().run(1)));
    ASSERT_EQ(figures.size(), 2U);
    for (const auto& figure : figures) {
        EXPECT_EQ(figure.kind, Kind::measured);
        EXPECT_EQ(figure.key.channel, "left>right");
        // Sources and loads are alike, so that only the EMFs tell; noise is below 1e-4 dB.
        EXPECT_NEAR(*figure.value, 20 * std::log10(right_v / 2), 2e-4);
        EXPECT_LT(*figure.uncertainty, 2e-4);
    }
    EXPECT_EQ(figures[1].key.load, "33");
}

TEST(channel_balance, OfAnUndeclaredInputIsKnownToHalfADecibel) {
    auto run = unequal_bench().run(1);
    const auto figure = figures_of(run).front();
    // 95 % of a rectangular distribution of that half-width.
    EXPECT_NEAR(*figure.uncertainty, 0.95 * undeclared_match_db, 1e-3);
    EXPECT_EQ(figure.dominant, "match of the input's channels");
    EXPECT_EQ(figure.conditions.at("input_match"), "not declared: 0.5 dB");
}

TEST(channel_balance, CountsUnequalResistorsAsFarAsTheSourceFeelsThem) {
    auto bench = unequal_bench();
    bench.channel[1].load_factor = 1.01;
    auto run = matched(bench.run(1));
    for (auto& take : run.takes)
        if (!take.load.is_open()) take.load.tolerance = 0.01;
    const auto figure = figures_of(run).back();
    // d ln V / d ln R = Zo / (Zo + R), each resistor by itself: the sum of two rectangular ones
    // of half-width h is 95 % within 1.553 h.
    const double half = 8.686 * 0.01 * 10 / 43;
    EXPECT_NEAR(*figure.uncertainty, 1.553 * half, 0.02 * half);
    const double truth = 20 * std::log10(right_v / 2);
    EXPECT_GT(std::abs(*figure.value - truth), 0.5 * half);
    EXPECT_LT(std::abs(*figure.value - truth), *figure.uncertainty);
}

TEST(channel_balance, LiesInItsIntervalWhateverTheInputsMatch) {
    std::mt19937_64 random(7);
    std::uniform_real_distribution<double> even(-1, 1);
    constexpr double match_db = 0.1;
    const double truth = 20 * std::log10(right_v / 2);
    int inside = 0;
    constexpr int runs = 400;
    for (unsigned seed = 1; seed <= runs; ++seed) {
        auto run = unequal_bench().run(seed);
        run.setup.input.channel_match_db = match_db;
        const double gain = std::pow(10, match_db * even(random) / 20);
        for (auto& take : run.takes)
            for (auto& tones : take.observations.channels[1].tones)
                for (auto& tone : tones.tones) tone.gain *= gain;
        const auto figure = figures_of(run).front();
        inside += truth >= *figure.low && truth <= *figure.high ? 1 : 0;
    }
    // 95 % of 400 within three standard deviations of a count, 4.4.
    EXPECT_NEAR(inside, 380, 13);
}

TEST(channel_balance, OfSweepsIsACurve) {
    auto run = matched(unequal_bench().run(1));
    run.takes[0].observations.channels[0].sweeps = {flat_sweep(0.5)};
    run.takes[0].observations.channels[1].sweeps = {flat_sweep(0.6)};
    run.setup.input.high_pass_hz = 1;
    auto curves = channel_balance::evaluate(run.takes, run.setup, {}).curves;
    ASSERT_EQ(curves.size(), 1U);
    for (const double value : curves[0].value) EXPECT_NEAR(value, 20 * std::log10(1.2), 1e-9);
    // 1.96 sqrt(2) 1e-4 of noise, in decibels.
    EXPECT_NEAR(curves[0].uncertainty[0], 8.686 * 1.96 * std::sqrt(2.0) * 1e-4, 1e-6);
    run.setup.input.high_pass_hz.reset();
    const auto hidden = channel_balance::evaluate(run.takes, run.setup, {}).curves[0].uncertainty;
    // Corners of 3 Hz, 20 % apart each way: 8.7 x 0.4 x (3/20)^2 / 1.0225.
    EXPECT_NEAR(hidden[0] - curves[0].uncertainty[0], 0.0764, 5e-4);
    EXPECT_LT(hidden[1] - curves[0].uncertainty[1], 1e-4);
}

TEST(channel_balance, NeedsBothChannels) {
    auto run = unequal_bench().run(1);
    for (auto& take : run.takes) take.observations.channels.pop_back();
    const auto figures = channel_balance::evaluate(run.takes, run.setup, {}).figures;
    ASSERT_EQ(figures.size(), 1U);
    EXPECT_EQ(figures.front().kind, Kind::not_measured);
}

}  // namespace ohmloop::measure
