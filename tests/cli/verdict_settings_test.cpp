#include "cli/verdict_settings.hpp"

#include "ohmloop/units/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop::cli {
namespace {

using classify::Candidate;
using ::testing::HasSubstr;

std::string refusal(const std::string& text) {
    try {
        static_cast<void>(parse_priors(text));
    } catch (const ParseError& error) {
        return error.what();
    }
    return "accepted";
}

TEST(VerdictSettings, TakesAllFourPriors) {
    const auto priors = parse_priors("line=0.1,headphone=0.2,hybrid=0.3,other=0.4");
    EXPECT_EQ(priors[Candidate::line], 0.1);
    EXPECT_EQ(priors[Candidate::other], 0.4);
}

TEST(VerdictSettings, LeavesTheRestInItsUsualProportion) {
    // 0.47, 0.39, 0.08: 0.94 in all, which share what other leaves.
    const auto priors = parse_priors("other=0.53");
    EXPECT_NEAR(priors[Candidate::line], 0.47 / 0.94 * 0.47, 1e-12);
    EXPECT_NEAR(priors[Candidate::headphone], 0.39 / 0.94 * 0.47, 1e-12);
    EXPECT_EQ(parse_priors("line=1")[Candidate::hybrid], 0);
}

TEST(VerdictSettings, RefusesSharesThatAreNone) {
    EXPECT_THAT(refusal("lyne=0.5"), HasSubstr("did you mean line?"));
    EXPECT_THAT(refusal("line"), HasSubstr("CLASS=SHARE"));
    EXPECT_THAT(refusal("line=2"), HasSubstr("no share"));
    EXPECT_THAT(refusal("line=0.7,hybrid=0.7"), HasSubstr("come to 1.4"));
    EXPECT_THAT(refusal("line=0.1,headphone=0.1,hybrid=0.1,other=0.1"), HasSubstr("come to 0.4"));
    EXPECT_THAT(refusal("line=0.1,line=0.2"), HasSubstr("twice"));
}

}  // namespace
}  // namespace ohmloop::cli
