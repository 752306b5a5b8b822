#include "ohmloop/classify/classify.hpp"

#include "classify/circuits.hpp"

#include "ohmloop/classify/published_port.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace ohmloop::classify_tests {

namespace {

constexpr result::PortClass headphone = result::PortClass::headphone;
constexpr result::PortClass hybrid = result::PortClass::hybrid;
constexpr result::PortClass neither = result::PortClass::other;
constexpr result::PortClass undecided = result::PortClass::undecided;

/// A computer's jack: 3 V for high impedance headphones, 1.25 V for others, 1 V for line inputs.
TheveninPort sensing() {
    TheveninPort p = port(1.25, 0.5);
    p.sensed = {{1000, 1.0}, {150, 3.0}, {0, 1.25}};
    return p;
}

result::Doubt doubt(const char* code, std::optional<std::string> load = {}) {
    return {code, result::Severity::weakens, {}, std::move(load), "", ""};
}

TEST(Classify, CallsAPortHybridThatSensesItsLoadAndServesBothGroups) {
    Bench bench = loads({4700, 600, 300, 100, 33});
    for (const bool fits : {true, false}) {
        bench.fits_impedance = fits;
        auto result = measured(sensing(), bench);
        result.doubts.push_back(doubt("load_sensing"));
        classify::add_verdict(result);
        EXPECT_EQ(result.verdict->port_class, hybrid) << result.verdict->summary;
        EXPECT_GT(result.verdict->probabilities.at("hybrid"), 0.7);
    }
}

TEST(Classify, DoesNotDecideWhereARisingLevelMayBeAMixUp) {
    Bench bench;
    bench.fits_impedance = false;
    const auto verdict = verdict_on(sensing(), bench);
    EXPECT_EQ(verdict.port_class, undecided);
    EXPECT_THAT(verdict.summary, testing::HasSubstr("takes are mixed up"));
}

TEST(Classify, DoesNotStandOnALoadThatWasNotConnected) {
    auto result = measured(port(2.0, 0.001));
    result.doubts.push_back(doubt("load_not_changed", "33"));
    std::erase_if(result.figures,
                  [](const auto& f) { return f.key.quantity == "output_impedance"; });
    classify::add_verdict(result);
    EXPECT_EQ(result.verdict->port_class, undecided) << result.verdict->summary;
}

TEST(Classify, DoesNotStandOnTheImpedanceOfALoadThatMayNotHaveBeenThere) {
    // What no load at all looks like: a source of next to nothing, 62 mA into 33 ohm.
    auto result = measured(port(2.06, 0.005));
    result.doubts.push_back(doubt("load_not_changed", "33"));
    classify::add_verdict(result);
    EXPECT_EQ(result.verdict->port_class, undecided) << result.verdict->summary;
    for (const auto& criterion : result.verdict->criteria) {
        const bool needs_a_load = criterion.name == "amplification" ||
                                  criterion.name == "impedance" || criterion.name == "power_output";
        EXPECT_FALSE(needs_a_load && criterion.measured) << criterion.text;
    }
    EXPECT_THAT(result.verdict->summary, testing::HasSubstr("33 Ω resistor"));
}

TEST(Classify, StandsOnTheLoadsThatWereThereWhenOneWasNot) {
    auto result = measured(port(2.0, 0.1), loads({600, 33}));
    result.doubts.push_back(doubt("load_not_changed", "600"));
    classify::add_verdict(result);
    EXPECT_EQ(result.verdict->port_class, headphone) << result.verdict->summary;
}

TEST(Classify, DoesNotCallAPortHybridThatSensesALoadOnlyToMuteIt) {
    TheveninPort muting = port(2.0, 100);
    muting.sensed = {{1000, 2.0}, {0, 0.002}};
    auto result = measured(muting);
    result.doubts.push_back(doubt("load_sensing"));
    classify::add_verdict(result);
    EXPECT_NE(result.verdict->port_class, hybrid) << result.verdict->summary;
}

TEST(Classify, SplitsAHybridByFiguresWithHeadphoneAndSaysSo) {
    const auto verdict = verdict_on(port(3, 20));
    EXPECT_GT(verdict.probabilities.at("headphone"), 0.25);
    EXPECT_GT(verdict.probabilities.at("hybrid"), 0.40);
    EXPECT_LT(verdict.probabilities.at("hybrid"), classify::Settings{}.decided_above);
    EXPECT_THAT(verdict.summary, testing::StartsWith("Headphone or hybrid output, told by"));
    EXPECT_THAT(verdict.summary, testing::HasSubstr("no electrical test tells the two apart"));
}

TEST(Classify, NamesBothOfAPairInItsHeadlineToo) {
    const auto verdict = verdict_on(port(3, 20));
    ASSERT_EQ(verdict.port_class, hybrid);
    EXPECT_EQ(verdict.or_class, headphone);
    EXPECT_FALSE(verdict_on(port(1, 1)).or_class);
}

TEST(Classify, TellsThatADataSheetsJackMayBeDigital) {
    // 1 V peak to peak behind 75 ohm, as S/PDIF has it: a sine's 0.354 V rms.
    classify::PublishedPort digital;
    digital.impedance_ohm = 75;
    digital.unloaded_v = 0.354;
    const auto summary_of = [](const classify::PublishedPort& published) {
        return classify::verdict_on(classify::facts_of(published), {}).summary;
    };
    EXPECT_THAT(summary_of(digital), testing::HasSubstr("digital output (S/PDIF)"));
    digital.unloaded_v = 2;
    EXPECT_THAT(summary_of(digital), testing::Not(testing::HasSubstr("digital")));
    digital.unloaded_v = 0.354;
    digital.impedance_ohm = 100;
    EXPECT_THAT(summary_of(digital), testing::Not(testing::HasSubstr("digital")));
    auto measured_one = measured(port(0.354, 75));
    classify::add_verdict(measured_one);
    EXPECT_THAT(measured_one.verdict->summary, testing::Not(testing::HasSubstr("digital")))
        << "it played tones";
}

TEST(Classify, NamesWhatToMeasureWhenUndecided) {
    const auto verdict = verdict_on(port(2, 100), loads({}));
    EXPECT_EQ(verdict.port_class, undecided);
    EXPECT_THAT(verdict.summary, testing::HasSubstr("33 Ω"));
}

/// The left channel's figures of one port, the right channel's of another.
result::Result mixed(const TheveninPort& left, const TheveninPort& right, const Bench& bench) {
    auto result = measured(left, bench);
    const auto other = measured(right, bench);
    std::erase_if(result.figures, [](const auto& f) { return f.key.channel == "right"; });
    for (const auto& figure : other.figures)
        if (figure.key.channel == "right") result.figures.push_back(figure);
    return result;
}

TEST(Classify, QuotesTheMeanOfBothChannels) {
    auto result = mixed(port(3, 20), port(3, 40), {});
    classify::add_verdict(result);
    const auto& left = result.channel_verdicts.at("left").probabilities;
    const auto& right = result.channel_verdicts.at("right").probabilities;
    ASSERT_EQ(result.channel_verdicts.at("left").port_class, hybrid);
    ASSERT_EQ(result.channel_verdicts.at("right").port_class, hybrid);
    const double mean = (left.at("hybrid") + right.at("hybrid")) / 2;
    EXPECT_NEAR(result.verdict->probabilities.at("hybrid"), mean, 1e-12);
    ASSERT_NE(std::lround(100 * mean), std::lround(100 * left.at("hybrid"))) << "else not told";
    EXPECT_THAT(result.verdict->summary,
                testing::HasSubstr("hybrid has " + std::to_string(std::lround(100 * mean)) + " %"));
}

TEST(Classify, GivesEachChannelItsOwnVerdict) {
    auto result = measured(port(1, 1));
    classify::add_verdict(result);
    ASSERT_EQ(result.channel_verdicts.size(), 2u);
    EXPECT_EQ(result.channel_verdicts.at("left").port_class, headphone);
    EXPECT_EQ(result.channel_verdicts.at("right").port_class, headphone);
}

TEST(Classify, LeavesAPortWhoseChannelsDisagreeUndecided) {
    auto result = mixed(port(1, 1), limited(2.1, 470, 0.006), {});
    classify::add_verdict(result);
    EXPECT_EQ(result.verdict->port_class, undecided);
    EXPECT_THAT(result.verdict->summary, testing::HasSubstr("the channels differ"));
}

TEST(Classify, HoldsBothChannelsTogetherToWhatEachWasHeldTo) {
    // A class needs 80 %: the left channel has it, the right one and the mean have not.
    auto result = mixed(limited(2.1, 3, 0.040), limited(2.1, 3, 0.025), {});
    classify::add_verdict(result);
    ASSERT_EQ(result.channel_verdicts.at("left").port_class, headphone);
    ASSERT_EQ(result.channel_verdicts.at("right").port_class, undecided);
    ASSERT_LT(result.verdict->probabilities.at("headphone"), 0.80);
    EXPECT_EQ(result.verdict->port_class, undecided) << result.verdict->summary;
}

TEST(Classify, StandsOnTheLivingChannelWhenOneIsDead) {
    auto result = measured(port(1, 1));
    std::erase_if(result.figures, [](const auto& f) { return f.key.channel == "left"; });
    classify::add_verdict(result);
    EXPECT_EQ(result.verdict->port_class, headphone);
    EXPECT_FALSE(result.channel_verdicts.contains("left"));
}

TEST(Classify, SurvivesAResultWithoutAnyFigure) {
    result::Result result;
    classify::add_verdict(result);
    ASSERT_TRUE(result.verdict);
    EXPECT_EQ(result.verdict->port_class, undecided);
    EXPECT_EQ(result.verdict->serves_as_line.answer, result::Answer::unknown);
    EXPECT_EQ(result.verdict->criteria.size(), 9u);
}

TEST(Classify, GivesTheSameVerdictAgainOnAClassifiedResult) {
    auto result = measured(port(3, 20));
    classify::add_verdict(result);
    const auto first = result.verdict->probabilities;
    classify::add_verdict(result);
    EXPECT_EQ(result.verdict->probabilities, first);
}

// ---- an input, plugged into by mistake: leakage of 60 to 100 dB below 1 V behind 1 to 10 kohm

TEST(Classify, NamesWhatAPortOfNeitherClassLooksLike) {
    const auto amplifier = verdict_on(port(22, 0.05));
    EXPECT_EQ(amplifier.port_class, neither) << amplifier.summary;
    EXPECT_THAT(amplifier.summary, testing::HasSubstr("looks like a loudspeaker amplifier"));
    const auto pickup = verdict_on(port(0.3, 12e3));
    EXPECT_EQ(pickup.port_class, neither) << pickup.summary;
    EXPECT_THAT(pickup.summary, testing::HasSubstr("looks like an instrument"));
}

TEST(Classify, NamesNoLoudspeakerAmplifierWhoseImpedanceOrLevelIsNotKnown) {
    const classify::Question others{.settings = {.priors = {{0.01, 0.01, 0.01, 0.97}}}};
    const auto named = [&](const result::Result& result) {
        const auto facts = classify::port_facts(result, "left");
        const auto verdict = classify::verdict_on(facts, others);
        return verdict.summary;
    };
    const auto speaks = testing::HasSubstr("loudspeaker");
    EXPECT_THAT(named(measured(port(1.0, 0.05))), testing::Not(speaks));
    EXPECT_THAT(named(measured(port(22, 0.05), without_volts())), testing::Not(speaks));
    EXPECT_THAT(named(measured(port(22, 0.05), loads({}))), testing::Not(speaks));
    EXPECT_THAT(named(measured(port(22, 0.05))), speaks);
    // Valves: a damping factor of 6.7 at 8 ohm.
    EXPECT_THAT(named(measured(port(15, 1.2))), speaks);
}

TEST(Classify, TakesAnInputForNoOutput) {
    for (const double volts : {1e-3, 1e-4, 1e-5})
        for (const double ohm : {1000.0, 2200.0, 10000.0}) {
            const auto verdict = verdict_on(port(volts, ohm));
            EXPECT_EQ(verdict.port_class, neither) << volts << " V, " << ohm << " ohm";
            EXPECT_THAT(verdict.summary, testing::HasSubstr("it looks like an input"));
            EXPECT_EQ(verdict.serves_as_line.answer, result::Answer::no);
            EXPECT_EQ(verdict.serves_as_headphone.answer, result::Answer::no);
        }
}

TEST(Classify, TakesAnInputForNoOutputWhenTheLoadedTakeIsLost) {
    // Across 33 ohm nothing is left to be found: 100 uV behind 2.2 kohm give 1.5 uV.
    const auto verdict = verdict_on(port(1e-4, 2200), loads({}));
    EXPECT_EQ(verdict.port_class, neither) << verdict.summary;
    EXPECT_THAT(verdict.summary, testing::HasSubstr("next to nothing comes out"));
}

TEST(Classify, TakesAnInputForNoOutputWithoutVoltsToo) {
    // -40 and -80 dB of an input's full scale, which is at most 10 V: 0.1 V or 1 mV at most.
    for (const double dbfs : {-40.0, -80.0}) {
        auto result = stopped_at(dbfs, measured(port(1, 2200), without_volts()));
        for (auto& figure : result.figures) {
            if (figure.key.quantity == "max_level") figure.kind = result::Kind::measured;
            figure.limited_by.clear();
        }
        classify::add_verdict(result);
        EXPECT_EQ(result.verdict->port_class, neither) << result.verdict->summary;
        EXPECT_THAT(result.verdict->summary, testing::HasSubstr("it looks like an input"));
    }
    // What an old deck puts out, of a studio input's full scale: 0.6 V of 7.75 V.
    auto deck = stopped_at(-20.6, measured(port(1, 2200), without_volts()));
    for (auto& figure : deck.figures) figure.kind = result::Kind::measured;
    classify::add_verdict(deck);
    EXPECT_EQ(deck.verdict->port_class, result::PortClass::line) << deck.verdict->summary;
}

TEST(Classify, TakesAnInputForNoOutputFromFiguresAlone) {
    classify::PublishedPort sheet;
    sheet.impedance_ohm = 2200;
    sheet.unloaded_v = 5e-4;
    const auto verdict = classify::verdict_on(classify::facts_of(sheet));
    EXPECT_EQ(verdict.port_class, neither);
    EXPECT_THAT(verdict.summary, testing::HasSubstr("it looks like an input"));
}

TEST(Classify, DoesNotTakeAQuietOutputForAnInput) {
    // The quietest output sold, limited to 150 mV, and one whose volume is known to be down.
    EXPECT_EQ(verdict_on(port(0.15, 5)).port_class, headphone);
    Bench down;
    down.volume = "5 %";
    EXPECT_NE(verdict_on(port(0.005, 1), down).port_class, neither);
}

}  // namespace

}  // namespace ohmloop::classify_tests
