#include "classify/line_advice.hpp"

#include "classify/thevenin_port.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop::classify_tests {

namespace {

using result::Kind;
using result::Origin;
using result::QuotedFigure;
using testing::HasSubstr;

std::vector<result::Advice> line_advice_on(const result::Result& result) {
    const auto facts = classify::port_facts(result, "left");
    const auto port = classify::capability(facts);
    return classify::line_advice(facts, port, classify::Quoter(facts, port));
}

result::Advice on_topic(const std::string& topic, const result::Result& result) {
    for (auto& advice : line_advice_on(result))
        if (advice.topic == topic) return advice;
    return {};
}

std::string text_on(const std::string& topic, const TheveninPort& source, const Bench& bench = {}) {
    return on_topic(topic, measured(source, bench)).text;
}

const QuotedFigure& figure(const result::Advice& advice, const std::string& name,
                           std::optional<double> load_ohm = {}) {
    for (const QuotedFigure& one : advice.figures)
        if (one.name == name && one.load_ohm == load_ohm) return one;
    throw std::runtime_error("no figure " + name + " in: " + advice.text);
}

}  // namespace

TEST(LineAdvice, ALineInputsLevelHasItsIntervalAndSources) {
    const auto advice = on_topic("line_inputs", measured({.full_scale_v = 1, .ohm = 75}));
    // The recording input of 100 kohm: max level 1 V 100000/100075, +-0.3 %; 75 ohm +-0.077 ohm.
    const QuotedFigure& level = figure(advice, "level", 600);
    EXPECT_NEAR(level.value, 600.0 / 675, 1e-9);
    EXPECT_EQ(level.unit, "V");
    EXPECT_EQ(level.kind, Kind::measured);
    EXPECT_EQ(level.origin, Origin::computed);
    const double from_level = 0.003 * level.value;
    const double from_ohm = level.value * (0.077 / 675 - 0.077 / 100075);
    // The divider bends by less than a thousandth within 0.077 ohm.
    EXPECT_NEAR(*level.high - level.value, std::hypot(from_level, from_ohm), 1e-6);
    EXPECT_NEAR(level.value - *level.low, std::hypot(from_level, from_ohm), 1e-6);
    ASSERT_EQ(level.from.size(), 2);
    EXPECT_EQ(level.from[0], (result::FigureName{"output_impedance", "left", {}}));
    EXPECT_EQ(level.from[1], (result::FigureName{"max_level", "left", "open"}));
    const QuotedFigure& loss = figure(advice, "loading_loss", 600);
    EXPECT_NEAR(loss.value, db(675.0 / 600), 1e-9);
    EXPECT_NEAR(*loss.high, db((675 + 0.077) / 600), 1e-9);
    EXPECT_NEAR(*loss.low, db((675 - 0.077) / 600), 1e-9);
}

TEST(LineAdvice, ABoundsIntervalEndsWhereTheBoundDoes) {
    const auto advice = on_topic(
        "line_inputs", with_impedance_below(71.9, measured({.ohm = 0.9}, {.volts = false})));
    const QuotedFigure& loss = figure(advice, "loading_loss", 600);
    EXPECT_EQ(loss.kind, Kind::upper_bound);
    EXPECT_NEAR(loss.value, db(671.9 / 600), 1e-9);
    EXPECT_EQ(loss.high, loss.value);
    EXPECT_FALSE(loss.low);
}

TEST(LineAdvice, WithoutAnImpedanceTheRecordingInputIsALineInput) {
    const auto advice = on_topic("line_inputs", measured({.ohm = 0.9}, {.loads_ohm = {}}));
    // 1 V 100000/100000.9
    EXPECT_THAT(advice.text, HasSubstr("The recording input of 100 kΩ got up to 1.00 V"));
    EXPECT_EQ(figure(advice, "level", 100e3).origin, Origin::figure);
}

TEST(LineAdvice, NothingIsSaidOfVoltsThatAreNotKnown) {
    for (const auto& advice : line_advice_on(measured({.ohm = 75}, {.volts = false})))
        for (const auto& one : advice.figures) EXPECT_NE(one.unit, "V") << advice.text;
    EXPECT_EQ(text_on("line_inputs", {.ohm = 75}, {.volts = false}),
              "Line inputs take away 0.06 dB at 10 kΩ, 0.01 dB at 47 kΩ, 1.0 dB at 600 Ω.");
    EXPECT_EQ(text_on("volume", {.ohm = 75}, {.volts = false}), "");
}

TEST(LineAdvice, TellsTheVolumeAlsoWhereNoneIsToBeTurnedDown) {
    // 20 lg(2 / 1) = 6.0 dB
    EXPECT_EQ(text_on("volume", {.full_scale_v = 1, .ohm = 1}),
              "For inputs made for 2 V leave the volume at maximum: full scale is 1.00 V unloaded, "
              "6.0 dB below.");
    EXPECT_THAT(text_on("volume", {.full_scale_v = 2.1, .ohm = 1}, {.volume = "fixed"}),
                HasSubstr("play at full scale: full scale is 2.10 V unloaded, which suits them"));
    EXPECT_EQ(on_topic("volume", stopped_at(-20, measured({.full_scale_v = 1, .ohm = 1}))).text,
              "Full scale is at least 100 mV: whether inputs made for 2 V want it turned down is "
              "open.");
}

TEST(LineAdvice, NoiseThatStaysComesNearerWhenTheSignalIsTurnedDown) {
    // 5 V and 5 uV are 120 dB apart; 20 lg(5 / 2) = 8.0 dB less where the noise stays.
    const TheveninPort source{.full_scale_v = 5, .ohm = 1, .thd_n_db = -90, .noise_v = 5e-6};
    EXPECT_THAT(text_on("line_quality", source),
                HasSubstr("So set, noise lies 112.0 dB below 2.00 V if the control leaves noise "
                          "alone, 120.0 dB if it turns noise down too; THD+N was -90.0 dB at"));
    EXPECT_THAT(text_on("line_quality", source, {.volume = "fixed"}),
                HasSubstr("So set, noise lies 112.0 dB below 2.00 V; THD+N"));
    // 1 V: nothing is turned down, 20 lg(1 V / 5 uV) = 106.0 dB.
    EXPECT_THAT(text_on("line_quality", {.full_scale_v = 1, .ohm = 1, .noise_v = 5e-6}),
                HasSubstr("At full level noise lies 106.0 dB below the signal"));
}

TEST(LineAdvice, NoiseOfAnOverdrivenPortIsCountedFromItsCleanLevel) {
    // 2 % H2 at 5 V is 1 % at 2.5 V; 2.5 V and 25 uV are 100 dB apart: 98.1 dB at 2 V, and with
    // full scale's 12 V 113.6 dB. The tone, at 12 V -3 dB, is beyond what is clean.
    const TheveninPort tube{
        .full_scale_v = 12, .ohm = 120, .h2 = 0.02, .h2_at_v = 5, .noise_v = 25e-6};
    EXPECT_EQ(text_on("line_quality", tube),
              "So set, noise lies 98.1 dB below 2.00 V if the control leaves noise alone, 113.6 dB "
              "if it turns noise down too; THD+N stays below 1 % up to 2.50 V.");
    EXPECT_THAT(text_on("line_quality", tube, {.volts = false}),
                HasSubstr("At its largest clean level noise lies 100.0 dB below the signal; THD+N "
                          "stays below 1 % up to there"));
}

TEST(LineAdvice, DistortionIsThatOfTheToneNearestTheSetting) {
    auto result = measured({.full_scale_v = 5, .ohm = 1, .thd_n_db = -60}, {.tone_dbfs = -1});
    auto add = [&](const char* quantity, double value) {
        auto one = *result::find(result, quantity, "left", "open").front();
        one.key.level_dbfs = -10;
        one.value = one.low = one.high = value;
        result.figures.push_back(one);
    };
    // 5 V less 10 dB are 1.58 V, 2.0 dB from 2 V; the other tone is 4.46 V, 7.0 dB away.
    add("level", 1.58);
    add("thd_n", -80);
    EXPECT_THAT(on_topic("line_quality", result).text,
                HasSubstr("THD+N was -80.0 dB at 1.58 V, the nearest level measured"));
}

TEST(LineAdvice, AMonoPlugIsHarmlessWhereTheSourceBearsAShort) {
    // 2.1 V / 213 ohm = 9.86 mA; 1 V / 20 ohm = 50 mA.
    EXPECT_EQ(text_on("mono", {.full_scale_v = 2.1, .ohm = 213}),
              "A mono plug or a cable that sums both channels does no harm: its 213 Ω let at most "
              "9.86 mA flow.");
    EXPECT_THAT(text_on("mono", {.full_scale_v = 1, .ohm = 20}),
                HasSubstr("with only its 20 Ω in the way: use a stereo plug"));
    EXPECT_THAT(on_topic("mono", with_impedance_below(2, measured({.ohm = 0.9}))).text,
                HasSubstr("with only its output impedance, below 2 Ω, in the way"));
    EXPECT_THAT(text_on("mono", {.ohm = 213}, {.volts = false}),
                HasSubstr("213 Ω stand in the way"));
}

TEST(LineAdvice, APublishedFixedLevelIsNotTurnedDownAtTheDevice) {
    auto facts = classify::port_facts(measured({.full_scale_v = 4, .ohm = 100}), "left");
    facts.adjustable = false;
    const auto port = classify::capability(facts);
    const auto all = classify::line_advice(facts, port, classify::Quoter(facts, port));
    const auto volume = std::ranges::find(all, "volume", &result::Advice::topic);
    ASSERT_NE(volume, all.end());
    // 20 lg(4 / 2) = 6.0 dB
    EXPECT_EQ(volume->text,
              "For inputs made for 2 V play 6.0 dB below full scale (4.00 V full scale).");
}

TEST(LineAdvice, HumIsToldAgainstTheLargestLevel) {
    auto result = measured({.full_scale_v = 1, .ohm = 0.1});
    EXPECT_TRUE(on_topic("hum", result).text.empty());
    result::FigureKey key;
    key.quantity = "hum";
    key.channel = "left";
    key.load = "open";
    auto hum = result::bound(key, Kind::upper_bound, 1e-6, "V", "nothing above the noise");
    result.figures.push_back(hum);
    EXPECT_THAT(on_topic("hum", result).text, HasSubstr("Hum lay at least 120.0 dB below"));
    hum.kind = Kind::measured;
    hum.low = 0.9e-6;
    result.figures.back() = hum;
    EXPECT_THAT(on_topic("hum", result).text, HasSubstr("Hum lay 120.0 dB below its maximum"));
}

TEST(LineAdvice, ABalancedPortIsToldHowToFeedAnUnbalancedInput) {
    auto facts = classify::port_facts(measured({}), "left");
    facts.balanced = true;
    const auto port = classify::capability(facts);
    const auto all = classify::line_advice(facts, port, classify::Quoter(facts, port));
    EXPECT_TRUE(std::ranges::any_of(all, [](const auto& one) { return one.topic == "balanced"; }));
}

}  // namespace ohmloop::classify_tests
