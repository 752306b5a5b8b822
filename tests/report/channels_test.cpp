#include "report/channels.hpp"

#include "support/sample_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop::report {
namespace {

using result::Figure;
using result::Kind;
using ::testing::ElementsAre;

Figure measured(double value, double expanded, const char* unit) {
    return testing::sample_figure({}, value, expanded / 1.959964, unit);
}

std::string line(const Figure& left, const Figure& right) {
    return in_one_line(print_channels({&left, &right}), {"left", "right"});
}

// Mean 1.03; the right channel's interval ends at 1.06 + 0.10, the left one's starts at 0.90.
TEST(Channels, ThatAgreeShareAnIntervalCoveringBoth) {
    EXPECT_EQ(line(measured(1.0, 0.1, "V"), measured(1.06, 0.1, "V")), "1.03 ± 0.13 V");
}

TEST(Channels, ThatDifferByMoreThanTheirUncertaintyAreShownEach) {
    EXPECT_EQ(line(measured(1.0, 0.02, "V"), measured(1.06, 0.02, "V")),
              "left 1.000 ± 0.020 V, right 1.060 ± 0.020 V");
}

TEST(Channels, ThatDifferByLessThanMattersAgreeHoweverSmallTheUncertainty) {
    EXPECT_EQ(line(measured(1.0, 1e-6, "V"), measured(1.0004, 1e-6, "V")), "1.0002 ± 0.0002 V");
    EXPECT_EQ(line(measured(-80, 1e-6, "dB"), measured(-80.004, 1e-6, "dB")), "-80.002 ± 0.002 dB");
    EXPECT_EQ(line(measured(-80, 1e-6, "dB"), measured(-80.04, 1e-6, "dB")),
              "left -80.000 ± 0.001 dB, right -80.040 ± 0.001 dB");
}

TEST(Channels, ShareTheWeakerOfTwoBounds) {
    const auto bound = [](Kind kind, double value) {
        return result::bound({}, kind, value, "ohm", "");
    };
    EXPECT_EQ(line(bound(Kind::upper_bound, 0.2), bound(Kind::upper_bound, 0.3)), "below 0.30 Ω");
    EXPECT_EQ(line(bound(Kind::lower_bound, 20), bound(Kind::lower_bound, 30)), "above 20 Ω");
    EXPECT_EQ(line(bound(Kind::upper_bound, 0.2), measured(0.4, 0.1, "ohm")),
              "left below 0.20 Ω, right 0.40 ± 0.10 Ω");
}

TEST(Channels, AreThoseTheFiguresName) {
    result::Result result;
    EXPECT_THAT(channels_of(result), ElementsAre(""));
    result.figures.push_back(
        result::not_measured(testing::sample_key("level", "right"), "V", "dead"));
    EXPECT_THAT(channels_of(result), ElementsAre("right"));
}

TEST(Channels, ShowMeasuredFiguresOfBothDrivenAtTheHighestLevel) {
    result::Result result;
    const auto add = [&](const char* drive, double level_dbfs, double value) {
        result::FigureKey key = testing::sample_key("level", "left", "open");
        key.drive = drive;
        key.level_dbfs = level_dbfs;
        result.figures.push_back(testing::sample_figure(key, value, 0.1, "V"));
    };
    add("left", 0, 1);
    add("both", -20, 2);
    add("both", -1, 3);
    EXPECT_EQ(*shown_figure(result, "level", "left", "open")->value, 3);
    EXPECT_EQ(shown_figure(result, "level", "right", "open"), nullptr);
    EXPECT_EQ(shown_figure(result, "level", "left", "33"), nullptr);
}

}  // namespace
}  // namespace ohmloop::report
