#include "ohmloop/classify/jack_pair.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::classify {
namespace {

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
    // Roles as likely one way as the other: 0.42 sqrt(20.5/3.5) and 0.42/sqrt(20.5/3.5) share with
    // twice 0.06 for two of a kind and 0.04 for anything else: 1.0165 of 1.3500.
    const auto pair = judge_pair({jack("a", 20, nothing()), jack("b", 1, nothing())});
    EXPECT_NEAR(pair.probabilities.at("line, headphone"), 1.0165 / 1.3500, 1e-3);
    EXPECT_EQ(pair.line_jack, "a");
    const auto turned = judge_pair({jack("b", 1, nothing()), jack("a", 20, nothing())});
    EXPECT_EQ(turned.line_jack, "a");
}

TEST(jack_pair, OrderIsNotCountedBesideWhatTheJacksSayThemselves) {
    // Each by itself has odds of 100: far more than the order's.
    const ClassScores line{{0.99, 0.0099, 0, 0}};
    const ClassScores headphone{{0.0099, 0.99, 0, 0}};
    const auto equal = judge_pair({jack("a", 20, line), jack("b", 20, headphone)});
    const auto apart = judge_pair({jack("a", 200, line), jack("b", 20, headphone)});
    EXPECT_DOUBLE_EQ(equal.probabilities.at("line, headphone"),
                     apart.probabilities.at("line, headphone"));
    EXPECT_GT(apart.probabilities.at("line, headphone"), 0.99);
    const auto against = judge_pair({jack("a", 20, line), jack("b", 470, headphone)});
    EXPECT_LT(against.probabilities.at("line, headphone"),
              equal.probabilities.at("line, headphone"));
    EXPECT_EQ(against.line_jack, "a") << "three published pairs of 23 are the other way round";
}

TEST(jack_pair, EqualImpedancesHaveNoOrder) {
    const auto pair = judge_pair({jack("a", 20, nothing()), jack("b", 20.1, nothing())});
    EXPECT_EQ(pair.line_jack, "");
    EXPECT_THAT(all(pair), HasSubstr("undecided"));
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

}  // namespace ohmloop::classify
