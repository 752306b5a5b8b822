#include "ohmloop/profiles/load.hpp"

#include "support/refusal.hpp"

#include "ohmloop/profiles/settings_error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop::profiles {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> names_of(const std::vector<Load>& loads) {
    std::vector<std::string> names;
    for (const auto& load : loads) names.push_back(load.name);
    return names;
}

std::string refuse(std::string_view text) {
    return testing::refusal<SettingsError>([&] { return parse_loads(text, 0.01); });
}

TEST(Loads, AreSortedLightestFirst) {
    EXPECT_THAT(names_of(parse_loads("33, 600,open,4.7k", 0)),
                ElementsAre("open", "4.7k", "600", "33"));
}

TEST(Loads, KeepTheNameThatWasWritten) {
    const auto loads = parse_loads("4k7:0.1%,33R:1%, Open", 0.05);
    EXPECT_THAT(names_of(loads), ElementsAre("open", "4k7", "33R"));
    EXPECT_TRUE(loads[0].is_open());
    EXPECT_DOUBLE_EQ(loads[1].resistance_ohm, 4700);
    EXPECT_DOUBLE_EQ(loads[1].tolerance, 0.001);
    EXPECT_FALSE(loads[2].is_open());
}

TEST(Loads, TakeTheDefaultToleranceWhereNoneIsWritten) {
    const auto loads = parse_loads("open,100:0,33", 0.01);
    EXPECT_EQ(loads[0].tolerance, 0);
    EXPECT_EQ(loads[1].tolerance, 0);
    EXPECT_EQ(loads[2].tolerance, 0.01);
}

TEST(Loads, RefuseWhatIsNoResistance) {
    for (const char* name : {"abc", "-33", "nan", "inf", "33V", "0x21", "1e999"})
        EXPECT_THAT(
            refuse("open," + std::string(name)),
            AllOf(HasSubstr("load '" + std::string(name) + "' is neither open nor a positive"),
                  HasSubstr("4.7k:1%")))
            << name;
}

TEST(Loads, RefuseZeroAndTheAbsurd) {
    for (const char* name : {"0", "0.05", "20M"})
        EXPECT_EQ(
            refuse("open," + std::string(name)),
            "load '" + std::string(name) + "' is out of range: allowed is 0.1 ohm to 10 Mohm");
}

TEST(Loads, RefuseDuplicatesHoweverWritten) {
    EXPECT_EQ(refuse("open,33,33"), "load '33' stands twice in 'open,33,33'");
    EXPECT_EQ(refuse("33,33R"), "load '33R' stands twice in '33,33R'");
    EXPECT_EQ(refuse("open,33,open"), "load 'open' stands twice in 'open,33,open'");
}

TEST(Loads, RefuseEmptyPlaces) {
    for (const char* text : {"", " ", ",", "open,,33", "open,33,", ",33"})
        EXPECT_THAT(refuse(text), HasSubstr("has an empty place")) << text;
    EXPECT_THAT(refuse("open,:1%"), HasSubstr("load '' is neither open nor"));
}

TEST(Loads, RefuseAWrongTolerance) {
    for (const char* item : {"33:abc", "33:-1%", "33:100%", "33:", "33:1%:2%"})
        EXPECT_THAT(refuse(item),
                    AllOf(HasSubstr("load '" + std::string(item) + "'"), HasSubstr("a tolerance")))
            << item;
    EXPECT_EQ(refuse("open:1%"), "load 'open:1%': an open jack has no tolerance");
}

const std::string box_header = "kind = \"load-box\"\nversion = 1\n";

std::string refuse_box(const std::string& text) {
    return testing::refusal<SettingsError>(
        [&] { return parse_load_box(box_header + text, "my-box.toml"); });
}

TEST(LoadBox, HasAnOpenJackAndItsLoadsLightestFirst) {
    const auto box =
        parse_load_box(box_header +
                           "meter_uncertainty_percent = 0.2\n"
                           "[[load]]\nname = \"33\"\nresistance_ohm = 33.04\n"
                           "tolerance_percent = 0.05\ncontact_ohm = 0.03\npower_w = 1\n"
                           "[[load]]\nname = \"600\"\nresistance_ohm = 604.1\n",
                       "boxes/my-box.toml");
    EXPECT_EQ(box.name, "my-box");
    ASSERT_THAT(names_of(box.loads), ElementsAre("open", "600", "33"));
    EXPECT_DOUBLE_EQ(box.loads[1].tolerance, 0.01);
    EXPECT_DOUBLE_EQ(box.loads[1].power_w, 0.25);
    EXPECT_DOUBLE_EQ(box.loads[2].resistance_ohm, 33.04);
    EXPECT_DOUBLE_EQ(box.loads[2].tolerance, 0.0005);
    EXPECT_DOUBLE_EQ(box.loads[2].contact_ohm, 0.03);
    EXPECT_DOUBLE_EQ(box.loads[2].power_w, 1);
    EXPECT_EQ(box.loads[0].scale_uncertainty, 0);
    EXPECT_DOUBLE_EQ(box.loads[1].scale_uncertainty, 0.002);
    EXPECT_DOUBLE_EQ(box.loads[2].scale_uncertainty, 0.002);
}

TEST(LoadBox, RefusesEmptyRepeatedAndUnusableEntries) {
    EXPECT_THAT(refuse_box(""), HasSubstr("at least one [[load]]"));
    EXPECT_THAT(refuse_box("[[load]]\nname = \"33\"\nresistance_ohm = 33\n"
                           "[[load]]\nname = \"33\"\nresistance_ohm = 34\n"),
                HasSubstr("two loads are named \"33\""));
    EXPECT_THAT(refuse_box("[[load]]\nname = \"33\"\nresistance_ohm = -33\n"),
                AllOf(HasSubstr("my-box.toml, line 5"), HasSubstr("allowed is 0.1 to 1e+07")));
    for (const char* name : {"a,b", "33:1%", "open", "a/b", "a b"})
        EXPECT_THAT(
            refuse_box("[[load]]\nname = \"" + std::string(name) + "\"\nresistance_ohm = 33\n"),
            HasSubstr("it is written in --loads"))
            << name;
    EXPECT_THAT(refuse_box("[[load]]\nresistance_ohm = 33\n"), HasSubstr("name is missing"));
}

}  // namespace
}  // namespace ohmloop::profiles
