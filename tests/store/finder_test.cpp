#include "ohmloop/store/finder.hpp"

#include "support/environment.hpp"
#include "support/refusal.hpp"
#include "support/temporary_folder.hpp"

#include "ohmloop/profiles/settings_error.hpp"
#include "ohmloop/units/expects.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop::store {
namespace {

using ::ohmloop::testing::Environment;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

class FinderTest : public ::testing::Test, protected ohmloop::testing::TemporaryFolder {
  protected:
    [[nodiscard]] Finder finder() const {
        return Finder({path("config"), path("data"), path("etc")});
    }
    [[nodiscard]] std::string refusal(std::string_view kind, std::string_view name) const {
        return ohmloop::testing::refusal<profiles::SettingsError>(
            [&] { return finder().find(kind, name); });
    }
};

TEST_F(FinderTest, FindsTheBuiltInWhereNothingHidesIt) {
    const auto found = finder().find("plans", "quick");
    EXPECT_EQ(found.kind, "plans");
    EXPECT_EQ(found.name, "quick");
    EXPECT_EQ(found.path, "built-in plans/quick.toml");
    EXPECT_THAT(found.text, HasSubstr("kind = \"plan\""));
}

TEST_F(FinderTest, TheUsersFileHidesTheMachinesAndThatTheBuiltIn) {
    write("etc/plans/quick.toml", "of the machine");
    EXPECT_EQ(finder().find("plans", "quick").text, "of the machine");
    write("config/plans/quick.toml", "of the user");
    EXPECT_EQ(finder().find("plans", "quick").text, "of the user");
    EXPECT_EQ(finder().find("plans", "quick").path, path("config/plans/quick.toml"));
}

TEST_F(FinderTest, OnlySoundCardsAreLookedForAmongTheData) {
    write("data/soundcards/mine.toml", "calibrated");
    write("data/plans/mine.toml", "not looked at");
    EXPECT_EQ(finder().find("soundcards", "mine").text, "calibrated");
    EXPECT_THAT(refusal("plans", "mine"), HasSubstr("no plan is named 'mine'"));
    write("config/soundcards/mine.toml", "written");
    EXPECT_EQ(finder().find("soundcards", "mine").text, "written");
}

TEST_F(FinderTest, SlashOrExtensionMeansAFile) {
    write("quick", "without extension");
    write("other.toml", "text");
    EXPECT_EQ(finder().find("plans", path("quick")).text, "without extension");
    EXPECT_EQ(finder().find("plans", path("quick")).name, "quick");
    EXPECT_EQ(finder().find("plans", path("other.toml")).name, "other");
    EXPECT_EQ(refusal("plans", "quick.toml"), "cannot read quick.toml: No such file or directory");
    EXPECT_THAT(refusal("plans", path("absent.toml")), HasSubstr("No such file"));
    EXPECT_THAT(refusal("plans", path("")), HasSubstr("it is a folder"));
}

TEST_F(FinderTest, UnknownNameIsRefusedWithTheNearest) {
    EXPECT_EQ(refusal("virtual-ports", "phone-dongel"),
              "no simulated port is named 'phone-dongel' (did you mean phone-dongle?)");
    EXPECT_THAT(refusal("plans", "zzz"), HasSubstr("(known: full, quick, standard)"));
    write("config/plans/bench.toml", "");
    EXPECT_THAT(refusal("plans", "bensh"), HasSubstr("did you mean bench?"));
    EXPECT_EQ(refusal("limits", "zzz"), "no limits file is named 'zzz'");
    EXPECT_THAT(refusal("plans", ""), HasSubstr("no plan is named ''"));
    EXPECT_THAT(refusal("plans", ".."), HasSubstr("no plan is named '..'"));
}

TEST_F(FinderTest, FileThatCannotBeReadIsNotPassedOver) {
    std::filesystem::create_directories(path("config/plans/quick.toml"));
    EXPECT_THAT(refusal("plans", "quick"), HasSubstr("it is a folder"));
    write("config/plans/huge.toml", std::string((1U << 20U) + 1, '#'));
    EXPECT_THAT(refusal("plans", "huge"), HasSubstr("larger than 1024 kB"));
}

TEST_F(FinderTest, NamesAreSortedEachOnce) {
    write("config/plans/bench.toml", "");
    write("config/plans/quick.toml", "");
    write("config/plans/notes.txt", "");
    write("config/plans/.hidden.toml", "");
    write("etc/plans/bench.toml", "");
    EXPECT_THAT(finder().names("plans"), ElementsAre("bench", "full", "quick", "standard"));
    EXPECT_THAT(finder().names("limits"), ElementsAre());
}

TEST_F(FinderTest, NamesOnlyFiles) {
    std::filesystem::create_directories(path("config/plans/folder.toml"));
    std::filesystem::create_symlink(path("nowhere"), path("config/plans/dangling.toml"));
    write("config/plans/bench.toml", "");
    std::filesystem::create_symlink(path("config/plans/bench.toml"),
                                    path("config/plans/link.toml"));
    EXPECT_THAT(finder().names("plans"), ElementsAre("bench", "full", "link", "quick", "standard"));
}

TEST_F(FinderTest, KindNobodyKnowsBreaksTheContract) {
    EXPECT_THROW(static_cast<void>(finder().find("cheeses", "brie")), BrokenContract);
}

TEST_F(FinderTest, EveryKnownKindCanBeSearched) {
    for (const auto& kind : profiles::known_kinds())
        EXPECT_THAT(refusal(kind, "no-such-name"), HasSubstr("is named 'no-such-name'")) << kind;
}

TEST(SearchFolders, FollowTheXdgVariables) {
    const Environment config("XDG_CONFIG_HOME", "/x/config");
    const Environment data("XDG_DATA_HOME", "/x/data");
    EXPECT_EQ(search_folders().config, "/x/config/ohmloop");
    EXPECT_EQ(search_folders().data, "/x/data/ohmloop");
    EXPECT_EQ(search_folders().system, "/etc/ohmloop");
}

TEST(SearchFolders, DefaultToFoldersBelowHome) {
    const Environment config("XDG_CONFIG_HOME", std::nullopt);
    const Environment data("XDG_DATA_HOME", "");
    const Environment home("HOME", "/home/me");
    EXPECT_EQ(search_folders().config, "/home/me/.config/ohmloop");
    EXPECT_EQ(search_folders().data, "/home/me/.local/share/ohmloop");
}

TEST(SearchFolders, IgnoreRelativePathsAndAMissingHome) {
    const Environment config("XDG_CONFIG_HOME", "relative");
    const Environment data("XDG_DATA_HOME", std::nullopt);
    const Environment home("HOME", std::nullopt);
    EXPECT_EQ(search_folders().config, "");
    EXPECT_EQ(search_folders().data, "");
    EXPECT_THAT(Finder().names("plans"), IsSupersetOf({"full", "quick", "standard"}));
}

TEST_F(FinderTest, FindsHeadphonesAsPeopleNameThem) {
    EXPECT_EQ(finder().find("headphones", "HD 600").name, "sennheiser-hd-600");
    EXPECT_THAT(refusal("headphones", "DT 770"),
                HasSubstr("'DT 770' may mean 4 headphone profiles, name one: "
                          "beyerdynamic-dt-770-pro-250, "));
    EXPECT_THAT(refusal("headphones", "HD 6000"), HasSubstr("did you mean sennheiser-hd-600"));
    EXPECT_THAT(refusal("headphones", "xyzzy"), HasSubstr("'ohmloop list headphones' names them"));
}

TEST_F(FinderTest, AHeadphoneOfTheUsersIsMeantLikeTheShippedOnes) {
    write("config/headphones/acme-q-1.toml", "mine");
    EXPECT_EQ(finder().find("headphones", "Q1").text, "mine");
}

}  // namespace
}  // namespace ohmloop::store
