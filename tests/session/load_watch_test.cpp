#include "session/load_watch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop::session {
namespace {

using profiles::Load;
using testing::HasSubstr;

const std::vector<Load> open_and_33{Load{"open"}, Load{"33", 33, 0.01}};

/// Both levels of two channels; a noise of 3e-6 hides less than a contact's change.
ChannelReadings levels(double left, double right) {
    const std::vector<LevelReading> both{{left, 3e-6}, {right, 3e-6}};
    return {both, both};
}

LoadWatch watch_beginning_with(const ChannelReadings& first) {
    LoadWatch watch(open_and_33, first);
    watch.leave(open_and_33[0], first.loud);
    return watch;
}

TEST(LoadWatch, FindsAFaultThatEveryChannelShows) {
    const auto watch = watch_beginning_with(levels(0.5, 0.4));
    EXPECT_EQ(watch.judge(open_and_33[1], levels(0.5, 0.4)).fault, LoadFault::unchanged);
}

TEST(LoadWatch, LeavesALoadAcrossOneChannelAlone) {
    const auto watch = watch_beginning_with(levels(0.5, 0.4));
    EXPECT_EQ(watch.judge(open_and_33[1], levels(0.48, 0.4)).fault, LoadFault::none);
}

TEST(LoadWatch, DoesNotListenToAChannelThatIsNotPlayed) {
    // 34 dB of crosstalk into the other.
    const auto watch = watch_beginning_with(levels(0.5, 0.01));
    EXPECT_EQ(watch.judge(open_and_33[1], levels(0.5, 0.02)).fault, LoadFault::unchanged);
}

TEST(LoadWatch, HearsNothingWhereNothingArrives) {
    EXPECT_FALSE(LoadWatch(open_and_33, levels(1e-6, 0)).hears_any());
}

TEST(LoadWatch, AsksInOneSentence) {
    const Load load{"33", 33};
    EXPECT_EQ(question_about({LoadFault::silent, "", 0}, load),
              "nothing arrives any more: is the plug all the way in, and nothing shorted?");
    EXPECT_EQ(question_about({LoadFault::missing, "open", 0}, load),
              "the level is that of the open jack: is the load of 33 ohm in the jack?");
    EXPECT_EQ(question_about({LoadFault::another, "100", 99}, load),
              "the level is that with 100 ohm: is the load of 33 ohm in the jack?");
    EXPECT_EQ(question_about({LoadFault::left_on, "100", 0}, Load{"open"}),
              "the level is still that with 100 ohm: is every load off the jack?");
    EXPECT_THAT(question_about({LoadFault::another, "", 67.8}, load),
                HasSubstr("that of about 68 \u03a9"));
    EXPECT_THAT(question_about({LoadFault::shorted, "", 0.23}, load), HasSubstr("200 m\u03a9"));
}

TEST(LoadWatch, OnlyAShortSpoilsARun) {
    const Load load{"33", 33};
    EXPECT_EQ(doubt_about({LoadFault::unchanged, "open", 0}, load).severity,
              result::Severity::note);
    for (const auto fault : {LoadFault::unchanged, LoadFault::missing, LoadFault::left_on,
                             LoadFault::silent, LoadFault::another, LoadFault::swapped})
        EXPECT_EQ(doubt_about({fault, "100", 50}, load).severity, result::Severity::weakens);
    EXPECT_EQ(doubt_about({LoadFault::shorted, "", 0.2}, load).severity, result::Severity::spoils);
}

}  // namespace
}  // namespace ohmloop::session
