#include "ohmloop/classify/published_port.hpp"

#include "ohmloop/classify/classify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace ohmloop::classify {

TEST(published_port, ReadsTheCapacitorOffTheImpedanceAt20Hz) {
    // 30 ohm and 220 uF: the reactance at 20 Hz is 36.2 ohm, together 47.0.
    PublishedPort port;
    port.impedance_ohm = 30;
    port.impedance_20hz_ohm = 47.0;
    const auto facts = facts_of(port);
    ASSERT_TRUE(facts.coupling_farads);
    EXPECT_NEAR(facts.coupling_farads->value, 220e-6, 1e-6);
    port.impedance_20hz_ohm = 31;
    EXPECT_FALSE(facts_of(port).coupling_farads) << "one figure read twice";
}

TEST(published_port, TakesABoundForABound) {
    PublishedPort port;
    port.impedance_ohm = 0.1;
    port.impedance_exactness = Exactness::at_most;
    const auto facts = facts_of(port);
    EXPECT_EQ(facts.impedance_ohm->kind, result::Kind::upper_bound);
    EXPECT_EQ(facts.impedance_ohm->high, 0.1);
}

TEST(published_port, TakesTheOpenLevelFromTheLightestLoads) {
    // 2 V into 300 ohm behind 30 ohm: an EMF of about 2.2 V.
    PublishedPort port;
    port.impedance_ohm = 30;
    port.loaded = {{32, 0.5}, {300, 2}};
    const auto facts = facts_of(port);
    ASSERT_EQ(facts.loads.size(), 3U);
    EXPECT_NEAR(facts.open()->max_level->value, 2.2, 1e-12);
    EXPECT_TRUE(facts.open()->max_level->is_measured());
    EXPECT_EQ(facts.heaviest()->name, "32");
    // Of a load that may have made it give way, 0.5 V 62/32: at least.
    port.loaded = {{32, 0.5}};
    EXPECT_NEAR(facts_of(port).open()->max_level->value, 0.96875, 1e-12);
    EXPECT_EQ(facts_of(port).open()->max_level->kind, result::Kind::lower_bound);
}

TEST(published_port, KnowsLessOfWhatIsAboutRight) {
    PublishedPort port;
    port.impedance_ohm = 100;
    const auto stated = facts_of(port).impedance_ohm->log10_deviation();
    port.impedance_exactness = Exactness::about;
    EXPECT_GT(facts_of(port).impedance_ohm->log10_deviation(), 2 * stated);
}

namespace {

/// 0: not stated.
std::string told_of_levels(double unloaded, double ohm, std::vector<PublishedPort::Level> loaded) {
    PublishedPort port;
    if (unloaded > 0) port.unloaded_v = unloaded;
    if (ohm > 0) port.impedance_ohm = ohm;
    port.loaded = std::move(loaded);
    return facts_of(port).contradiction;
}

/// Unloaded level, impedance, and levels into 32 and 300 ohm.
std::string contradiction_of(double unloaded, double ohm, double into_32, double into_300) {
    PublishedPort port;
    if (unloaded > 0) port.unloaded_v = unloaded;
    if (ohm > 0) port.impedance_ohm = ohm;
    if (into_32 > 0) port.loaded.push_back({32, into_32});
    if (into_300 > 0) port.loaded.push_back({300, into_300});
    return facts_of(port).contradiction;
}

}  // namespace

TEST(published_port, NamesWhatNoSourceCanHaveTogether) {
    EXPECT_NE(contradiction_of(1, 1, 2, 0), "") << "more than unloaded";
    EXPECT_NE(contradiction_of(2, 100, 2, 0), "") << "100 ohm leave 0.48 V";
    EXPECT_NE(contradiction_of(1, 470, 0, 0.9), "") << "470 ohm leave 0.39 V";
    EXPECT_NE(contradiction_of(0, 0, 1, 0.5), "") << "a heavier load raises it";
    EXPECT_NE(contradiction_of(2, 0, 3, 0), "");
}

TEST(published_port, SaysThatItMaySenseItsLoadWhereTwoSourcesExplainTheLevels) {
    using testing::HasSubstr;
    using testing::Not;
    const char* may_sense = "may sense its load";
    const char* may_be_wrong = "a figure is wrong";
    // 1 V and 10 ohm for light loads, 2 V for heavy ones: 2 V 32/42, 16/26.
    const auto two = told_of_levels(1, 10, {{10e3, 1}, {600, 0.98}, {32, 1.52}, {16, 1.23}});
    EXPECT_THAT(two, HasSubstr(may_sense));
    EXPECT_THAT(two, Not(HasSubstr(may_be_wrong)));
    EXPECT_THAT(told_of_levels(0, 0, {{600, 1}, {300, 1}, {64, 2}, {32, 2}}), HasSubstr(may_sense));
    const auto single = told_of_levels(1, 10, {{32, 1.52}});
    EXPECT_THAT(single, HasSubstr(may_sense));
    EXPECT_THAT(single, HasSubstr(may_be_wrong));
    const auto three = told_of_levels(0, 0, {{600, 1}, {300, 2}, {32, 4}});
    EXPECT_THAT(three, HasSubstr("contradict")) << "no two sources explain three levels";
    EXPECT_THAT(three, Not(HasSubstr(may_sense)));

    PublishedPort port;
    port.unloaded_v = 1;
    port.loaded = {{32, 2}, {16, 2}};
    const auto verdict = verdict_on(facts_of(port), {});
    EXPECT_EQ(verdict.port_class, result::PortClass::undecided);
    EXPECT_THAT(verdict.summary, HasSubstr("two light loads and two heavy ones"));
}

TEST(published_port, TakesWhatRoundingOrALimitExplains) {
    EXPECT_EQ(contradiction_of(2, 100, 0.48, 1.5), "");
    EXPECT_EQ(contradiction_of(2, 100, 0.55, 0), "") << "1 dB is how sheets differ";
    EXPECT_EQ(contradiction_of(2, 1, 0.1, 1.9), "") << "a current limit";
    EXPECT_EQ(contradiction_of(1, 0, 1.05, 0), "");
    EXPECT_EQ(contradiction_of(0, 0, 0.5, 1), "");
}

TEST(published_port, KnowsALoudspeakerStageByItsSheet) {
    // 50 to 200 W into 8 ohm, damping of 800 to 80: neither line nor headphone by definition. What
    // bridged headphone amplifiers may have as well, 20 V behind a little more, may stay undecided.
    for (const double ohm : {0.01, 0.03, 0.05, 0.08, 0.1})
        for (const double volts : {20.0, 28.0, 40.0}) {
            PublishedPort port;
            port.impedance_ohm = ohm;
            port.unloaded_v = volts;
            const auto called = verdict_on(facts_of(port), {}).port_class;
            const bool may_be_bridged = ohm > 0.05 && volts < 25;
            const bool open = may_be_bridged && called == result::PortClass::undecided;
            EXPECT_TRUE(open || called == result::PortClass::other) << ohm << " ohm, " << volts;
        }
}

TEST(published_port, AnImpedanceThatFallsTowardsTheBassIsAContradiction) {
    const auto contradiction = [](double ohm, double bass, Exactness exactness) {
        PublishedPort port;
        port.impedance_ohm = ohm;
        port.impedance_exactness = exactness;
        port.impedance_20hz_ohm = bass;
        return facts_of(port).contradiction;
    };
    EXPECT_THAT(contradiction(100, 20, Exactness::stated), testing::HasSubstr("20 Hz"));
    EXPECT_EQ(contradiction(100, 80, Exactness::stated), "") << "within what sheets round";
    EXPECT_EQ(contradiction(100, 20, Exactness::at_most), "");
    EXPECT_EQ(contradiction(100, 170, Exactness::stated), "");
}

TEST(published_port, NoLevelIsPromisedByFiguresThatContradictEachOther) {
    PublishedPort port;
    port.unloaded_v = 2;
    port.impedance_ohm = 100;
    port.loaded = {{32, 0.48}};
    EXPECT_TRUE(verdict_on(facts_of(port), {}).capability);
    port.loaded = {{32, 2}};
    EXPECT_FALSE(verdict_on(facts_of(port), {}).capability);
}

}  // namespace ohmloop::classify
