#include "cli/screen_text.hpp"

#include <gtest/gtest.h>

namespace ohmloop::cli {
namespace {

TEST(ScreenText, ACharacterTakesAColumn) {
    EXPECT_EQ(width_of("3 ± 1"), 5U);
    EXPECT_EQ(cut("3 ± 1", 3), "3 ±");
    EXPECT_EQ(cut("a\033[2Jb\nc", 99), "a [2Jb c");
}

TEST(ScreenText, WhatWasShortenedShowsIt) {
    EXPECT_EQ(shortened("measuring", 9), "measuring");
    EXPECT_EQ(shortened("measuring", 8), "measuri…");
    EXPECT_EQ(shortened("measuring", 1), "…");
    EXPECT_EQ(shortened("measuring", 0), "");
}

TEST(ScreenText, ALineEndsWhereAnItemDoes) {
    EXPECT_EQ(whole_words("-20.00 dBFS, held -13.98", 24), "-20.00 dBFS, held -13.98");
    EXPECT_EQ(whole_words("-20.00 dBFS, held -13.98", 23), "-20.00 dBFS");
    EXPECT_EQ(whole_words("-20.00 dBFS, held -13.98", 11), "-20.00 dBFS");
    EXPECT_EQ(whole_words("-20.00 dBFS  100.0 mV", 20), "-20.00 dBFS");
    EXPECT_EQ(whole_words("2 gaps; the host reports 3", 25), "2 gaps");
    EXPECT_EQ(whole_words("-54, < -120, -60", 12), "-54, < -120");
}

TEST(ScreenText, AWordIsWholeOrLeftOut) {
    EXPECT_EQ(whole_words("997.0000 Hz", 10), "997.0000 …");
    EXPECT_EQ(whole_words("997.0000 Hz", 9), "…") << "the dots would touch the figure";
    EXPECT_EQ(whole_words("-20.00", 5), "…");
    EXPECT_EQ(whole_words("-20.00", 0), "");
}

TEST(ScreenText, ItemsAreWholeButForAName) {
    const std::vector<std::string> items{"Scarlett", "48 kHz", "playing 997 Hz at -20 dBFS", "1 V"};
    EXPECT_EQ(whole_items(items, 49), "Scarlett, 48 kHz, playing 997 Hz at -20 dBFS, 1 V");
    EXPECT_EQ(whole_items(items, 48), "Scarlett, 48 kHz, playing 997 Hz at -20 dBFS");
    EXPECT_EQ(whole_items(items, 43), "Scarlett, 48 kHz, 1 V") << "what follows may fit";
    EXPECT_EQ(whole_items(items, 8), "Scarlett");
    EXPECT_EQ(whole_items(items, 7), "Scarle…");
}

}  // namespace
}  // namespace ohmloop::cli
