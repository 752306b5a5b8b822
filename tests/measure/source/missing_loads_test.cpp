#include "measure/closed_bench.hpp"

#include "ohmloop/measure/quantities.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

// Which loads an impedance rests on, and what is said of those it does not.
namespace ohmloop::measure {

using result::Kind;
using test::bench_of;
using test::figure_at_997;
using test::find_doubt;

TEST(missing_loads, IsNoMoreTestedByALoadMeasuredAgain) {
    for (const auto& loads : {std::vector<double>{0, 33, 33}, {0, 0, 33}}) {
        auto bench = bench_of(10);
        bench.loads = loads;
        const auto run = bench.run(12);
        const auto findings = impedance::evaluate(run.takes, run.setup);
        EXPECT_NE(find_doubt(findings, "source_not_tested"), nullptr);
        EXPECT_EQ(figure_at_997(findings).conditions.at("source"),
                  "one linear source assumed, not tested");
    }
    auto bench = bench_of(10);
    bench.loads = {0, 100, 33};
    const auto run = bench.run(12);
    EXPECT_EQ(find_doubt(impedance::evaluate(run.takes, run.setup), "source_not_tested"), nullptr);
}

TEST(missing_loads, NamesTheTakeItLacks) {
    auto run = bench_of(10).run(13);
    run.takes[1].usable = false;
    run.takes[1].doubts.push_back({"lost_samples", result::Severity::spoils, std::nullopt, "33",
                                   "3 samples were lost", "record again"});
    EXPECT_EQ(figure_at_997(impedance::evaluate(run.takes, run.setup)).reason,
              "the take with 33 is lost: 3 samples were lost");
    run = bench_of(10).run(13);
    run.takes[1].observations.channels[0].dead = true;
    EXPECT_THAT(figure_at_997(impedance::evaluate(run.takes, run.setup)).reason,
                testing::HasSubstr("33"));
}

TEST(missing_loads, BelowTwoTenthsOfAnOhmIsABoundForThePortUnlessContactsAreDeclared) {
    const auto is_said = [](double resistance, double plug_ohm, double declared_ohm) {
        auto bench = bench_of(resistance, 0, 0);
        bench.spread.contact_ohm = plug_ohm;
        auto run = bench.run(1);
        for (auto& take : run.takes)
            if (!take.load.is_open()) take.load.contact_ohm = declared_ohm;
        return find_doubt(impedance::evaluate(run.takes, run.setup), "contacts_included") !=
               nullptr;
    };
    EXPECT_TRUE(is_said(0.1, 0.01, 0));
    EXPECT_FALSE(is_said(0.1, 0.01, 0.02)) << "the load box declares them";
    EXPECT_FALSE(is_said(0.1, 0, 0)) << "a simulated plug has none";
    EXPECT_FALSE(is_said(0.4, 0.01, 0));
}

/// Adds `share` of each tone segment's first tone (20 Hz) beside its tones, in one take.
void add_beside(Take& take, double share) {
    for (auto& seen : take.observations.channels)
        for (auto& tones : seen.tones) {
            const auto& tone = tones.tones.front();
            tones.beside_rms = share * std::abs(tone.gain) * peak_amplitude(DbFs(tone.level_dbfs)) /
                               std::numbers::sqrt2;
        }
}

TEST(missing_loads, RestsOnNoLoadIntoWhichThePortIsPastItsLimit) {
    for (const double share : {0.2, 0.02}) {
        auto bench = bench_of(10);
        bench.loads = {0, 100, 33};
        auto run = bench.run(14);
        add_beside(run.takes[2], share);
        const auto findings = impedance::evaluate(run.takes, run.setup);
        const bool limited = share == 0.2;
        EXPECT_EQ(find_doubt(findings, "limited_at_low_level") != nullptr, limited);
        EXPECT_EQ(figure_at_997(findings).conditions.at("loads"),
                  limited ? "open, 100" : "open, 100, 33");
    }
}

// 5 % of the quiet tone at 20 Hz are 1.3 % of the one at 997 Hz, 12 dB above it.
TEST(missing_loads, LosesTheQuietTonesBesideALoudOneFirst) {
    auto run = bench_of(10).run(14);
    add_beside(run.takes[1], 0.05);
    const auto findings = impedance::evaluate(run.takes, run.setup);
    EXPECT_TRUE(figure_at_997(findings).value);
    for (const auto& figure : findings.figures)
        if (figure.key.quantity == "output_impedance" && figure.key.at_hz == 20) {
            EXPECT_EQ(figure.kind, Kind::not_measured);
            EXPECT_EQ(figure.reason, "the port is past its limit at this tone");
        }
    EXPECT_THAT(find_doubt(findings, "limited_at_low_level")->text,
                testing::HasSubstr("at 20, 10000 Hz: there this load says nothing"));
}

// A current limit that cuts the tones' joint peaks alone: 33 ohm reads 6e-4 less, 20 mohm more of
// the source, with 0.5 % of the quietest tone beside it.
TEST(missing_loads, GivesRoomToALimitThatSetsIn) {
    auto run = bench_of(0.5).run(14);
    add_beside(run.takes[1], 5e-3);
    for (auto& seen : run.takes[1].observations.channels)
        for (auto& tones : seen.tones)
            for (auto& tone : tones.tones) tone.gain *= 1 - 6e-4;
    const auto figure = figure_at_997(impedance::evaluate(run.takes, run.setup));
    EXPECT_LE(*figure.low, 0.5);
    EXPECT_GE(*figure.high, 0.5);
    EXPECT_EQ(figure.dominant, "limit setting in, 33");
}

// Noise is in the take without load as well: it is not what limits a port under load.
TEST(missing_loads, TakesNoiseForNoLimitOfThePort) {
    auto run = bench_of(10).run(14);
    for (auto& take : run.takes) add_beside(take, 0.1);
    const auto findings = impedance::evaluate(run.takes, run.setup);
    EXPECT_EQ(find_doubt(findings, "limited_at_low_level"), nullptr);
    EXPECT_TRUE(figure_at_997(findings).value);
}

// A resistor of 100 ohm that was declared as 50, and a take that lacks one tone.
TEST(missing_loads, GivesNoFigureWhereALoadIsMissingAmongLoadsThatDisagree) {
    auto bench = bench_of(100);
    bench.loads = {0, 300, 100};
    auto run = bench.run(3);
    run.takes[2].load.resistance_ohm = 50;
    for (auto& seen : run.takes[1].observations.channels) {
        auto& tones = seen.tones.front().tones;
        std::erase_if(tones, [](const ToneReading& tone) { return tone.frequency_hz == 20; });
    }
    const auto findings = impedance::evaluate(run.takes, run.setup);
    EXPECT_NE(find_doubt(findings, "source_not_linear"), nullptr);
    for (const auto& figure : findings.figures)
        if (figure.key.quantity == "output_impedance" && figure.key.at_hz == 20) {
            EXPECT_EQ(figure.kind, Kind::not_measured);
        }
}

}  // namespace ohmloop::measure
