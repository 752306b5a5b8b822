#include "support/pseudo_terminal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <pty.h>
#include <signal.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

// The monitor on a terminal of its own.
namespace ohmloop {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* cursor_hidden = "\033[?25l";
constexpr const char* wrapping_and_cursor_back = "\033[?7h\033[?25h";

/// The program as a person starts it, in a window of 80 x 24.
class OnTerminal {
  public:
    explicit OnTerminal(const char* duration, const char* terminal = "xterm") {
        winsize size{24, 80, 0, 0};
        id_ = forkpty(&end_, nullptr, nullptr, &size);
        if (id_ != 0) return;
        ::setenv("TERM", terminal, 1);
        ::execl(OHMLOOP_PROGRAM, "ohmloop", "monitor", "--simulate", "line-dac", "--duration",
                duration, nullptr);
        ::_exit(127);
    }
    OnTerminal(const OnTerminal&) = delete;
    OnTerminal& operator=(const OnTerminal&) = delete;
    ~OnTerminal() { ::close(end_); }

    /// Reads until all it said holds `text`, or it has ended.
    void await(const std::string& text) {
        char buffer[4096];
        while (said_.find(text) == std::string::npos) {
            const auto count = ::read(end_, buffer, sizeof buffer);
            if (count <= 0) return;
            said_.append(buffer, static_cast<std::size_t>(count));
        }
    }
    void type(char key) const { ASSERT_EQ(::write(end_, &key, 1), 1); }

    int exit_code() {
        await("it never says this");
        int status = 0;
        ::waitpid(id_, &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    [[nodiscard]] const std::string& said() const { return said_; }

  private:
    int end_ = -1;
    pid_t id_ = 0;
    std::string said_;
};

TEST(MonitorOnATerminal, RedrawsABlockAndGivesTheCursorBack) {
    if (!ohmloop::testing::has_pseudo_terminals()) GTEST_SKIP() << "needs /dev/pts";
    OnTerminal program("1.2");
    EXPECT_EQ(program.exit_code(), 0);
    EXPECT_THAT(program.said(), ::testing::StartsWith(cursor_hidden));
    EXPECT_THAT(program.said(), HasSubstr("\033[23A\r"));
    EXPECT_THAT(program.said(), HasSubstr("tone    997.0000 Hz"));
    EXPECT_THAT(program.said(), EndsWith(wrapping_and_cursor_back));
}

TEST(MonitorOnATerminal, ControlCEndsItCleanly) {
    if (!ohmloop::testing::has_pseudo_terminals()) GTEST_SKIP() << "needs /dev/pts";
    OnTerminal program("100");
    program.await("clips");
    program.type('\003');
    EXPECT_EQ(program.exit_code(), 130);
    EXPECT_THAT(program.said(), EndsWith(std::string(wrapping_and_cursor_back) +
                                         "ohmloop: stopped on request\r\n"));
}

TEST(MonitorOnATerminal, WritesPlainLinesWhereTheTerminalCannotDraw) {
    if (!ohmloop::testing::has_pseudo_terminals()) GTEST_SKIP() << "needs /dev/pts";
    OnTerminal program("0.5", "dumb");
    EXPECT_EQ(program.exit_code(), 0);
    EXPECT_THAT(program.said(), Not(HasSubstr("\033")));
    EXPECT_THAT(program.said(), HasSubstr("0.5 s  left   rms -2"));
}

}  // namespace
}  // namespace ohmloop
