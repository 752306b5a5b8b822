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

TEST(ResultOutputs, ABoundIsToldWhereAScriptDoesNotTakeItForTheValue) {
    result::Result result;
    result::FigureKey key;
    key.quantity = "output_impedance";
    key.channel = "left";
    result.figures.push_back(
        result::bound(key, result::Kind::upper_bound, 71.9, "ohm", "two takes contradict"));
    std::ostringstream out;
    std::ostringstream err;
    Console console{out, err};
    ResultOutputs outputs;
    outputs.wanted = key;
    EXPECT_EQ(show(result, outputs, console), 3);
    EXPECT_EQ(out.str(), "\n");
    // Two digits, rounded up.
    EXPECT_EQ(err.str(),
              "ohmloop: --get: output_impedance@channel=left is only known to be below 72 Ω: two "
              "takes contradict\n");
}

}  // namespace
}  // namespace ohmloop::cli
