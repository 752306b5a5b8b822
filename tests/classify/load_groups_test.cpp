#include "ohmloop/classify/load_groups.hpp"

#include "classify/circuits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop::classify_tests {

namespace {

using result::LoadGroup;
using result::PortClass;
using testing::ElementsAre;

result::Verdict verdict_on_sensing(const TheveninPort& source, const Bench& bench) {
    auto result = measured(source, bench);
    result::Doubt doubt;
    doubt.code = "load_sensing";
    result.doubts.push_back(doubt);
    classify::add_verdict(result);
    return *result.verdict;
}

TheveninPort switching(std::vector<TheveninPort::Sensed> zones, double ohm = 0.5) {
    TheveninPort source = port(zones.front().volts, ohm);
    source.sensed = std::move(zones);
    return source;
}

const Bench six = loads({4700, 600, 300, 100, 33});

TEST(LoadGroups, AreThoseOfOneEmfEachWithItsClass) {
    const auto verdict = verdict_on_sensing(switching({{1000, 1.0}, {150, 3.0}, {0, 1.25}}), six);
    ASSERT_EQ(verdict.load_groups.size(), 3U);
    const auto& light = verdict.load_groups[0];
    const auto& middle = verdict.load_groups[1];
    const auto& heavy = verdict.load_groups[2];
    EXPECT_THAT(light.loads, ElementsAre("open", "4700"));
    EXPECT_THAT(middle.loads, ElementsAre("600", "300"));
    EXPECT_THAT(heavy.loads, ElementsAre("100", "33"));
    EXPECT_EQ(light.name, "light loads");
    EXPECT_EQ(middle.name, "loads between");
    EXPECT_EQ(heavy.name, "heavy loads");
    EXPECT_EQ(light.port_class, PortClass::line);
    EXPECT_EQ(middle.port_class, PortClass::headphone);
    EXPECT_EQ(heavy.port_class, PortClass::headphone);
    EXPECT_TRUE(light.served && middle.served && heavy.served);
    EXPECT_EQ(verdict.port_class, PortClass::hybrid);
    for (const auto& group : verdict.load_groups) {
        double sum = 0;
        for (const auto& [name, share] : group.probabilities) sum += share;
        EXPECT_NEAR(sum, 1, 1e-12);  // rounding
    }
    // 3 V / 300.5 ohm; 1.25 V / 33.5 ohm.
    EXPECT_THAT(middle.text, testing::HasSubstr("3.00 V behind 0.500 Ω, 9.98 mA into 300 Ω"));
    EXPECT_THAT(heavy.text, testing::HasSubstr("1.25 V behind 0.500 Ω, 37.3 mA into 33 Ω"));
}

TEST(LoadGroups, FollowTheThresholdWhereverItLies) {
    for (const double threshold : {1000.0, 500.0, 200.0, 50.0}) {
        const auto verdict = verdict_on_sensing(switching({{threshold, 1.0}, {0, 2.0}}, 2), six);
        ASSERT_EQ(verdict.load_groups.size(), 2U) << threshold;
        // open and 4.7 kohm, and those of 600, 300, 100 and 33 ohm that lie above.
        const std::size_t above = 2 + (threshold <= 600) + (threshold <= 300) + (threshold <= 100);
        EXPECT_EQ(verdict.load_groups[0].loads.size(), above) << threshold;
        EXPECT_EQ(verdict.port_class, PortClass::hybrid) << threshold << verdict.summary;
    }
}

TEST(LoadGroups, WithoutVoltsAreToldByTheirRatio) {
    Bench bench = six;
    bench.volts = false;
    const auto verdict = verdict_on_sensing(switching({{1000, 1.0}, {0, 2.0}}), bench);
    ASSERT_EQ(verdict.load_groups.size(), 2U);
    EXPECT_THAT(verdict.load_groups[1].text, testing::HasSubstr("+6.0 dB re open"));  // 20 lg 2
    EXPECT_EQ(verdict.load_groups[0].port_class, PortClass::line);
    EXPECT_EQ(verdict.load_groups[1].port_class, PortClass::headphone);
}

TEST(LoadGroups, APortThatServesOneGroupAloneIsNoHybrid) {
    // Muted into headphones: 2 mV.
    const auto muting = verdict_on_sensing(switching({{1000, 2.0}, {0, 0.002}}, 100), six);
    ASSERT_EQ(muting.load_groups.size(), 2U);
    EXPECT_TRUE(muting.load_groups[0].served);
    EXPECT_FALSE(muting.load_groups[1].served);
    EXPECT_NE(muting.load_groups[1].port_class, PortClass::headphone);
    EXPECT_EQ(muting.port_class, PortClass::line) << muting.summary;
    // Muted while nothing heavy is plugged in: 5 mV.
    const auto waking = verdict_on_sensing(switching({{1000, 0.005}, {0, 1.0}}, 2), six);
    ASSERT_EQ(waking.load_groups.size(), 2U);
    EXPECT_FALSE(waking.load_groups[0].served);
    EXPECT_TRUE(waking.load_groups[1].served);
    EXPECT_NE(waking.port_class, PortClass::hybrid) << waking.summary;
}

TEST(LoadGroups, AGroupThatIsServedMakesNoHybridOfOneThatIsNot) {
    // Down to 300 ohm 2 V: 13 mW into it. Below 0.1 V: 0.24 mW into 33 ohm.
    const auto verdict = verdict_on_sensing(switching({{150, 2.0}, {0, 0.1}}, 10), six);
    ASSERT_EQ(verdict.load_groups.size(), 2U);
    EXPECT_TRUE(verdict.load_groups[0].served);
    EXPECT_FALSE(verdict.load_groups[1].served);
    EXPECT_EQ(verdict.load_groups[0].port_class, PortClass::line);
    EXPECT_EQ(verdict.port_class, PortClass::line) << verdict.summary;
}

TEST(LoadGroups, OfNoneOfThePortsClassAreToldApartFromIt) {
    const auto told = testing::HasSubstr("No group of loads is called");
    for (const double volts : {0.002, 0.1, 1.0})
        for (const double ohm : {0.5, 10.0, 100.0}) {
            const auto verdict = verdict_on_sensing(switching({{1000, 2.0}, {0, volts}}, ohm), six);
            bool agree = verdict.port_class == PortClass::undecided;
            for (const auto& group : verdict.load_groups)
                agree = agree || group.port_class == verdict.port_class;
            if (verdict.port_class == PortClass::hybrid) {
                EXPECT_TRUE(verdict.load_groups[0].served && verdict.load_groups[1].served);
                EXPECT_THAT(verdict.summary, testing::Not(told));
            } else if (agree) {
                EXPECT_THAT(verdict.summary, testing::Not(told));
            } else {
                EXPECT_THAT(verdict.summary, told);
            }
        }
}

TEST(LoadGroups, OfOneLoadEachNameTheLoadsToAdd) {
    const auto rising = [](const std::vector<double>& ohms) {
        return verdict_on(switching({{1000, 1.0}, {0, 1.25}}), loads(ohms));
    };
    const auto two = rising({33});
    EXPECT_EQ(two.port_class, PortClass::undecided);
    EXPECT_TRUE(two.load_groups.empty());
    EXPECT_THAT(two.summary, testing::HasSubstr("add 4.7 kΩ and 100 Ω to them"));
    EXPECT_THAT(rising({4700, 33}).summary, testing::HasSubstr("add 100 Ω to them"));
    EXPECT_THAT(rising({100, 33}).summary, testing::HasSubstr("add 4.7 kΩ to them"));
}

TEST(LoadGroups, AreNoneWhereThePortDoesNotSense) {
    EXPECT_TRUE(verdict_on(port(1, 0.9), six).load_groups.empty());
}

}  // namespace

}  // namespace ohmloop::classify_tests
