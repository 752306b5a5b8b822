#include "ohmloop/classify/fitness.hpp"

#include "classify/thevenin_port.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace ohmloop::classify_tests {

namespace {

using result::Answer;

struct Case {
    const char* name;
    TheveninPort port;
    Answer line;
    Answer headphone;
    Bench bench = {};
};

void PrintTo(const Case& tested, std::ostream* out) { *out << tested.name; }

const std::vector<Case>& cases() {
    constexpr Answer yes = Answer::yes;
    constexpr Answer some = Answer::with_reservations;
    constexpr Answer no = Answer::no;
    static const std::vector<Case> all{
        {"PhoneDongle", {.full_scale_v = 1.0, .ohm = 0.9}, yes, yes},
        {"LineDac",
         {.full_scale_v = 2.1, .ohm = 213, .farads = 10e-6, .current_peak_a = 0.008},
         yes,
         no},
        {"LineThatSags", {.full_scale_v = 2.0, .ohm = 50, .current_peak_a = 0.008}, yes, no},
        {"StudioCard600Ohms", {.full_scale_v = 2.0, .ohm = 600}, yes, no},
        {"Receiver", {.full_scale_v = 7, .ohm = 470}, some, some},
        {"LimitedPlayer", {.full_scale_v = 0.15, .ohm = 1}, some, some},
        {"SmallCapacitor", {.full_scale_v = 1, .ohm = 1, .farads = 22e-6}, yes, some},
        {"TinyCapacitor", {.full_scale_v = 1, .ohm = 8, .farads = 4.7e-6}, yes, no},  // 847 Hz
        {"Pickup", {.full_scale_v = 0.2, .ohm = 15000}, no, no},
        // 20 lg(1 + 7.5/10) = 4.9 dB lost, and never as much as -10 dBV.
        {"WeakPickup", {.full_scale_v = 0.171, .ohm = 7500}, no, no},
        {"PassiveVolume", {.full_scale_v = 2, .ohm = 6000}, some, no},  // 4.1 dB, but enough
        {"NoiseOnly", {.full_scale_v = 1, .ohm = 1, .thd_n_db = 20}, no, no},
        {"Distorts", {.full_scale_v = 1, .ohm = 1, .thd_n_db = -15}, no, no},
        {"DistortsSome", {.full_scale_v = 1, .ohm = 1, .thd_n_db = -30}, some, some},
        // Overdriven only: 3.5 dB down it is clean.
        {"Overdriven", {.full_scale_v = 3, .ohm = 1, .rail_peak_v = 2.83}, some, some},
        {"DongleWithoutVolts", {.full_scale_v = 1.0, .ohm = 0.9}, some, some, {.volts = false}},
        // 20 V make 12.5 W in 32 ohm, 12 V 4.5 W: as planar headphones are given.
        {"SpeakerStage", {.full_scale_v = 20, .ohm = 0.05}, some, no},
        {"StrongAmplifier", {.full_scale_v = 12, .ohm = 0.05}, some, some},
        // One channel in the other on 32 ohm: 20 lg(0.5/33.5) = -36.5 dB.
        {"SharedReturn", {.full_scale_v = 1, .ohm = 1, .return_ohm = 0.5}, yes, some},
        {"OpenOnly", {.full_scale_v = 2.0, .ohm = 1}, some, Answer::unknown, {.loads_ohm = {}}},
    };
    return all;
}

class FitnessTest : public testing::TestWithParam<Case> {};

TEST_P(FitnessTest, AnswersAsAnEngineerWould) {
    const auto facts = classify::port_facts(measured(GetParam().port, GetParam().bench), "left");
    const auto port = classify::capability(facts);
    const auto line = classify::serves_as_line(facts, port);
    const auto headphone = classify::serves_as_headphone(facts, port);
    EXPECT_EQ(line.answer, GetParam().line) << testing::PrintToString(line.reasons);
    EXPECT_EQ(headphone.answer, GetParam().headphone) << testing::PrintToString(headphone.reasons);
    EXPECT_FALSE(line.reasons.empty());
    EXPECT_FALSE(headphone.reasons.empty());
}

TEST(FitnessReasons, BeginWithTheGravest) {
    const TheveninPort source{.full_scale_v = 7, .ohm = 470};
    const auto facts = classify::port_facts(measured(source, {}), "left");
    const auto line = classify::serves_as_line(facts, classify::capability(facts));
    ASSERT_FALSE(line.reasons.empty());
    EXPECT_NE(line.reasons.front().find("too strong"), std::string::npos) << line.reasons.front();
}

TEST(FitnessReasons, TellAMissingMaximumFromMissingVolts) {
    const auto reason = [](const Bench& bench) {
        auto result = measured({.full_scale_v = 1, .ohm = 0.9}, bench);
        std::erase_if(result.figures, [](const auto& f) { return f.key.quantity == "max_level"; });
        const auto facts = classify::port_facts(result, "left");
        return classify::serves_as_line(facts, classify::capability(facts)).reasons.front();
    };
    EXPECT_EQ(reason({}), "its maximum level was not measured");
    EXPECT_EQ(reason({.volts = false}),
              "its level in volts is not known; one multimeter reading tells");
}

using Serves = result::Fitness (*)(const classify::PortFacts&, const classify::Capability&);

/// What is said of a port behind an impedance known only to be below this.
std::string said_below(double ohm, Serves serves) {
    const auto result = with_impedance_below(ohm, measured({.ohm = 0.9}, {.volts = false}));
    const auto facts = classify::port_facts(result, "left");
    std::string said;
    for (const auto& reason : serves(facts, classify::capability(facts)).reasons)
        said += reason + "\n";
    return said;
}

TEST(FitnessReasons, ABoundOfTheImpedanceClearsButDoesNotConvict) {
    using testing::HasSubstr;
    using testing::Not;
    // 20 lg(1 + 71.9/10000) = 0.062 dB; 8 x 71.9 = 575.2, rounded up to two digits.
    EXPECT_THAT(said_below(71.9, classify::serves_as_line),
                HasSubstr("its output impedance, below 72 Ω, loses at most 0.06 dB into 10 kΩ"));
    EXPECT_THAT(said_below(71.9, classify::serves_as_headphone),
                HasSubstr("below 72 Ω, suits headphones of 580 Ω and more in any case"));
    for (const Serves serves : {classify::serves_as_line, classify::serves_as_headphone}) {
        EXPECT_THAT(said_below(41.5e6, serves),
                    HasSubstr("its output impedance is only known to be below 42 MΩ"));
        EXPECT_THAT(said_below(41.5e6, serves), Not(HasSubstr("lose")));
    }
}

TEST(FitnessReasons, ABoundOfThePowerIsCalledOne) {
    const auto facts = classify::port_facts(stopped_at(-37.5, measured({.ohm = 1})), "left");
    const auto fitness = classify::serves_as_headphone(facts, classify::capability(facts));
    EXPECT_EQ(fitness.answer, Answer::with_reservations);
    // 1 V less 37.5 dB is 13.34 mV: 32 (13.34 mV/33)^2 and 300 (13.34 mV/301)^2.
    EXPECT_THAT(fitness.reasons, testing::Contains("at least 5.23 µW into 32 Ω, at least 589 nW "
                                                   "into 300 Ω; more is not known"));
}

TEST(FitnessReasons, PromiseNoCurrentThatNoLoadAskedFor) {
    const auto fitness = [](std::vector<double> ohms) {
        const auto facts = classify::port_facts(
            measured({.full_scale_v = 2, .ohm = 1}, {.loads_ohm = std::move(ohms)}), "left");
        return classify::serves_as_headphone(facts, classify::capability(facts));
    };
    EXPECT_EQ(fitness({1000, 33}).answer, Answer::yes);
    EXPECT_EQ(fitness({1000, 600}).answer, Answer::with_reservations);
    EXPECT_THAT(fitness({1000, 600}).reasons,
                testing::Contains("no load below 600 Ω was tried: the current of most headphones "
                                  "is not tested"));
}

TEST(FitnessReasons, NameTheSharedReturnAndTheCleanCurrent) {
    using testing::Contains;
    using testing::HasSubstr;
    auto reasons = [](const TheveninPort& port) {
        const auto facts = classify::port_facts(measured(port), "left");
        return classify::serves_as_headphone(facts, classify::capability(facts)).reasons;
    };
    EXPECT_THAT(reasons({.full_scale_v = 1, .ohm = 1, .return_ohm = 5}),  // 20 lg(5/38)
                Contains(HasSubstr("lets -18 dB of one into the other on 32 Ω")));
    TheveninPort tube{.full_scale_v = 12, .ohm = 120};
    tube.h2 = 0.02;
    tube.h2_at_v = 5;
    EXPECT_THAT(reasons(tube), Contains(HasSubstr("; clean to 16.3 mA into 33 Ω")));  // 2.5/153
    EXPECT_THAT(reasons({.full_scale_v = 20, .ohm = 0.05}).front(),  // 32 (20/32.05)^2
                HasSubstr("up to 12.5 W into 32 Ω, 1.33 W into 300 Ω: ten times what headphones"));
}

INSTANTIATE_TEST_SUITE_P(Fitness, FitnessTest, testing::ValuesIn(cases()),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace

}  // namespace ohmloop::classify_tests
