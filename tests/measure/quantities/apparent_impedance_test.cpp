#include "measure/closed_bench.hpp"
#include "support/interval_pool.hpp"

#include "ohmloop/measure/quantities.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

namespace ohmloop::measure {
namespace {

using ohmloop::test::IntervalPool;
using result::Figure;
using result::Kind;
using test::bench_of;
using test::ClosedBench;
using test::find_doubt;

const std::vector<double> levels_dbfs{-40, -20, -6, -1};

/// 997 Hz at each level, both channels driven.
ClosedBench bench_at_levels(double resistance) {
    auto bench = bench_of(resistance);
    bench.plan.clear();
    for (const double dbfs : levels_dbfs)
        bench.plan.push_back({signal::Drive::both, 1, {{997, dbfs}}});
    return bench;
}

/// Of the left channel with one load, by level.
std::map<double, Figure> figures_of(const Findings& findings, const std::string& load = "33") {
    std::map<double, Figure> found;
    for (const auto& figure : findings.figures)
        if (figure.key.channel == "left" && figure.key.load == load)
            found[*figure.key.level_dbfs] = figure;
    return found;
}

/// The fundamental of a sine of amplitude 1 cut flat at `rail`, by its closed form.
double fundamental_of_clipped(double rail) {
    if (rail >= 1) return 1;
    return 2 / std::numbers::pi * (std::asin(rail) + rail * std::sqrt(1 - rail * rail));
}

/// Cuts the current into each load at `peak_a`, EMFs being 2 V rms at full scale.
void limit_current(ClosedBench::Run& run, double source_ohm, double peak_a) {
    for (auto& take : run.takes) {
        if (take.load.is_open()) continue;
        for (auto& seen : take.observations.channels)
            for (auto& tones : seen.tones) {
                const double emf_peak =
                    2 * std::numbers::sqrt2 * std::pow(10, tones.tones.front().level_dbfs / 20);
                const double asked = emf_peak / (source_ohm + take.load.resistance_ohm);
                tones.tones.front().gain *= fundamental_of_clipped(peak_a / asked);
            }
    }
}

/// Without an input in parallel every step is arithmetic.
ClosedBench without_input(ClosedBench bench) {
    bench.input_ohm = 1e12;
    bench.input_f = 0;
    return bench;
}

}  // namespace

TEST(apparent_impedance, HoldsTheTruthOfALinearPortAtEveryLevel) {
    std::map<double, IntervalPool> pools;
    for (const double dbfs : levels_dbfs)
        pools.emplace(dbfs, IntervalPool("apparent, " + std::to_string(dbfs)));
    for (std::uint64_t seed = 1; seed <= 300; ++seed)
        for (const double resistance : {0.9, 10.0, 120.0}) {
            auto bench = bench_at_levels(resistance);
            bench.spread.load_tolerance = 0.01;
            bench.spread.contact_ohm = 0.01;
            bench.spread.drift_db = 0.005;
            bench.spread.input_tolerance = 0.05;
            const auto run = bench.run(seed);
            const auto findings = apparent_impedance::evaluate(run.takes, run.setup);
            EXPECT_EQ(find_doubt(findings, "level_dependent"), nullptr) << seed;
            for (const auto& [dbfs, figure] : figures_of(findings))
                pools.at(dbfs).add(figure, resistance);
        }
    // The three sources of one seed share its draws: a third of the figures are independent. The
    // input's own distortion, not simulated, and drift into one of two loads only widen.
    for (const auto& [dbfs, pool] : pools) {
        EXPECT_EQ(pool.count(), 900);
        pool.judge(0.95 - 3.3 * std::sqrt(0.95 * 0.05 / 300), 0.995);
    }
}

TEST(apparent_impedance, DiffersBetweenLevelsOfALinearPortByLittleMoreThanNoise) {
    // Resistor, contact and drift err alike at all levels of one take, and so cancel.
    auto bench = bench_at_levels(10);
    bench.spread.load_tolerance = 0.01;
    bench.spread.contact_ohm = 0.01;
    bench.spread.drift_db = 0.005;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const auto run = bench.run(seed);
        const auto figures = figures_of(apparent_impedance::evaluate(run.takes, run.setup));
        ASSERT_EQ(figures.size(), 4U);
        // Of -40 dBFS, 20 mV: 12 nV of noise are 0.6e-6, at 43 ohm and two readings 40 microohm;
        // five times that.
        for (const auto& [dbfs, figure] : figures)
            EXPECT_NEAR(*figure.value, *figures.at(-1).value, 2e-4) << seed << ' ' << dbfs;
    }
}

TEST(apparent_impedance, RisesAsTheFundamentalOfALimitedCurrentFalls) {
    // V = g E R / (R + Z) with g the clipped fundamental: the drop E/V = 1 + Z'/R makes of it
    // Z' = (R + Z) / g - R.
    for (const double resistance : {0.9, 20.0})
        for (const double peak_ma : {20.0, 35.0, 60.0}) {
            const auto bench = without_input(bench_at_levels(resistance));
            auto run = bench.run(3);
            run.setup.contact_uncertainty_ohm = 0;
            limit_current(run, resistance, peak_ma / 1e3);
            const auto figures = figures_of(apparent_impedance::evaluate(run.takes, run.setup));
            ASSERT_EQ(figures.size(), 4U);
            for (const auto& [dbfs, figure] : figures) {
                const double asked =
                    2 * std::numbers::sqrt2 * std::pow(10, dbfs / 20) / (resistance + 33);
                const double g = fundamental_of_clipped(peak_ma / 1e3 / asked);
                const double expected = (resistance + 33) / g - 33;
                // Noise as above; it counts Z'/Z times where the level has fallen.
                EXPECT_NEAR(*figure.value, expected, 2e-4 + 1e-5 * expected)
                    << resistance << ' ' << peak_ma << ' ' << dbfs;
            }
        }
}

TEST(apparent_impedance, SaysFromWhichLevelOnThePortLimits) {
    // 2 V behind 0.9 ohm into 33 ask for 8, 42 and 74 mA peak at -20, -6 and -1 dBFS.
    for (const double peak_ma : {35.0, 60.0, 100.0}) {
        auto run = bench_at_levels(0.9).run(4);
        limit_current(run, 0.9, peak_ma / 1e3);
        const auto findings = apparent_impedance::evaluate(run.takes, run.setup);
        const auto* doubt = find_doubt(findings, "level_dependent");
        if (peak_ma == 100) {
            EXPECT_EQ(doubt, nullptr);
            continue;
        }
        ASSERT_NE(doubt, nullptr) << peak_ma;
        EXPECT_EQ(doubt->load, "33");
        EXPECT_THAT(doubt->text, testing::HasSubstr("the port limits"));
        EXPECT_THAT(doubt->text, testing::HasSubstr("at -1 dBFS"));
        if (peak_ma == 35)
            EXPECT_THAT(doubt->text, testing::HasSubstr("from -6 dBFS on"));
        else
            EXPECT_THAT(doubt->text, testing::Not(testing::HasSubstr("-6 dBFS")));
    }
}

TEST(apparent_impedance, NamesTheLoadThatThePortLimitsInto) {
    // 35 mA peak are enough for 300 ohm at any level.
    auto bench = bench_at_levels(0.9);
    bench.loads = {0, 300, 33};
    auto run = bench.run(5);
    limit_current(run, 0.9, 0.035);
    const auto findings = apparent_impedance::evaluate(run.takes, run.setup);
    for (const auto& doubt : findings.doubts) EXPECT_EQ(doubt.load, "33");
    EXPECT_NE(find_doubt(findings, "level_dependent"), nullptr);
    // 300 ohm count a contact of 10 mohm R/Zo times no more than 33 do: what is read of 0.9 ohm
    // is drift, 0.005 dB of 300 ohm, and noise.
    for (const auto& [dbfs, figure] : figures_of(findings, "300"))
        EXPECT_NEAR(*figure.value, 0.9, 0.01) << dbfs;
}

TEST(apparent_impedance, LeavesOutWhatTheInputClips) {
    auto run = bench_at_levels(0.9).run(6);
    limit_current(run, 0.9, 0.060);
    for (auto& seen : run.takes.front().observations.channels) {
        seen.clipped_frames = 100;
        seen.clip_level_dbfs = -3;
    }
    const auto findings = apparent_impedance::evaluate(run.takes, run.setup);
    const auto figures = figures_of(findings);
    EXPECT_EQ(figures.at(-1).kind, Kind::not_measured);
    EXPECT_EQ(figures.at(-6).kind, Kind::measured);
    EXPECT_EQ(find_doubt(findings, "level_dependent"), nullptr);
}

TEST(apparent_impedance, CountsAnInputThatCompresses) {
    // y = x + c x^3 with a third harmonic of c A^2 / 4 = -60 dB at full scale takes
    // 3 c A^2 / 4 off a gain: the large open reading more than the loaded one.
    const double h = 1e-3;
    const auto bench = without_input(bench_at_levels(33));
    auto run = bench.run(7);
    run.setup.contact_uncertainty_ohm = 0;
    run.setup.input.thd_db = -60;
    for (auto& take : run.takes)
        for (auto& seen : take.observations.channels)
            for (auto& tones : seen.tones) {
                auto& tone = tones.tones.front();
                const double amplitude = std::abs(tone.gain) * std::pow(10, tone.level_dbfs / 20);
                tone.gain *= 1 - 3 * h * amplitude * amplitude;
            }
    const auto findings = apparent_impedance::evaluate(run.takes, run.setup);
    const auto loudest = figures_of(findings).at(-1);
    EXPECT_GT(std::abs(*loudest.value - 33), 0.05) << "or the test shows nothing";
    EXPECT_LT(ohmloop::test::error_over_interval(loudest, 33), 1);
}

TEST(apparent_impedance, IncludesTheReturnOfBothChannels) {
    // Equal currents in a shared 0.12 ohm: each channel sees twice that.
    auto bench = bench_at_levels(0.9);
    bench.shared_ground = 0.12;
    const auto run = bench.run(8);
    for (const auto& [dbfs, figure] :
         figures_of(apparent_impedance::evaluate(run.takes, run.setup))) {
        EXPECT_NEAR(*figure.value, 0.9 + 2 * 0.12, 0.001) << dbfs;
        EXPECT_THAT(figure.conditions.at("return"), testing::StartsWith("included"));
    }
}

TEST(apparent_impedance, IsNotReadFromPhasesThatDoNotCompare) {
    auto bench = bench_at_levels(0.9);
    bench.spread.delay_s = 1e-6;
    auto run = bench.run(9);
    limit_current(run, 0.9, 0.035);
    const auto findings = apparent_impedance::evaluate(run.takes, run.setup);
    for (const auto& figure : findings.figures) EXPECT_EQ(figure.kind, Kind::not_measured);
    // The levels alone still say that the port limits.
    EXPECT_NE(find_doubt(findings, "level_dependent"), nullptr);
}

}  // namespace ohmloop::measure
