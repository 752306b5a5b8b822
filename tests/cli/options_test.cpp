#include "ohmloop/cli/options.hpp"

#include "support/refusal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::vector<OptionSpec> specs{{"rate", "HZ", ""},
                                    {"max-level", "DBFS", ""},
                                    {"quiet", "", "", 'q'},
                                    {"output", "FILE", "", 'o'},
                                    {"take", "LOAD=FILE", "", 0, true}};

std::string refusal(const std::vector<std::string>& words) {
    return ohmloop::testing::refusal<UsageError>([&] { return parse_command_line(words, specs); });
}

TEST(Options, HoldValuesFlagsAndArguments) {
    const auto options = parse_command_line({"--rate", "48k", "file", "-q", "-o", "x.wav"}, specs);
    EXPECT_EQ(options.text("rate"), "48k");
    EXPECT_TRUE(options.has("quiet"));
    EXPECT_EQ(options.text("output"), "x.wav");
    EXPECT_THAT(options.arguments(), ElementsAre("file"));
    EXPECT_FALSE(options.has("max-level"));
}

TEST(Options, TakeNegativeNumbersAsValues) {
    EXPECT_EQ(parse_command_line({"--max-level", "-10"}, specs).text("max-level"), "-10");
    EXPECT_EQ(parse_command_line({"--max-level=-10"}, specs).text("max-level"), "-10");
}

TEST(Options, CollectRepeatableOnesInOrder) {
    const auto options = parse_command_line({"--take", "open=a", "--take=33:1%=b=c"}, specs);
    EXPECT_THAT(options.all("take"), ElementsAre("open=a", "33:1%=b=c"));
}

TEST(Options, EndAtTwoDashes) {
    const auto options = parse_command_line({"--", "--rate"}, specs);
    EXPECT_THAT(options.arguments(), ElementsAre("--rate"));
}

TEST(Options, AreNeverGuessedFromPrefixes) {
    EXPECT_THAT(refusal({"--rat", "48k"}), HasSubstr("unknown option --rat "));
    EXPECT_THAT(refusal({"--rat", "48k"}), HasSubstr("--rate"));
    EXPECT_THAT(refusal({"--max=3"}), HasSubstr("unknown option --max "));
}

TEST(Options, RefuseMissingDoubleAndUnwantedValues) {
    EXPECT_EQ(refusal({"--rate"}), "--rate needs a value");
    EXPECT_EQ(refusal({"--rate", "--quiet"}), "--rate needs a value");
    EXPECT_EQ(refusal({"--rate", "1", "--rate", "2"}), "--rate is given twice");
    EXPECT_EQ(refusal({"--quiet=yes"}), "--quiet takes no value");
    EXPECT_THAT(refusal({"-x"}), HasSubstr("unknown option -x"));
}

TEST(Options, NameThemselvesWhenANumberCannotBeRead) {
    const auto options = parse_command_line({"--rate", "inf"}, specs);
    const auto sentence =
        ohmloop::testing::refusal<UsageError>([&] { return options.read("rate", parse_hertz); });
    EXPECT_THAT(sentence, HasSubstr("--rate: "));
}

TEST(Options, WholeNumbersStayInTheirRange) {
    const auto one = [](const char* text) {
        return Options({{"frames", {text}}}, {}).whole("frames", 0, 4096);
    };
    EXPECT_EQ(one("256"), 256);
    EXPECT_THROW(static_cast<void>(one("-1")), UsageError);
    EXPECT_THROW(static_cast<void>(one("4097")), UsageError);
    EXPECT_THROW(static_cast<void>(one("1.5")), UsageError);
    EXPECT_THROW(static_cast<void>(one("nan")), UsageError);
}

}  // namespace
}  // namespace ohmloop::cli
