#include "report/paragraph.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop::report {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Paragraph, CountsColumnsNotBytes) {
    EXPECT_EQ(columns("4.7 kΩ ± 0.1 µF"), 15U);
    EXPECT_EQ(padded("Ω", 3), "Ω  ");
    EXPECT_EQ(padded("long", 2), "long");
}

TEST(Paragraph, WrapsAtBlanksAndCutsWhatIsTooLong) {
    EXPECT_THAT(wrapped("one two three", 7), ElementsAre("one two", "three"));
    EXPECT_THAT(wrapped("ΩΩΩΩΩ a", 2), ElementsAre("ΩΩ", "ΩΩ", "Ω", "a"));
    EXPECT_THAT(wrapped("a  b", 9), ElementsAre("a b"));
    EXPECT_THAT(wrapped("ab", 2), ElementsAre("ab"));
    EXPECT_THAT(wrapped(" ", 5), IsEmpty());
    EXPECT_THAT(wrapped("about " + glued("1 Ω"), 8), ElementsAre("about", "1 Ω"));
}

TEST(Paragraph, ANumberStaysWithItsUnit) {
    EXPECT_THAT(wrapped(with_glued_units("up to 10 kΩ, then"), 8),
                ElementsAre("up to", "10 kΩ,", "then"));
    EXPECT_THAT(wrapped(with_glued_units("line level (-10 dBV): weak"), 12),
                ElementsAre("line level", "(-10 dBV):", "weak"));
    // No unit, though it begins with one's letter.
    EXPECT_THAT(wrapped(with_glued_units("of 3 Volumes"), 6), ElementsAre("of 3", "Volume", "s"));
}

TEST(Paragraph, MarksWhatItShortens) {
    EXPECT_EQ(shortened("Ohm Ω", 5), "Ohm Ω");
    EXPECT_EQ(shortened("Ω Ohm", 3), "Ω …");
}

TEST(Paragraph, HangsTheTextBehindItsLead) {
    const std::string words(80, 'x');
    EXPECT_EQ(hanging("- ", words + " " + words, 100), "- " + words + "\n  " + words + "\n");
    EXPECT_EQ(hanging("- ", "", 100), "- \n");
    EXPECT_EQ(hanging(std::string(60, 'a') + " ", words, 100),
              std::string(60, 'a') + "\n" + words + "\n");
}

TEST(Paragraph, LetsNoControlCharacterThrough) {
    EXPECT_EQ(plain("a\033[31mb\nc\td\x7f"), "a[31mb c d");
    EXPECT_EQ(plain("x\xC2\x9Bm"), "xm");  // C1: CSI in one character
    EXPECT_EQ(plain("a\xE2\x80\xAE"
                    "b\xE2\x81\xA6"
                    "c"),
              "abc");  // U+202E, U+2066
    EXPECT_EQ(plain("Größe 4 Ω"), "Größe 4 Ω");
}

TEST(Paragraph, MarksBytesThatAreNoUtf8) {
    EXPECT_EQ(plain("a\xFF"
                    "b"),
              "a?b");
    EXPECT_EQ(plain("a\xE2\x82"), "a??");  // cut short
    EXPECT_EQ(plain("\xC0\xAF"), "??");    // overlong
}

}  // namespace
}  // namespace ohmloop::report
