#include "end_to_end/on_terminal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

// The monitor on a terminal of its own.
namespace ohmloop {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::OnTerminal;

constexpr const char* cursor_hidden = "\033[?25l";
constexpr const char* wrapping_and_cursor_back = "\033[?7h\033[?25h";

class MonitorOnATerminal : public testing::NeedsTerminal {};

std::vector<std::string> monitor(const std::string& duration) {
    return {"monitor", "--simulate", "line-dac", "--duration", duration};
}

TEST_F(MonitorOnATerminal, RedrawsABlockAndGivesTheCursorBack) {
    OnTerminal program(monitor("1.2"));
    EXPECT_EQ(program.exit_code(), 0);
    EXPECT_THAT(program.said(), ::testing::StartsWith(cursor_hidden));
    EXPECT_THAT(program.said(), HasSubstr("\033[23A\r"));
    EXPECT_THAT(program.said(), HasSubstr("tone    997.0000 Hz"));
    EXPECT_THAT(program.said(), EndsWith(wrapping_and_cursor_back));
}

void expect_clean_end(char key, int code) {
    OnTerminal program(monitor("100"));
    program.await("clips");
    program.type(key);
    EXPECT_EQ(program.exit_code(), code);
    EXPECT_THAT(program.said(), EndsWith(std::string(wrapping_and_cursor_back) +
                                         "ohmloop: stopped on request\r\n"));
}

TEST_F(MonitorOnATerminal, ControlCEndsItCleanly) { expect_clean_end('\003', 130); }
TEST_F(MonitorOnATerminal, ControlBackslashEndsItCleanly) { expect_clean_end('\034', 131); }

TEST_F(MonitorOnATerminal, ControlZGivesTheTerminalBackUntilItGoesOn) {
    OnTerminal program(monitor("100"));
    for (int n = 0; n < 2; ++n) {
        program.await("\033[J");
        program.type('\032');
        EXPECT_THAT(program.await("STOPPED\r\n"),
                    EndsWith(std::string(wrapping_and_cursor_back) + "STOPPED\r\n"));
        const auto redrawn = program.await("\033[J");
        EXPECT_THAT(redrawn, HasSubstr(cursor_hidden));
        EXPECT_THAT(redrawn, Not(HasSubstr("A\r"))) << "it draws over what the shell wrote";
    }
    program.type('\003');
    EXPECT_EQ(program.exit_code(), 130);
}

TEST_F(MonitorOnATerminal, WritesPlainLinesWhereTheTerminalCannotDraw) {
    OnTerminal program(monitor("0.5"), 80, "dumb");
    EXPECT_EQ(program.exit_code(), 0);
    EXPECT_THAT(program.said(), Not(HasSubstr("\033")));
    EXPECT_THAT(program.said(), HasSubstr("0.5 s  left   rms -2"));
}

}  // namespace
}  // namespace ohmloop
