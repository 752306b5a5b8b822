#include "ohmloop/classify/advice.hpp"

#include "classify/thevenin_port.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop::classify_tests {

namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> advice_on(const TheveninPort& source, const Bench& bench = {}) {
    const auto facts = classify::port_facts(measured(source, bench), "left");
    return classify::advice(facts, classify::capability(facts));
}

TEST(Advice, PutsFiguresBesideEverySentence) {
    const auto sentences = advice_on({.full_scale_v = 1, .ohm = 75});
    EXPECT_THAT(sentences, Contains(HasSubstr("2.8 mW")));  // 1 V, 75 ohm into 32 ohm
    EXPECT_THAT(sentences, Contains(HasSubstr("10 kΩ")));
    EXPECT_THAT(sentences, Contains(HasSubstr("600 Ω")));  // also the 1/8 rule's 8 x 75
}

TEST(Advice, SaysWhatMissingVoltsLeaveOpen) {
    const auto sentences = advice_on({}, {.volts = false});
    EXPECT_THAT(sentences, Contains(HasSubstr("No volts are known")));
    EXPECT_THAT(sentences, Not(Contains(HasSubstr("mW,"))));
    EXPECT_THAT(advice_on({}), Not(Contains(HasSubstr("No volts are known"))));
}

TEST(Advice, WarnsOfUnsafeLevels) {
    // 2 V into 32 ohm: 125 mW, 121 dB SPL peak at 100 dB/mW, music 15 dB below.
    EXPECT_THAT(advice_on({.full_scale_v = 2, .ohm = 0.1}), Contains(HasSubstr("unsafe")));
    EXPECT_THAT(advice_on({.full_scale_v = 0.15, .ohm = 0.1}), Not(Contains(HasSubstr("unsafe"))));
}

TEST(Advice, MentionsTheCouplingCapacitorsCorner) {
    const auto sentences = advice_on({.full_scale_v = 1, .ohm = 0.1, .farads = 100e-6});
    EXPECT_THAT(sentences, Contains(HasSubstr("100 µF")));
}

TEST(Advice, TheNextMeasurementIsTheOneThatIsMissing) {
    auto next = [](const Bench& bench) {
        const auto facts = classify::port_facts(measured({}, bench), "left");
        return classify::next_measurement(facts, classify::capability(facts));
    };
    EXPECT_THAT(next({.loads_ohm = {}}), HasSubstr("33 Ω resistor"));
    EXPECT_THAT(next({.loads_ohm = {600}}), HasSubstr("33 Ω"));
    EXPECT_THAT(next({.volts = false}), HasSubstr("multimeter"));
    EXPECT_THAT(next({.volume = "unknown"}), HasSubstr("full volume"));
}

}  // namespace

}  // namespace ohmloop::classify_tests
