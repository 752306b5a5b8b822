#include "ohmloop/cli/terminal_progress.hpp"

#include <gtest/gtest.h>

namespace ohmloop::cli {

using namespace std::chrono_literals;

TEST(TimeLeft, FollowsThePaceWithoutTheWaitForAPerson) {
    TimeLeft left;
    const TimeLeft::Clock::time_point start{};
    left.begin("open: connecting", 0, start);
    EXPECT_EQ(left.text(), "");
    left.begin("open: measuring", 0.1, start + 5min);  // somebody looked for a resistor
    EXPECT_EQ(left.text(), "0:00 left");
    left.begin("33: connecting", 0.4, start + 5min + 40s);
    EXPECT_EQ(left.text(), "1:00 left");  // 40 s for 0.4
    left.begin("33: measuring", 0.5, start + 15min);
    EXPECT_EQ(left.text(), "0:40 left");
    left.begin("done", 1, start + 16min);
    EXPECT_EQ(left.text(), "");
}

TEST(ProgressLine, FitsTheTerminal) {
    const auto line = [](std::size_t columns) {
        return progress_line("33 Ω: measuring", 0.4, "0:25 left", columns);
    };
    const std::string bar = "[############..................] ";
    EXPECT_EQ(line(67), bar + " 40 %  33 Ω: measuring, 0:25 left");
    EXPECT_EQ(line(66), " 40 %  33 Ω: measuring, 0:25 left");
    EXPECT_EQ(line(34), " 40 %  33 Ω: measuring, 0:25 left");
    EXPECT_EQ(line(33), " 40 %  33 Ω: measuring");
    EXPECT_EQ(line(23), " 40 %  33 Ω: measuring");
    EXPECT_EQ(line(22), " 40 %  33 Ω: measuri…");
    EXPECT_EQ(line(1), "");
    EXPECT_EQ(line(0), "");
}

}  // namespace ohmloop::cli
