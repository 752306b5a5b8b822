#include "support/run_program.hpp"

#include "ohmloop/cli/command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

namespace ohmloop::cli {
namespace {

using ohmloop::testing::run_program;
using ::testing::HasSubstr;

void expect_fits_the_page(const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100U) << line;
}

TEST(Help, NamesEveryCommandAndFitsThePage) {
    const auto ran = run_program({"--help"});
    EXPECT_EQ(ran.code, 0);
    for (const auto& command : commands()) EXPECT_THAT(ran.out, HasSubstr(command.name));
    expect_fits_the_page(ran.out);
}

TEST(Help, OfACommandNamesEveryOption) {
    for (const auto& command : commands()) {
        const auto ran = run_program({command.name, "--help"});
        EXPECT_EQ(ran.code, 0);
        EXPECT_THAT(ran.out, HasSubstr("usage: ohmloop " + command.name));
        for (const auto& option : command.options)
            EXPECT_THAT(ran.out, HasSubstr("--" + option.name));
        expect_fits_the_page(ran.out);
    }
}

TEST(Help, OptionNamesAreUniqueWithinACommand) {
    for (const auto& command : commands()) {
        std::set<std::string> names;
        std::set<char> letters;
        for (const auto& option : command.options) {
            EXPECT_TRUE(names.insert(option.name).second) << command.name << " " << option.name;
            const bool fresh = option.letter == 0 || letters.insert(option.letter).second;
            EXPECT_TRUE(fresh) << option.letter;
        }
    }
}

TEST(Help, WithoutACommandIsAUsageError) {
    const auto ran = run_program({});
    EXPECT_EQ(ran.code, 2);
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err, HasSubstr("usage:"));
}

TEST(Version, IsOneLine) {
    const auto ran = run_program({"--version"});
    EXPECT_EQ(ran.code, 0);
    EXPECT_THAT(ran.out, ::testing::MatchesRegex("ohmloop [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST(List, ShowsWhatCanBeShown) {
    const auto names = run_program({"list", "ports"});
    EXPECT_EQ(names.code, 0);
    EXPECT_THAT(names.out, HasSubstr("phone-dongle\n"));
    const auto file = run_program({"show", "ports", "phone-dongle"});
    EXPECT_EQ(file.code, 0);
    EXPECT_THAT(file.out, HasSubstr("kind = \"virtual-port\""));
}

}  // namespace
}  // namespace ohmloop::cli
