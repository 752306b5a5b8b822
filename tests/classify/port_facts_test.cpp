#include "ohmloop/classify/port_facts.hpp"

#include "classify/thevenin_port.hpp"

#include <gtest/gtest.h>

#include <numbers>

namespace ohmloop::classify_tests {

namespace {

using classify::port_facts;
using result::Figure;
using result::Kind;

Figure impedance(double at_hz, double value) {
    Figure figure;
    figure.key.quantity = "output_impedance";
    figure.key.channel = "left";
    figure.key.at_hz = at_hz;
    figure.value = value;
    figure.unit = "ohm";
    return figure;
}

Figure polarity(double sign) {
    Figure figure;
    figure.key.quantity = "polarity";
    figure.value = sign;
    return figure;
}

TEST(PortFacts, TakesTheImpedanceNearestTheReferenceFrequency) {
    result::Result result;
    for (const double hz : {20.0, 997.0, 10000.0}) result.figures.push_back(impedance(hz, hz));
    const auto facts = port_facts(result, "left");
    ASSERT_TRUE(facts.impedance_ohm);
    EXPECT_EQ(facts.impedance_ohm->value, 997);
}

TEST(PortFacts, DoesNotTakeABassImpedanceForTheReference) {
    result::Result result;
    result.figures.push_back(impedance(20, 800));
    EXPECT_FALSE(port_facts(result, "left").impedance_ohm);
}

TEST(PortFacts, TakesTheResistanceFromThePhaseOrFromTheFit) {
    const TheveninPort port{.ohm = 8, .farads = 4.7e-6};
    const double reactance = -1 / (2 * std::numbers::pi * 997 * 4.7e-6);
    for (const bool phase_known : {true, false}) {
        const auto facts = port_facts(measured(port, {.phase_known = phase_known}), "left");
        EXPECT_NEAR(facts.resistance_ohm->value, 8, 1e-9);
        EXPECT_NEAR(facts.resistance_ohm->high, 8.010, 1e-9);  // 0.1 % + 2 mohm
        EXPECT_NEAR(facts.reactance_ohm, reactance, 1e-6);
    }
    const Bench neither{.phase_known = false, .fits_parts = false};
    EXPECT_FALSE(port_facts(measured(port, neither), "left").resistance_ohm);
}

TEST(PortFacts, ACapacitorAloneBoundsTheResistance) {
    auto result = measured({.ohm = 8, .farads = 4.7e-6}, {.phase_known = false});
    std::erase_if(result.figures,
                  [](const auto& f) { return f.key.quantity == "source_resistance"; });
    const auto facts = port_facts(result, "left");
    ASSERT_TRUE(facts.resistance_ohm);
    EXPECT_EQ(facts.resistance_ohm->kind, Kind::upper_bound);
    // |Zo| at most 34.894 1.001 + 0.002, C at most 4.747 uF: sqrt(34.9310^2 - 33.6284^2).
    EXPECT_NEAR(facts.resistance_ohm->value, 9.450, 0.001);
}

TEST(PortFacts, LeavesOutWhatWasNotMeasured) {
    result::Result result;
    result.figures.push_back(result::not_measured(impedance(997, 0).key, "ohm", "no load"));
    EXPECT_FALSE(port_facts(result, "left").impedance_ohm);
    EXPECT_FALSE(port_facts(result, "left").has_figures());
}

TEST(PortFacts, KeepsBounds) {
    result::Result result;
    result.figures.push_back(
        result::bound(impedance(997, 0).key, Kind::upper_bound, 0.2, "ohm", ""));
    const auto facts = port_facts(result, "left");
    EXPECT_EQ(facts.impedance_ohm->kind, Kind::upper_bound);
    EXPECT_EQ(facts.impedance_ohm->value, 0.2);
}

TEST(PortFacts, ANegativeImpedanceIsABoundAtItsUpperEnd) {
    result::Result result;
    Figure figure = impedance(997, -0.01);
    figure.low = -0.05;
    figure.high = 0.03;
    result.figures.push_back(figure);
    const auto facts = port_facts(result, "left");
    EXPECT_EQ(facts.impedance_ohm->kind, Kind::upper_bound);
    EXPECT_EQ(facts.impedance_ohm->value, 0.03);
}

TEST(PortFacts, SortsLoadsFromOpenToTheHeaviest) {
    const auto facts = port_facts(measured({}, {.loads_ohm = {33, 600, 4700}}), "left");
    ASSERT_TRUE(facts.open());
    ASSERT_TRUE(facts.heaviest());
    EXPECT_EQ(facts.heaviest()->name, "33");
    EXPECT_EQ(facts.loads[1].name, "4700");
}

TEST(PortFacts, TurnsFullScaleLevelsIntoRatios) {
    const auto facts = port_facts(measured({}, {.volts = false}), "left");
    EXPECT_FALSE(facts.volts);
    // 1 V EMF behind 1 ohm into 100 kohm, re an input full scale of 1.2 V.
    EXPECT_NEAR(facts.open()->max_level->value, 1 / 1.2, 1e-4);  // loading: 1e-5
}

TEST(PortFacts, PrefersTheLoudestCommonlyDrivenTone) {
    auto result = measured({});
    Figure quiet;
    quiet.key.quantity = "thd_n";
    quiet.key.channel = "left";
    quiet.key.load = "33";
    quiet.key.level_dbfs = -40;
    quiet.value = -50;
    Figure alone = quiet;
    alone.key.level_dbfs = 0;
    alone.key.drive = "left";
    result.figures.insert(result.figures.begin(), {quiet, alone});
    EXPECT_EQ(port_facts(result, "left").heaviest()->thd_n_db, -95);
}

TEST(PortFacts, ALevelThatRisesWithTheLoadIsNoticedAndNotExplained) {
    TheveninPort sensing{.full_scale_v = 1.25, .ohm = 0.5};
    sensing.sensed = {{1000, 1.0}, {0, 1.25}};
    EXPECT_TRUE(port_facts(measured(sensing), "left").rises_with_load);
    EXPECT_FALSE(port_facts(measured(sensing), "left").load_sensing);
    EXPECT_FALSE(port_facts(measured({}), "left").rises_with_load);
}

TEST(PortFacts, PolarityBelongsToTheWholePort) {
    auto result = measured({});
    result.figures.push_back(polarity(-1));
    EXPECT_EQ(port_facts(result, "right").polarity, -1);
}

TEST(PortFacts, LeavesOutALoadThatWasNotConnected) {
    auto result = measured({}, {.loads_ohm = {600, 33}});
    result.doubts.push_back({"load_not_changed", result::Severity::weakens, "left", "33", "", ""});
    EXPECT_EQ(port_facts(result, "left").heaviest()->name, "600");
    EXPECT_EQ(port_facts(result, "right").heaviest()->name, "33");
}

TEST(PortFacts, TakesLoadSensingFromItsDoubtForItsChannelOnly) {
    auto result = measured({});
    result.doubts.push_back({"load_sensing", result::Severity::weakens, "left", {}, "", ""});
    EXPECT_TRUE(port_facts(result, "left").load_sensing);
    EXPECT_FALSE(port_facts(result, "right").load_sensing);
}

}  // namespace

}  // namespace ohmloop::classify_tests
