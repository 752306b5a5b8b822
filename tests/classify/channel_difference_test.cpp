#include "classify/thevenin_port.hpp"

#include "ohmloop/classify/classify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

// One jack, two channels that are not alike.
namespace ohmloop::classify_tests {

namespace {

using result::Answer;

/// Left of one circuit, right of another.
result::Result jack_of(const TheveninPort& left, const TheveninPort& right) {
    auto joined = measured(left);
    std::erase_if(joined.figures, [](const auto& f) { return f.key.channel == "right"; });
    for (const auto& figure : measured(right).figures)
        if (figure.key.channel == "right") joined.figures.push_back(figure);
    classify::add_verdict(joined);
    return joined;
}

TheveninPort headphone_out(double full_scale_v) { return {.full_scale_v = full_scale_v, .ohm = 2}; }

std::string loudness(const result::Verdict& verdict) {
    const auto found = std::ranges::find(verdict.advice, "headphones", &result::Advice::topic);
    return found == verdict.advice.end() ? "" : found->text;
}

double level_into_10k(const result::Verdict& verdict) {
    return verdict.capability->line_inputs.front().level->value;
}

TEST(ChannelDifference, TellsLevelsOfTheSofterAndLoudnessOfTheLouder) {
    for (const bool right_is_louder : {true, false}) {
        const double left = right_is_louder ? 1.5 : 3;
        const auto result = jack_of(headphone_out(left), headphone_out(4.5 - left));
        const auto& verdict = *result.verdict;
        EXPECT_NEAR(level_into_10k(verdict), 1.5, 0.001);  // 2 ohm take 0.0002 of it
        const std::string louder = right_is_louder ? "right" : "left";
        const auto alone = loudness(result.channel_verdicts.at(louder));
        ASSERT_FALSE(alone.empty());
        EXPECT_EQ(loudness(verdict), "Of the " + louder + " channel, the louder: " + alone);
        EXPECT_THAT(
            verdict.summary,
            testing::HasSubstr("the channels differ by 6.0 dB: levels are "
                               "told of " +
                               std::string(right_is_louder ? "left" : "right") + ", the softer"));
    }
}

TEST(ChannelDifference, ServesAsTheWorseDoes) {
    auto broken = headphone_out(1.5);
    broken.current_peak_a = 0.002;
    const auto result = jack_of(headphone_out(1.5), broken);
    const auto& worse = result.channel_verdicts.at("right").serves_as_headphone;
    ASSERT_EQ(result.channel_verdicts.at("left").serves_as_headphone.answer, Answer::yes);
    ASSERT_NE(worse.answer, Answer::yes);
    EXPECT_EQ(result.verdict->serves_as_headphone.answer, worse.answer);
    EXPECT_EQ(result.verdict->serves_as_headphone.reasons.front(),
              "by the right channel, the worse one");
    EXPECT_EQ(result.verdict->serves_as_line.answer, Answer::yes);
}

TEST(ChannelDifference, IsNoneBetweenChannelsAsStagesHaveThem) {
    const auto result = jack_of(headphone_out(1.5), headphone_out(1.6));  // 0.56 dB
    EXPECT_THAT(result.verdict->summary, testing::Not(testing::HasSubstr("differ")));
    EXPECT_EQ(loudness(*result.verdict), loudness(result.channel_verdicts.at("left")));
}

}  // namespace

}  // namespace ohmloop::classify_tests
