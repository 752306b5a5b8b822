#include "ohmloop/report/selection.hpp"

#include "support/refusal.hpp"
#include "support/sample_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop::report {
namespace {

using ::testing::HasSubstr;

std::string refusal(std::string_view text) {
    return ohmloop::testing::refusal<SelectionError>([&] { return parse_selection(text); });
}

std::size_t matches(std::string_view text) {
    return matching(testing::sample_result(), parse_selection(text)).size();
}

TEST(Selection, ReadsQuantityAndKeys) {
    const result::FigureKey key =
        parse_selection("harmonic@channel=left,load=33,level_dbfs=-1,order=3,at_hz=1k");
    EXPECT_EQ(key.quantity, "harmonic");
    EXPECT_EQ(key.channel, "left");
    EXPECT_EQ(key.load, "33");
    EXPECT_EQ(key.level_dbfs, -1.0);
    EXPECT_EQ(key.order, 3);
    EXPECT_EQ(key.at_hz, 1000.0);
    EXPECT_FALSE(key.drive);
    EXPECT_EQ(parse_selection("crosstalk@channel=left>right").channel, "left>right");
}

TEST(Selection, FindsTheOneFigureNamed) {
    const result::Result result = testing::sample_result();
    const auto found = matching(result, parse_selection("output_impedance@channel=left,at_hz=997"));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_DOUBLE_EQ(*found[0]->value, 0.913);
}

TEST(Selection, LeavesOpenWhatItDoesNotName) {
    EXPECT_EQ(matches("output_impedance"), 10U);  // two channels, five frequencies
    EXPECT_EQ(matches("output_impedance@channel=right"), 5U);
    EXPECT_EQ(matches("max_level@load=33R"), 2U);
    EXPECT_EQ(matches("max_level@load=open,channel=left"), 1U);
    EXPECT_EQ(matches("latency"), 0U);
    EXPECT_EQ(matches("max_level@at_hz=997"), 0U);  // its key has no frequency
}

TEST(Selection, NamesEveryFigureSoThatItIsFoundAgain) {
    const result::Result result = testing::sample_result();
    for (const result::Figure& figure : result.figures) {
        const auto found = matching(result, parse_selection(selection_of(figure.key)));
        ASSERT_FALSE(found.empty()) << selection_of(figure.key);
        EXPECT_EQ(found[0], &figure) << selection_of(figure.key);
    }
    EXPECT_EQ(selection_of(result.figures[0].key), "output_impedance@channel=left,at_hz=20");
}

TEST(Selection, RefusesUnknownNamesWithNearOnes) {
    EXPECT_THAT(refusal("output_impedence"), HasSubstr("output_impedance"));
    EXPECT_THAT(refusal("thd@chanel=left"), HasSubstr("channel"));
    EXPECT_THAT(refusal(""), HasSubstr("unknown quantity"));
    EXPECT_THAT(refusal("noise@weighting=A"), HasSubstr("did you mean a?"));
    EXPECT_THAT(refusal("noise@weighting=dBA"), HasSubstr("unknown word"));
    EXPECT_THAT(refusal("level@drive=bot"), HasSubstr("did you mean both?"));
    EXPECT_THAT(refusal("thd@channel=middle"), HasSubstr("unknown word"));
}

TEST(Selection, RefusesAKeyGivenTwice) {
    EXPECT_EQ(refusal("thd@channel=left,channel=right"), "\"channel\" is given twice");
    EXPECT_EQ(refusal("thd@load=33,at_hz=997,load=33"), "\"load\" is given twice");
}

TEST(Selection, RefusesWhatItCannotRead) {
    for (const char* text : {"thd@channel", "thd@=left", "thd@channel=", "thd@,", "thd@at_hz=loud",
                             "thd@level_dbfs=nan", "harmonic@order=2.5", "harmonic@order=0"})
        EXPECT_NE(refusal(text), "accepted") << text;
}

}  // namespace
}  // namespace ohmloop::report
