#include "ohmloop/cli/result_outputs.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

namespace ohmloop::cli {
namespace {

TEST(ResultOutputs, ColourOnlyATerminalThatDraws) {
    unsetenv("NO_COLOR");
    const Options options({}, {});
    std::ostringstream nowhere;
    Console console{nowhere, nowhere};
    EXPECT_FALSE(read_outputs(options, console).colour) << "a file";
    console.person_reads_out = true;
    EXPECT_FALSE(read_outputs(options, console).colour) << "TERM=dumb";
    console.draws = true;
    EXPECT_TRUE(read_outputs(options, console).colour);
    EXPECT_FALSE(read_outputs(Options({{"no-color", {"yes"}}}, {}), console).colour);
    setenv("NO_COLOR", "1", 1);
    EXPECT_FALSE(read_outputs(options, console).colour);
    unsetenv("NO_COLOR");
}

}  // namespace
}  // namespace ohmloop::cli
