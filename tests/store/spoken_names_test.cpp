#include "ohmloop/store/spoken_names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop::store {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::vector<std::string> known{"beyerdynamic-dt-770-pro-250",
                                     "beyerdynamic-dt-770-pro-80",
                                     "sennheiser-hd-25",
                                     "sennheiser-hd-250-linear-ii",
                                     "sennheiser-hd-600",
                                     "sennheiser-hd-660s",
                                     "sennheiser-hd-660s2",
                                     "sennheiser-hd-800",
                                     "sennheiser-hd-800-s",
                                     "sony-mdr-7506"};

std::vector<std::string> meant(std::string_view typed) { return names_meant(typed, known); }

TEST(SpokenNames, AreTheNamesWithoutMakerCaseAndDashes) {
    for (const char* typed :
         {"HD 600", "hd600", "HD-600", "Sennheiser HD600", "sennheiser-hd-600", "600"})
        EXPECT_THAT(meant(typed), ElementsAre("sennheiser-hd-600")) << typed;
    EXPECT_THAT(meant("MDR7506"), ElementsAre("sony-mdr-7506"));
}

TEST(SpokenNames, MeanWholePartsOnly) {
    EXPECT_THAT(meant("HD 25"), ElementsAre("sennheiser-hd-25"));
    EXPECT_THAT(meant("HD 660S"), ElementsAre("sennheiser-hd-660s"));
    EXPECT_THAT(meant("HD 800"), ElementsAre("sennheiser-hd-800"));
    EXPECT_THAT(meant("HD 800S"), ElementsAre("sennheiser-hd-800-s"));
    EXPECT_THAT(meant("hd 60"), IsEmpty());
    EXPECT_THAT(meant(""), IsEmpty());
    EXPECT_THAT(meant(" - "), IsEmpty());
}

TEST(SpokenNames, MayMeanSeveral) {
    EXPECT_THAT(meant("DT 770"),
                ElementsAre("beyerdynamic-dt-770-pro-250", "beyerdynamic-dt-770-pro-80"));
    EXPECT_THAT(meant("DT 770 Pro 80"), ElementsAre("beyerdynamic-dt-770-pro-80"));
    EXPECT_THAT(meant("HD 660"), ElementsAre("sennheiser-hd-660s", "sennheiser-hd-660s2"));
}

TEST(SpokenNames, ResembleWhatIsMisspeltOrCutShort) {
    EXPECT_THAT(names_resembling("beyer 770", known), Contains("beyerdynamic-dt-770-pro-80"));
    EXPECT_THAT(names_resembling("HD 6000", known), Contains("sennheiser-hd-600"));
    EXPECT_THAT(names_resembling("MRD 7506", known), ElementsAre("sony-mdr-7506"));
    EXPECT_THAT(names_resembling("senheiser hd 600", known), Contains("sennheiser-hd-600"));
    EXPECT_THAT(names_resembling("xyzzy", known), IsEmpty());
}

}  // namespace
}  // namespace ohmloop::store
