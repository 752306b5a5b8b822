#include "ohmloop/classify/criteria.hpp"

#include "classify/thevenin_port.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop::classify_tests {

namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::vector<result::Criterion> criteria_of(const TheveninPort& source, const Bench& bench = {}) {
    const auto facts = classify::port_facts(measured(source, bench), "left");
    const auto port = classify::capability(facts);
    return classify::criteria(facts, port, classify::evidence(facts, port));
}

result::Criterion named(const std::vector<result::Criterion>& all, const std::string& name) {
    for (const auto& one : all)
        if (one.name == name) return one;
    return {};
}

TEST(Criteria, AreNineInTheInterfacesOrder) {
    std::vector<std::string> names;
    for (const auto& one : criteria_of({})) names.push_back(one.name);
    EXPECT_THAT(names, testing::ElementsAre("signal_level", "amplification", "impedance",
                                            "use_case", "volume_control", "load_handling",
                                            "noise_level", "power_output", "device_compatibility"));
}

TEST(Criteria, SayWhatWasNotMeasuredAndWhy) {
    for (const auto& one : criteria_of({}, {.loads_ohm = {}, .volts = false})) {
        if (!one.measured) {
            EXPECT_THAT(one.text, StartsWith("not measured: "));
            EXPECT_EQ(one.strength, 0);
        }
    }
    EXPECT_FALSE(named(criteria_of({}, {.volts = false}), "signal_level").measured);
    EXPECT_FALSE(named(criteria_of({}, {.volts = false}), "power_output").measured);
    EXPECT_FALSE(named(criteria_of({}, {.loads_ohm = {}}), "impedance").measured);
}

TEST(Criteria, CarryTheFiguresTheyStandOn) {
    const auto all = criteria_of({.full_scale_v = 2.1, .ohm = 213, .current_peak_a = 0.008});
    EXPECT_THAT(named(all, "impedance").text, HasSubstr("213 Ω"));
    EXPECT_THAT(named(all, "signal_level").text, HasSubstr("2.10 V"));
    EXPECT_THAT(named(all, "amplification").text, HasSubstr("5.66 mA"));  // 8 mA / sqrt 2
    EXPECT_EQ(named(all, "impedance").points_to, "line");
    EXPECT_EQ(named(all, "amplification").points_to, "line");
    EXPECT_GT(named(all, "amplification").strength, 2);
}

TEST(Criteria, PowerIsNotCountedBesideCurrent) {
    const auto power = named(criteria_of({}), "power_output");
    EXPECT_TRUE(power.measured);
    EXPECT_EQ(power.strength, 0);
}

TEST(Criteria, AFixedVolumeSpeaksForLine) {
    const auto volume = named(criteria_of({}, {.volume = "fixed"}), "volume_control");
    EXPECT_TRUE(volume.measured);
    EXPECT_EQ(volume.points_to, "line");
}

}  // namespace

}  // namespace ohmloop::classify_tests
