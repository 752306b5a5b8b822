#include "short_run.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

// A run with somebody who puts something else across the jack, and can be asked again.
namespace ohmloop::session {
namespace {

using testing::ElementsAre;

/// Asked for the n-th time, `instead` is put there.
auto mistaken_at(std::size_t n, std::string instead) {
    return [n, instead = std::move(instead)](std::size_t asked, const std::string& load) {
        return asked == n ? instead : load;
    };
}

TEST(LoadPlacement, AsksAgainForALoadThatChangedNothing) {
    FakePort port;
    port.asks = true;
    port.mistake = mistaken_at(1, "open");
    const auto outcome = run_on(port, short_run());
    EXPECT_THAT(port.selected, ElementsAre("open", "33", "33", "open"));
    EXPECT_THAT(port.whys,
                ElementsAre("the level did not change: is the load of 33 ohm in the jack?"));
    EXPECT_THAT(loads_of(outcome), ElementsAre("open", "33", "open"));
    EXPECT_TRUE(outcome.returned);
    EXPECT_TRUE(outcome.doubts.empty());
}

TEST(LoadPlacement, GoesOnWithADoubtWhenTheAnswerStaysTheSame) {
    FakePort port;
    port.asks = true;
    port.gains["33"] = port.gains["open"];
    const auto outcome = run_on(port, short_run());
    EXPECT_THAT(port.selected, ElementsAre("open", "33", "33", "open"));
    EXPECT_THAT(loads_of(outcome), ElementsAre("open", "33", "open"));
    ASSERT_EQ(outcome.doubts.size(), 1U);
    EXPECT_EQ(outcome.doubts[0].code, "load_not_verified");
    EXPECT_EQ(outcome.doubts[0].severity, result::Severity::note);
    EXPECT_EQ(outcome.doubts[0].load, "33");
}

TEST(LoadPlacement, AsksAgainForALoadThatWasLeftOn) {
    FakePort port;
    port.asks = true;
    port.mistake = mistaken_at(2, "33");
    const auto outcome = run_on(port, short_run());
    EXPECT_THAT(port.selected, ElementsAre("open", "33", "open", "open"));
    EXPECT_THAT(port.whys,
                ElementsAre("the level is still that with 33 ohm: is every load off the jack?"));
    EXPECT_TRUE(outcome.returned);
    EXPECT_TRUE(outcome.doubts.empty());
}

TEST(LoadPlacement, GoesWithoutAReturnToALoadThatStaysOn) {
    FakePort port;
    port.asks = true;
    port.mistake = [](std::size_t asked, const std::string& load) {
        return asked >= 2 ? "33" : load;
    };
    const auto outcome = run_on(port, short_run());
    EXPECT_THAT(loads_of(outcome), ElementsAre("open", "33"));
    EXPECT_FALSE(outcome.returned);
    ASSERT_EQ(outcome.doubts.size(), 1U);
    EXPECT_EQ(outcome.doubts[0].code, "load_not_verified");
    EXPECT_EQ(outcome.doubts[0].load, "open");
}

/// A source of 20 ohm and whatever may be put across it.
class PortOf20Ohm : public FakePort {
  public:
    PortOf20Ohm() {
        asks = true;
        for (const double r : {330.0, 100.0, 68.0, 33.0, 0.2})
            gains[fmt::format("{:g}", r)] = 0.5 * r / (r + 20);
    }
};

RunSettings run_with(const std::vector<double>& resistances) {
    auto settings = short_run();
    settings.loads = {profiles::Load{"open"}};
    for (const double r : resistances) settings.loads.push_back({fmt::format("{:g}", r), r, 0.01});
    return settings;
}

TEST(LoadPlacement, NamesAWrongResistorAndAsksForTheRightOne) {
    PortOf20Ohm port;
    port.mistake = mistaken_at(3, "68");
    const auto outcome = run_on(port, run_with({330, 100, 33}));
    EXPECT_THAT(port.selected, ElementsAre("open", "330", "100", "33", "33", "open"));
    ASSERT_EQ(port.whys.size(), 1U);
    EXPECT_THAT(port.whys[0], testing::MatchesRegex("the level is that of about [67]. ?.*: is the "
                                                    "load of 33 ohm in the jack.*"));
    EXPECT_TRUE(outcome.doubts.empty());
}

TEST(LoadPlacement, EndsAtAShortThatStays) {
    PortOf20Ohm port;
    port.mistake = [](std::size_t, const std::string& load) { return load == "33" ? "0.2" : load; };
    const auto outcome = run_on(port, run_with({330, 100, 33}));
    EXPECT_THAT(loads_of(outcome), ElementsAre("open", "330", "100"));
    EXPECT_THAT(port.selected, ElementsAre("open", "330", "100", "33", "33"));
    ASSERT_EQ(outcome.doubts.size(), 1U);
    EXPECT_EQ(outcome.doubts[0].code, "short");
    EXPECT_EQ(outcome.doubts[0].severity, result::Severity::spoils);
    // The quiet check of -30 dBFS showed it; nothing louder was played. A sampled sine may miss
    // its peak by 1e-3.
    double loudest = 0;
    std::size_t silences = 0;
    for (const auto& exchange : port.played) {
        if (exchange.load != "33") continue;
        loudest = std::max(loudest, exchange.peak);
        if (exchange.peak == 0) ++silences;
    }
    EXPECT_NEAR(loudest, peak_amplitude(DbFs(-30)), 1e-3);
    EXPECT_GE(silences, 2U) << "it settles each time";
}

TEST(LoadPlacement, TakesSwappedLoadsAgainInTheirOrder) {
    PortOf20Ohm port;
    // The person took 33 for 100, and then, asked for 33, the other one.
    port.mistake = [](std::size_t asked, const std::string& load) -> std::string {
        if (asked == 1) return "33";
        return asked == 2 ? "100" : load;
    };
    const auto outcome = run_on(port, run_with({100, 33}));
    EXPECT_THAT(port.selected, ElementsAre("open", "100", "33", "100", "33", "open"));
    EXPECT_THAT(port.whys, ElementsAre("the levels with 100 and 33 ohm fit each other's place: "
                                       "were the two loads swapped?"));
    EXPECT_THAT(loads_of(outcome), ElementsAre("open", "100", "33", "open"));
    EXPECT_EQ(outcome.takes[1].order, 1);
    EXPECT_TRUE(outcome.doubts.empty());
}

TEST(LoadPlacement, BeginsAgainWhereTheOpenJackHeldTheLoad) {
    PortOf20Ohm port;
    port.mistake = [](std::size_t asked, const std::string& load) -> std::string {
        if (asked == 0) return "33";
        return asked == 1 ? "open" : load;
    };
    const auto outcome = run_on(port, run_with({33}));
    EXPECT_THAT(port.selected, ElementsAre("open", "33", "open", "33", "open"));
    EXPECT_THAT(port.whys, ElementsAre("the level is higher with 33 ohm than with the jack open: "
                                       "was the load in it before, and nothing now?"));
    EXPECT_THAT(loads_of(outcome), ElementsAre("open", "33", "open"));
    EXPECT_EQ(outcome.takes[0].order, 0);
    EXPECT_TRUE(outcome.doubts.empty());
}

TEST(LoadPlacement, AsksOnceOfAPortThatSensesItsLoad) {
    PortOf20Ohm port;
    port.gains["33"] = 1.2 * port.gains["open"];
    const auto outcome = run_on(port, run_with({33}));
    EXPECT_EQ(port.whys.size(), 1U);
    EXPECT_THAT(loads_of(outcome), ElementsAre("open", "33", "open"));
    ASSERT_EQ(outcome.doubts.size(), 1U);
    EXPECT_EQ(outcome.doubts[0].code, "load_not_verified");
    EXPECT_EQ(outcome.doubts[0].severity, result::Severity::note);
}

TEST(LoadPlacement, GoesBackForSwappedLoadsOnce) {
    PortOf20Ohm port;
    port.mistake = [](std::size_t, const std::string& load) {
        return load == "33" ? "100" : load == "100" ? "33" : load;
    };
    const auto outcome = run_on(port, run_with({100, 33}));
    EXPECT_THAT(loads_of(outcome), ElementsAre("open", "100", "33", "open"));
    ASSERT_EQ(outcome.doubts.size(), 1U);
    EXPECT_EQ(outcome.doubts[0].code, "load_not_verified");
}

TEST(LoadPlacement, ForgetsWhatAWrongLoadLetDoubt) {
    FakePort port;
    port.asks = true;
    port.mistake = mistaken_at(1, "open");
    port.spoil = [&](std::size_t number, signal::Recording& recording) {
        if (port.selected.size() != 2 || port.played[number].peak > 0) return;
        for (auto& channel : recording.channels)
            for (std::size_t n = 0; n < channel.size(); ++n) channel[n] += 1e-6 * double(n);
    };
    auto settings = short_run();
    settings.longest_settling = Seconds(1);
    const auto outcome = run_on(port, settings);
    EXPECT_EQ(port.whys.size(), 1U);
    EXPECT_TRUE(outcome.doubts.empty()) << outcome.doubts.front().text;
}

TEST(LoadPlacement, ChecksNothingWhereNobodyCanBeAsked) {
    FakePort port;
    port.mistake = mistaken_at(1, "open");
    const auto outcome = run_on(port, short_run());
    EXPECT_THAT(port.selected, ElementsAre("open", "33", "open"));
    FakePort asking;
    asking.asks = true;
    static_cast<void>(run_on(asking, short_run()));
    // One tone for the open jack, first and last, two for the other load, and one before each of
    // two changes.
    EXPECT_EQ(asking.played.size(), port.played.size() + 6);
}

}  // namespace
}  // namespace ohmloop::session
