#include "end_to_end/on_terminal.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <string>

// A measurement in windows of different widths.
namespace ohmloop {
namespace {

class TerminalWidth : public testing::NeedsTerminal {};

/// The widest bar of progress and the widest line of the page, in columns.
struct Widths {
    std::size_t progress = 0;
    std::size_t page = 0;
};

std::size_t characters(const std::string& line) {
    return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

Widths measured_in(unsigned short columns) {
    testing::OnTerminal program({"measure", "--simulate", "phone-dongle", "--plan", "quick"},
                                columns);
    EXPECT_EQ(program.exit_code(), 0);
    const auto text = std::regex_replace(program.said(), std::regex("\033\\[[0-9;]*[A-Za-z]"), "");
    const std::regex lines("[^\r\n]+");
    const std::regex progress("(\\[[#.]*\\] )? *[0-9]+ %  .*");
    Widths widths;
    for (std::sregex_iterator line(text.begin(), text.end(), lines), end; line != end; ++line) {
        const std::string each = line->str();
        auto& widest = std::regex_match(each, progress) ? widths.progress : widths.page;
        widest = std::max(widest, characters(each));
    }
    return widths;
}

TEST_F(TerminalWidth, IsFollowedByProgressAndPage) {
    const auto widths = measured_in(85);
    EXPECT_GT(widths.progress, 40U) << "with its bar";
    EXPECT_LT(widths.progress, 85U);
    EXPECT_GT(widths.page, 72U);
    EXPECT_LE(widths.page, 85U);
}

TEST_F(TerminalWidth, LessThanAPageStillHoldsTheProgress) {
    const auto widths = measured_in(30);
    EXPECT_GT(widths.progress, 0U);
    EXPECT_LT(widths.progress, 30U);
    EXPECT_LE(widths.page, 72U) << "no narrower is read with ease";
}

}  // namespace
}  // namespace ohmloop
