#include "cli/live_block.hpp"

#include <gtest/gtest.h>

#include <signal.h>
#include <sstream>

namespace ohmloop::cli {
namespace {

TEST(LiveBlock, DrawsOverWhatItDrewAndGivesTheCursorBack) {
    std::ostringstream out;
    {
        LiveBlock block(out);
        EXPECT_EQ(out.str(), "\033[?25l\033[?7l");
        out.str("");
        block.draw({"one", "two"}, {});
        EXPECT_EQ(out.str(), "one\033[K\ntwo\033[K\n\033[J");
        out.str("");
        block.draw({"three"}, {});
        EXPECT_EQ(out.str(), "\033[2A\rthree\033[K\n\033[J");
        out.str("");
        block.draw({"four"}, {});
        EXPECT_EQ(out.str(), "\033[1A\rfour\033[K\n\033[J");
        out.str("");
    }
    EXPECT_EQ(out.str(), "\033[?7h\033[?25h");
}

TEST(LiveBlock, ClearsAWindowThatChangedItsSize) {
    std::ostringstream out;
    LiveBlock block(out);
    block.draw({"one"}, {80, 24, false});
    out.str("");
    block.draw({"two"}, {79, 24, false});
    EXPECT_EQ(out.str(), "\033[H\033[2Jtwo\033[K\n\033[J");
}

TEST(LiveBlock, IsDrawnWhereTheCursorIsWhenTheProgramGoesOn) {
    std::ostringstream out;
    LiveBlock block(out);
    block.draw({"one"}, {});
    out.str("");
    ::raise(SIGCONT);
    block.draw({"two"}, {});
    EXPECT_EQ(out.str(), "two\033[K\n\033[J");
    out.str("");
    block.draw({"three"}, {});
    EXPECT_EQ(out.str(), "\033[1A\rthree\033[K\n\033[J");
}

}  // namespace
}  // namespace ohmloop::cli
