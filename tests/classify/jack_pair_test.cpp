#include "ohmloop/classify/jack_pair.hpp"

#include "classify/thevenin_port.hpp"

#include "ohmloop/classify/classify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace ohmloop::classify {
namespace {

using classify_tests::measured;
using result::Answer;
using ::testing::HasSubstr;

/// Known within 1 %; `probabilities` are those the jack has by itself.
Jack jack(const std::string& name, double ohm, const ClassScores& probabilities, double volts = 2) {
    Jack made;
    made.name = name;
    made.probabilities = probabilities;
    made.facts.volts = true;
    made.facts.impedance_ohm = made.facts.resistance_ohm = Known{ohm, 0.99 * ohm, 1.01 * ohm};
    LoadFacts open;
    open.name = "open";
    open.max_level = Known{volts, volts, volts};
    made.facts.loads = {open};
    return made;
}

/// Says nothing but what stood before: the priors.
ClassScores nothing() { return Settings{}.priors; }

std::string all(const result::PairVerdict& pair) {
    std::string text;
    for (const auto& sentence : pair.sentences) text += sentence + '\n';
    return text;
}

}  // namespace

TEST(jack_pair, OrderAloneIsWorthTwentyOfTwentyThreePairs) {
    // Of 13 devices with two jacks 8 have one of each, 5 two lines, none two headphones; half a
    // device added to each, 8.5, 5.5 and 0.5 of 14.5. 6 % of jacks are something else. Of two of a
    // kind either has the higher impedance as often, of one of each the line's in 20.5 of 24.
    Settings settings;
    settings.populations.jack_pairs = {.one_of_each = 8, .two_line = 5, .two_headphone = 0};
    const auto a = jack("a", 20, nothing());
    const auto b = jack("b", 1, nothing());
    auto odds = judge_pair({a, b}, settings).probabilities;
    constexpr double rounding = 1e-9;
    EXPECT_NEAR(odds.at("line, headphone"), 0.94 * 8.5 / 14.5 * 20.5 / 24, rounding);
    EXPECT_NEAR(odds.at("headphone, line"), 0.94 * 8.5 / 14.5 * 3.5 / 24, rounding);
    EXPECT_NEAR(odds.at("line, line"), 0.94 * 5.5 / 14.5, rounding);
    EXPECT_NEAR(odds.at("headphone, headphone"), 0.94 * 0.5 / 14.5, rounding);
    EXPECT_NEAR(odds.at("other"), 0.06, rounding);
    const auto turned = judge_pair({b, a}, settings);
    EXPECT_NEAR(turned.probabilities.at("headphone, line"), odds.at("line, headphone"), rounding);
    EXPECT_EQ(turned.line_jack, "") << "that both are line outputs is nearly as likely";
}

TEST(jack_pair, OrderIsNotCountedBesideWhatTheImpedancesSayThemselves) {
    // Each by itself has odds of 100: far more than the order's.
    const auto line = [](double ohm, double by_impedance) {
        auto made = jack("a", ohm, {{0.99, 0.0099, 0, 0}});
        made.impedance_nats = by_impedance;
        return made;
    };
    const auto headphone = [](double ohm, double by_impedance) {
        auto made = jack("b", ohm, {{0.0099, 0.99, 0, 0}});
        made.impedance_nats = -by_impedance;
        return made;
    };
    const auto likely = [](const Jack& a, const Jack& b) {
        return judge_pair({a, b}).probabilities.at("line, headphone");
    };
    const double without = likely(line(20, 0), headphone(20, 0));
    EXPECT_DOUBLE_EQ(likely(line(200, 1), headphone(20, 1)), without) << "2 nats, the order's 1.8";
    EXPECT_GT(likely(line(200, 0), headphone(20, 0)), without) << "told by something else";
    EXPECT_GT(likely(line(200, 0), headphone(20, 0)), likely(line(200, 0.5), headphone(20, 0.5)));
    EXPECT_LT(likely(line(20, 0), headphone(470, 0)), without);
    EXPECT_EQ(judge_pair({line(20, 0), headphone(470, 0)}).line_jack, "a")
        << "three published pairs of 23 are the other way round";
}

TEST(jack_pair, TakesTheChannelOfWhichMoreIsKnown) {
    auto result = measured({.full_scale_v = 2, .ohm = 100});
    std::erase_if(result.figures, [](const result::Figure& figure) {
        return figure.key.channel == "left" && figure.key.load != "open";
    });
    add_verdict(result);
    const auto found = jack_of("a", result);
    EXPECT_EQ(found.facts.channel, "right");
    EXPECT_TRUE(found.facts.impedance_ohm.has_value());
    EXPECT_GT(found.impedance_nats, 0) << "100 ohm speak for a line output";
}

TEST(jack_pair, EqualImpedancesHaveNoOrder) {
    const auto pair = judge_pair({jack("a", 20, nothing()), jack("b", 20.1, nothing())});
    EXPECT_EQ(pair.line_jack, "");
    EXPECT_THAT(all(pair), HasSubstr("undecided"));
}

TEST(jack_pair, AsksForNoLoadThatWasThereOnBoth) {
    const auto role = [](const char* name, std::vector<double> loads) {
        auto result = measured({.full_scale_v = 2, .ohm = 40}, {.loads_ohm = std::move(loads)});
        add_verdict(result);
        auto made = jack_of(name, result);
        made.probabilities = nothing();
        return made;
    };
    EXPECT_THAT(all(judge_pair({role("a", {33}), role("b", {})})),
                HasSubstr("what would help most: of b, measure again with a 33 Ω resistor"));
    const auto both = all(judge_pair({role("a", {33}), role("b", {33})}));
    EXPECT_THAT(both, HasSubstr("undecided"));
    EXPECT_THAT(both, testing::Not(HasSubstr("33 Ω resistor")));
}

TEST(jack_pair, FindsTheResistorBeforeOneStagesSecondJack) {
    auto line = jack("line", 48, nothing());
    auto phones = jack("phones", 1, nothing());
    line.facts.noise = phones.facts.noise = NoiseFact{5e-6};
    const auto pair = judge_pair({line, phones});
    EXPECT_EQ(pair.one_stage, Answer::yes);
    EXPECT_THAT(all(pair), HasSubstr("with 47 Ω more before line"));
    phones.facts.noise->value = 10e-6;
    const auto other = judge_pair({line, phones});
    EXPECT_EQ(other.one_stage, Answer::no);
    EXPECT_THAT(all(other), HasSubstr("phones has 6.0 dB more noise than line: 10.0 µV against "
                                      "5.00 µV, 106.0 dB below its largest level against 112.0"));
}

TEST(jack_pair, TakesAnotherLevelForAnotherStage) {
    EXPECT_EQ(judge_pair({jack("a", 20, nothing(), 2), jack("b", 1, nothing(), 1)}).one_stage,
              Answer::no);
    auto bounded = jack("b", 1, nothing(), 2);
    bounded.facts.loads[0].max_level->kind = result::Kind::lower_bound;
    EXPECT_EQ(judge_pair({jack("a", 20, nothing(), 2), bounded}).one_stage, Answer::unknown);
}

TEST(jack_pair, TellsTwoStagesOnlyWhereTheIntervalsLeaveNoRoomForOne) {
    // 2.00 V and 2.02 V, each within 1 %, may be one voltage; within 0.1 % they are not.
    const auto judged = [](double part) {
        auto a = jack("a", 20, nothing(), 2.00);
        auto b = jack("b", 1, nothing(), 2.02);
        for (Jack* one : {&a, &b}) {
            Known& level = *one->facts.loads[0].max_level;
            level.low = (1 - part) * level.value;
            level.high = (1 + part) * level.value;
            one->facts.noise = NoiseFact{5e-6};
        }
        return judge_pair({a, b}).one_stage;
    };
    EXPECT_EQ(judged(0.01), Answer::with_reservations);
    EXPECT_EQ(judged(0.001), Answer::no);
}

TEST(jack_pair, ComparesDistortionAtEqualLevels) {
    // The loudest tones are 6 dB apart; 1.00 and 1.02 V are the same level, 8 dB apart in THD+N.
    auto line = jack("line", 48, nothing(), 2);
    auto phones = jack("phones", 1, nothing(), 1);
    const auto tone = [](double volts, double db) {
        return ToneFact{{volts, -3, {}}, db, Interval{db - 0.3, db + 0.3}, result::Kind::measured};
    };
    line.facts.loads[0].tones = {tone(2, -80), tone(1.02, -98)};
    phones.facts.loads[0].tones = {tone(1, -90), tone(0.1, -85)};
    const auto text = all(judge_pair({line, phones}));
    // 0.3 dB twice in quadrature: 0.42 dB.
    EXPECT_THAT(text, HasSubstr("8.0 dB (±0.4) higher: -90.0 dB at 1.00 V against -98.0 dB at "
                                "1.02 V"));
    line.facts.loads[0].tones = {tone(2, -80)};
    EXPECT_THAT(all(judge_pair({line, phones})), HasSubstr("levels too far apart to compare"));
}

TEST(jack_pair, HasTheFiguresItsSentencesSayBesideThem) {
    auto line = jack("line", 48, nothing());
    auto phones = jack("phones", 1, nothing());
    line.facts.noise = NoiseFact{.value = 5e-6, .interval = Interval{4.9e-6, 5.1e-6}};
    phones.facts.noise = NoiseFact{.value = 10e-6, .interval = Interval{9.8e-6, 10.2e-6}};
    const auto pair = judge_pair({line, phones});
    const auto named = [&](const std::string& name, const std::string& jack) {
        const auto found = std::ranges::find_if(pair.figures, [&](const auto& figure) {
            return figure.name == name && figure.jack == jack;
        });
        EXPECT_NE(found, pair.figures.end()) << name << " of " << jack;
        return found == pair.figures.end() ? result::QuotedFigure{} : *found;
    };
    EXPECT_EQ(named("noise", "phones").value, 10e-6);
    EXPECT_NEAR(*named("noise", "phones").high, 10.2e-6, 1e-15);
    EXPECT_EQ(named("noise", "line").value, 5e-6);
    EXPECT_EQ(named("emf", "line").value, 2);
    // 20 lg 2, each noise known within 2 %: 0.174 dB, two of them in quadrature 0.246 dB.
    const auto change = named("noise_change", "");
    EXPECT_NEAR(change.value, 6.0206, 1e-4);
    const double either_way = std::sqrt(2.0) * 10 * std::log10(1.02 / 0.98);
    EXPECT_NEAR(*change.high - change.value, either_way, 1e-9);
    ASSERT_EQ(change.from.size(), 1U);
    EXPECT_EQ(change.from[0].quantity, "noise");
    // 2 V over 10 uV are 106 dB.
    EXPECT_NEAR(named("snr", "phones").value, 106.02, 0.01);
}

TEST(jack_pair, QuotesTheResistorBetweenWithBothIntervals) {
    auto line = jack("line", 48, nothing());
    auto phones = jack("phones", 1, nothing());
    line.facts.noise = phones.facts.noise = NoiseFact{5e-6};
    const auto pair = judge_pair({line, phones});
    const auto found =
        std::ranges::find(pair.figures, "resistor_between", &result::QuotedFigure::name);
    ASSERT_NE(found, pair.figures.end());
    EXPECT_NEAR(found->value, 47, 1e-9);
    EXPECT_NEAR(*found->high - 47, std::hypot(0.48, 0.01), 1e-9) << "each within 1 %";
}

}  // namespace ohmloop::classify
