#include "measure/closed_bench.hpp"

#include "ohmloop/measure/quantities.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

TEST(missing_loads, RestsOnNoLoadIntoWhichThePortIsPastItsLimit) {
    // The tones of plan quick reach -18.5 dBFS together; the ramp into 33 ohm distorts from -30 on.
    for (const double distorted : {-30.0, -12.0}) {
        auto bench = bench_of(10);
        bench.loads = {0, 100, 33};
        auto run = bench.run(14);
        RampObservation ramp;
        for (double level = -36; level <= -6; level += 1)
            ramp.points.push_back({level, 1, level >= distorted ? 0.1 : 0.0001, 1});
        for (auto& seen : run.takes[2].observations.channels) seen.ramps.push_back(ramp);
        const auto findings = impedance::evaluate(run.takes, run.setup);
        const bool limited = distorted < -18.5;
        EXPECT_EQ(find_doubt(findings, "limited_at_low_level") != nullptr, limited);
        EXPECT_EQ(figure_at_997(findings).conditions.at("loads"),
                  limited ? "open, 100" : "open, 100, 33");
    }
}

// A current limit that cuts the tones' joint peaks alone: 33 ohm reads 6e-4 less, 20 mohm more of
// the source, with 2 % of distortion in the ramp.
TEST(missing_loads, GivesRoomToALimitThatSetsIn) {
    auto bench = bench_of(0.5);
    auto run = bench.run(14);
    for (std::size_t k = 0; k < run.takes.size(); ++k)
        for (auto& seen : run.takes[k].observations.channels) {
            RampObservation ramp;
            for (double level = -36; level <= -6; level += 1)
                ramp.points.push_back({level, 1, k > 0 && level > -25 ? 0.02 : 0.0001, 1});
            seen.ramps.push_back(ramp);
            for (auto& tones : seen.tones)
                for (auto& tone : tones.tones) tone.gain *= k > 0 ? 1 - 6e-4 : 1;
        }
    const auto figure = figure_at_997(impedance::evaluate(run.takes, run.setup));
    EXPECT_LE(*figure.low, 0.5);
    EXPECT_GE(*figure.high, 0.5);
    EXPECT_EQ(figure.dominant, "limit setting in, 33");
}

// Hum or noise is in the take without load as well: it is not what limits a port under load.
TEST(missing_loads, TakesHumForNoLimitOfThePort) {
    auto bench = bench_of(10);
    auto run = bench.run(14);
    RampObservation ramp;
    for (double level = -36; level <= -6; level += 1) ramp.points.push_back({level, 1, 0.1, 1});
    for (auto& take : run.takes)
        for (auto& seen : take.observations.channels) seen.ramps.push_back(ramp);
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
