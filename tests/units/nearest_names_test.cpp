#include "ohmloop/units/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;

const std::vector<std::string> ports{"phone-dongle",    "line-dac",      "receiver-phones",
                                     "laptop-combo",    "headphone-amp", "load-sensing",
                                     "hybrid-interface"};

TEST(NearestNames, FindsASlipOfTheFingers) {
    EXPECT_THAT(nearest_names("phone-dongel", ports), ElementsAre("phone-dongle"));
    EXPECT_THAT(nearest_names("Line-DAC", ports), ElementsAre("line-dac"));
    EXPECT_THAT(nearest_names("linedac", ports), ElementsAre("line-dac"));
}

TEST(NearestNames, FindsAPartOfAName) {
    EXPECT_THAT(nearest_names("combo", ports), ElementsAre("laptop-combo"));
    EXPECT_THAT(nearest_names("phone", ports),
                ElementsAre("phone-dongle", "headphone-amp", "receiver-phones"));
}

TEST(NearestNames, PutsTheFewestEditsFirst) {
    const std::vector<std::string> names{"tests", "toast", "best"};
    EXPECT_THAT(nearest_names("test", names), ElementsAre("tests", "best"));
}

TEST(NearestNames, FindsNothingFarAway) {
    EXPECT_THAT(nearest_names("zzz", ports), IsEmpty());
    EXPECT_THAT(nearest_names("", ports), IsEmpty());
    EXPECT_THAT(nearest_names("anything", {}), IsEmpty());
}

TEST(NearestNames, SuggestionEndsASentence) {
    EXPECT_EQ(suggestion("phone-dongel", ports), " (did you mean phone-dongle?)");
    EXPECT_EQ(suggestion("left", std::vector<std::string>{"stereo", "mono"}),
              " (known: stereo, mono)");
    EXPECT_EQ(suggestion("anything", {}), "");
}

TEST(NearestNames, SuggestionCutsALongList) {
    const std::vector<std::string> many(50, "q");
    EXPECT_THAT(suggestion("zzzz", many), EndsWith(", \u2026)"));
}

}  // namespace
}  // namespace ohmloop
