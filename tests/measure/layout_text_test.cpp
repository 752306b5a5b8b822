#include "support/refusal.hpp"

#include "ohmloop/measure/sequence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// The text of a sequence stands in files that a user is invited to open: whatever it says is
// refused in one sentence or can be analysed.
namespace ohmloop::measure {
namespace {

using ::testing::HasSubstr;

const std::string marker = "both 0 0.198 0 marker -20\n";

std::string refuse(const std::string& between) {
    return ohmloop::testing::refusal<MalformedSequence>(
        [&] { return parse_layout_text("ohmloop-sequence 1\nrate 48000\n" + between); });
}

std::string refuse_line(const std::string& line) { return refuse(marker + line + "\n" + marker); }

TEST(LayoutText, HasTwoMarkers) {
    const std::string tone = "both 0.1 1 0.02 tones 997@-20/0\n";
    EXPECT_EQ(refuse(marker + tone + marker), "accepted");
    EXPECT_THAT(refuse(tone), HasSubstr("0 markers where two belong"));
    EXPECT_THAT(refuse(marker + tone), HasSubstr("1 markers"));
    EXPECT_THAT(refuse(marker + marker + tone + marker), HasSubstr("3 markers"));
    EXPECT_THAT(refuse(""), HasSubstr("0 markers"));
}

TEST(LayoutText, TonesAreDistinctAndTogetherWithinFullScale) {
    EXPECT_THAT(refuse_line("both 0 1 0 tones 997@-20/0 997@-30/0"), HasSubstr("cannot be played"));
    EXPECT_EQ(refuse_line("both 0 1 0 tones 100@-6.0206/0 997@-6.0206/0"), "accepted");
    EXPECT_THAT(refuse_line("both 0 1 0 tones 100@-6/0 997@-6/0"), HasSubstr("cannot be played"));
}

TEST(LayoutText, ASweepTurnsOnceAtItsStart) {
    // ln(20000/20) = 6.91 turns of 20 Hz last 0.345 s.
    EXPECT_EQ(refuse_line("both 0 0.346 0 sweep 20 20000 -20"), "accepted");
    EXPECT_THAT(refuse_line("both 0 0.345 0 sweep 20 20000 -20"), HasSubstr("cannot be played"));
}

}  // namespace
}  // namespace ohmloop::measure
