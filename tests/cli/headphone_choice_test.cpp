#include "ohmloop/cli/headphone_choice.hpp"

#include "support/refusal.hpp"
#include "support/temporary_folder.hpp"

#include "ohmloop/profiles/settings_error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class HeadphoneChoiceTest : public ::testing::Test, protected ohmloop::testing::TemporaryFolder {};

std::vector<std::string> titles(const std::vector<std::string>& words) {
    const auto options = parse_command_line(words, {{"headphone", "NAME", "which", 0, true}});
    std::vector<std::string> titles;
    for (const auto& one : read_headphones(options)) titles.push_back(one.title);
    return titles;
}

TEST_F(HeadphoneChoiceTest, IsRepeatedOrStandsBetweenCommas) {
    EXPECT_THAT(titles({"--headphone", "HD 600, mdr7506", "--headphone", "koss-porta-pro"}),
                ElementsAre("Sennheiser HD 600", "Sony MDR-7506", "Koss Porta Pro"));
    EXPECT_THAT(titles({"--headphone", "HD 600,hd600"}), ElementsAre("Sennheiser HD 600"));
    EXPECT_TRUE(titles({}).empty());
}

TEST_F(HeadphoneChoiceTest, AnEmptyPlaceIsRefused) {
    EXPECT_THAT(ohmloop::testing::refusal<UsageError>([] {
                    return titles({"--headphone", "HD 600,,HD 650"});
                }),
                HasSubstr("has an empty place"));
}

TEST_F(HeadphoneChoiceTest, ACurveMayStandForANameOrAlone) {
    write("q.zma", "* mine\n20 50\n20000 50\n");
    const auto named = find_headphone("HD 600=" + path("q.zma"));
    EXPECT_EQ(named.title, "Sennheiser HD 600");
    EXPECT_EQ(named.nominal_ohm, 300);
    EXPECT_EQ(named.curve.size(), 2);
    const auto alone = find_headphone(path("q.zma"));
    EXPECT_EQ(alone.title, "q");
    EXPECT_EQ(alone.nominal_ohm, 50);
    EXPECT_FALSE(alone.sensitivity);
}

TEST_F(HeadphoneChoiceTest, AFilesNameMayHoldCommas) {
    write("left, worn.zma", "20 50\n20000 50\n");
    EXPECT_THAT(
        titles({"--headphone", "HD 600=" + path("left, worn.zma"), "--headphone",
                path("left, worn.zma"), "--headphone", "mdr7506,HD 650"}),
        ElementsAre("Sennheiser HD 600", "left, worn", "Sony MDR-7506", "Sennheiser HD 650"));
    EXPECT_THAT(titles({"--headphone", "mdr7506,HD 650=" + path("left, worn.zma")}),
                ElementsAre("Sony MDR-7506", "Sennheiser HD 650"));
}

TEST_F(HeadphoneChoiceTest, ACurveThatIsNotThereIsRefusedByItsName) {
    EXPECT_THAT(ohmloop::testing::refusal<profiles::SettingsError>(
                    [] { return find_headphone("HD 600=nowhere.zma"); }),
                HasSubstr("nowhere.zma"));
}

}  // namespace
}  // namespace ohmloop::cli
