#include "cli/shell_word.hpp"

#include <gtest/gtest.h>

namespace ohmloop::cli {

TEST(shell_word, QuotesOnlyWhatAShellWouldTakeApart) {
    EXPECT_EQ(shell_word("/tmp/run-1"), "/tmp/run-1");
    EXPECT_EQ(shell_word("my run"), "'my run'");
    EXPECT_EQ(shell_word("$HOME"), "'$HOME'");
    EXPECT_EQ(shell_word("it's"), R"('it'\''s')");
    EXPECT_EQ(shell_word(""), "''");
}

}  // namespace ohmloop::cli
