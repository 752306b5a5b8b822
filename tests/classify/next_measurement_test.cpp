#include "ohmloop/classify/next_measurement.hpp"

#include "classify/thevenin_port.hpp"

#include "ohmloop/classify/classify.hpp"
#include "ohmloop/classify/published_port.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace ohmloop::classify_tests {

namespace {

using testing::HasSubstr;
using testing::Not;

/// Line or headphone: as likely as not.
constexpr classify::ClassScores torn{{0.49, 0.40, 0.09, 0.02}};

classify::NextMeasurement next_for(const classify::PortFacts& facts) {
    return classify::next_measurement(facts, classify::capability(facts), torn,
                                      profiles::built_in_populations());
}

std::string next_of(const classify::PortFacts& facts) { return next_for(facts).text; }

std::string next_after(const TheveninPort& port, const Bench& bench) {
    return next_of(classify::port_facts(measured(port, bench), "left"));
}

TEST(next_measurement, IsTheOneThatIsMissing) {
    auto next = [](const Bench& bench) {
        const auto facts = classify::port_facts(measured({}, bench), "left");
        return next_of(facts);
    };
    EXPECT_THAT(next({.loads_ohm = {}}), HasSubstr("33 Ω resistor"));
    EXPECT_THAT(next({.loads_ohm = {600}}), HasSubstr("33 Ω"));
    EXPECT_THAT(next({.volts = false}), HasSubstr("--input-full-scale"));
    EXPECT_THAT(next({.volume = "unknown"}), HasSubstr("full volume"));
}

TEST(next_measurement, NamesTheWattsThatNoUsualResistorBears) {
    const auto next = [](double volts, double ohm) {
        const auto facts = classify::port_facts(
            measured({.full_scale_v = volts, .ohm = ohm}, {.loads_ohm = {}}), "left");
        return next_of(facts);
    };
    EXPECT_EQ(next(2, 0.05), "measure again with a 33 Ω resistor across the port");
    // 20^2/33 = 12.1 W; of an impedance nobody measured it may be all.
    EXPECT_EQ(next(20, 0.05), "measure again with a 33 Ω resistor across the port that bears 12 W");
}

TEST(next_measurement, TakesAwayWhatEndedTheLevels) {
    auto next = [](const char* limited_by, const char* volume) {
        auto result = measured({}, {.volume = volume});
        for (auto& figure : result.figures)
            if (figure.key.quantity == "max_level") {
                figure.kind = result::Kind::lower_bound;
                figure.limited_by = limited_by;
            }
        const auto facts = classify::port_facts(result, "left");
        return next_of(facts);
    };
    EXPECT_THAT(next("input_full_scale", "max"), HasSubstr("pad before the input"));
    EXPECT_THAT(next("ceiling", "max"), HasSubstr("without --max-level"));
    EXPECT_THAT(next("ceiling", "max"), Not(HasSubstr("pad")));
    EXPECT_THAT(next("ceiling", "max"), Not(HasSubstr("volume")));
    EXPECT_THAT(next("load_rating", "max"), HasSubstr("power rating"));
    EXPECT_THAT(next("protection", "max"), HasSubstr("the doubts name it"));
    EXPECT_THAT(next("ceiling", "40 %"), HasSubstr("full volume (--volume max) without"));
}

TEST(next_measurement, RepeatsTheTakeThatWasLost) {
    auto next = [](std::vector<double> loads, const char* lost) {
        auto result = measured({}, {.loads_ohm = std::move(loads), .volts = false});
        std::erase_if(result.figures, [&](const auto& f) {
            return f.key.load == lost || f.key.quantity == "output_impedance" ||
                   f.key.quantity == "source_resistance";
        });
        result.doubts.push_back({"truncated", result::Severity::spoils, std::nullopt, lost,
                                 "only one marker is there", "record again"});
        const auto facts = classify::port_facts(result, "left");
        return next_of(facts);
    };
    EXPECT_EQ(next({33}, "33"),
              "repeat the lost take with the 33 Ω resistor (only one marker is there)");
    EXPECT_EQ(next({33}, "open"), "repeat the lost take without a load (only one marker is there)");
    EXPECT_EQ(next({100, 33}, "33"),
              "repeat the lost take with the 33 Ω resistor (only one marker is there)");
    // 33 ohm is there: what it could give decides, not the lighter one.
    EXPECT_THAT(next({100, 33}, "100"), HasSubstr("--input-full-scale"));
}

TEST(next_measurement, RepeatsAllTakesWhereAllWereLost) {
    result::Result result;
    result.setup.loads = {{"open", {}, {}}, {"33", 33, 0.3}};
    for (const char* load : {"open", "33"})
        result.doubts.push_back({"no_signal", result::Severity::spoils, std::nullopt, load,
                                 "the recording holds no signal", "check the input"});
    classify::add_verdict(result);
    EXPECT_THAT(result.verdict->summary,
                HasSubstr("What would help most: repeat the lost takes without a load and with "
                          "the 33 Ω resistor (the recording holds no signal)."));
}

TEST(next_measurement, OfChannelsThatDifferTheLostOneIsRepeated) {
    auto result = measured({.ohm = 0.9}, {.volts = false});
    std::erase_if(result.figures, [](const auto& f) {
        const bool loaded = f.key.load == "33" || !f.key.load;
        return f.key.channel == "right" && loaded;
    });
    result.doubts.push_back({"channel_dead", result::Severity::weakens, "right", "33",
                             "the right channel carries no trace of the stimulus", "check it"});
    classify::add_verdict(result);
    ASSERT_EQ(result.verdict->port_class, result::PortClass::undecided);
    EXPECT_THAT(
        result.verdict->summary,
        HasSubstr(
            "repeat the lost take with the 33 Ω resistor (the right channel carries no trace"));
}

TEST(next_measurement, IsNoneThatWasMade) {
    for (const double volts : {0.5, 2.0})
        for (const double ohm : {1.0, 40.0, 200.0}) {
            const auto next = next_after({.full_scale_v = volts, .ohm = ohm}, {.loads_ohm = {33}});
            EXPECT_THAT(next, Not(HasSubstr("33 Ω"))) << ohm;
            EXPECT_THAT(next, Not(HasSubstr("--volume"))) << ohm;
        }
    auto facts = classify::port_facts(measured({.ohm = 40}, {.loads_ohm = {100, 33}}), "left");
    facts.volume_range_db = 60;
    const auto next = next_for(facts);
    EXPECT_EQ(next.nats, 0);
    EXPECT_THAT(next.text, HasSubstr("nothing more that can be measured"));
}

TEST(next_measurement, IsTheVolumeControlOnlyWhereNoOtherTellsMore) {
    const TheveninPort port{.full_scale_v = 2, .ohm = 40};
    // Open alone: nobody knows impedance and current; with 33 ohm both are there.
    EXPECT_THAT(next_after(port, {.loads_ohm = {}}), HasSubstr("33 Ω resistor"));
    EXPECT_THAT(next_after(port, {.loads_ohm = {600}}), HasSubstr("33 Ω"));
    EXPECT_THAT(next_after(port, {.loads_ohm = {33}}), HasSubstr("move the volume control"));
    auto told = classify::port_facts(measured(port), "left");
    told.volume = classify::Volume::fixed;
    EXPECT_THAT(next_of(told), HasSubstr("third load"));
}

TEST(next_measurement, OfASheetIsWhatTheSheetLeavesOut) {
    classify::PublishedPort sheet;
    sheet.impedance_ohm = 40;
    sheet.unloaded_v = 2;
    EXPECT_THAT(next_of(classify::facts_of(sheet)), HasSubstr("33 Ω resistor"));
    sheet.loaded = {{32, 1.1}};
    const auto next = next_of(classify::facts_of(sheet));
    EXPECT_THAT(next, Not(HasSubstr("33 Ω")));
    EXPECT_THAT(next, HasSubstr("find out whether"));
    EXPECT_THAT(next, Not(HasSubstr("wiring")));
}

}  // namespace

}  // namespace ohmloop::classify_tests
