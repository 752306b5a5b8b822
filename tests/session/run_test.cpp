#include "ohmloop/session/run.hpp"

#include "short_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

namespace ohmloop::session {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::Ge;
using testing::Le;

/// Length of what the run played as body of its first take.
std::size_t body_frames(const RunOutcome& outcome) { return outcome.takes.front().layout.frames; }

TEST(Run, TakesEveryLoadInOrderAndReturnsToTheFirst) {
    FakePort port;
    const auto outcome = run_on(port, short_run());
    EXPECT_THAT(port.selected, ElementsAre("open", "33", "open"));
    EXPECT_THAT(loads_of(outcome), ElementsAre("open", "33", "open"));
    EXPECT_TRUE(outcome.returned);
    EXPECT_EQ(outcome.takes[2].order, 2);
    EXPECT_LT(outcome.takes[2].layout.frames, body_frames(outcome)) << "the return is short";
}

TEST(Run, StaysWithTheLastLoadWhenNoReturnIsWanted) {
    FakePort port;
    auto settings = short_run();
    settings.return_to_first = false;
    const auto outcome = run_on(port, settings);
    EXPECT_THAT(loads_of(outcome), ElementsAre("open", "33"));
    EXPECT_FALSE(outcome.returned);
}

TEST(Run, ClimbsFromMinus60InStepsOfAtMost6Db) {
    FakePort port;
    const auto outcome = run_on(port, short_run());
    double last = 0;
    int steps = 0;
    for (const auto& exchange : port.played) {
        if (exchange.frames == body_frames(outcome)) break;
        if (exchange.peak == 0) continue;  // settling
        // 6 dB is a ratio of 1.9953; a sampled peak may miss the sine's by 1e-3.
        EXPECT_LE(exchange.peak, steps == 0 ? 1.001e-3 : 1.998 * last);
        last = exchange.peak;
        ++steps;
    }
    EXPECT_GE(steps, 11) << "60 dB in steps of 6 dB";
}

TEST(Run, NeverPlaysLouderThanAllowed) {
    FakePort port;
    auto settings = short_run();
    settings.max_level = DbFs(-14);
    static_cast<void>(run_on(port, settings));
    for (const auto& exchange : port.played)
        EXPECT_LE(exchange.peak, peak_amplitude(DbFs(-14)) * (1 + 1e-9));
}

TEST(Run, NeverPlaysManyTonesLouderThanAllowed) {
    FakePort port;
    auto settings = short_run();
    settings.plan.impedance_tones_hz = {{101, 211, 397, 611, 797, 997, 1499, 2003, 3001, 5003}};
    settings.plan.impedance_level = DbFs(-21);
    settings.max_level = DbFs(-40);
    static_cast<void>(run_on(port, settings));
    for (const auto& exchange : port.played)
        EXPECT_LE(exchange.peak, peak_amplitude(DbFs(-40)) * (1 + 1e-9));
}

TEST(Run, PlaysNothingLouderIntoAJackThatIsNotHeard) {
    FakePort port;
    port.gains = {{"open", 0}, {"33", 0}};
    const auto outcome = run_on(port, short_run());
    for (const auto& exchange : port.played)
        EXPECT_LE(exchange.peak, peak_amplitude(DbFs(-30)) * (1 + 1e-9));
    ASSERT_FALSE(outcome.doubts.empty());
    EXPECT_EQ(outcome.doubts.front().code, "no_signal");
}

double loudest_into(const FakePort& port, const std::string& load) {
    double peak = 0;
    for (const auto& exchange : port.played)
        if (exchange.load == load) peak = std::max(peak, exchange.peak);
    return peak;
}

TEST(Run, WithoutVoltsDrivesALoadNoLouderThatFallsFurtherThanASourceDoes) {
    FakePort port;
    port.gains["33"] = 0.02;  // 4 % of the open gain
    const auto outcome = run_on(port, short_run());
    EXPECT_LE(loudest_into(port, "33"), peak_amplitude(DbFs(-6)) * (1 + 1e-9));
    ASSERT_EQ(outcome.doubts.size(), 1U);
    EXPECT_EQ(outcome.doubts[0].code, "falls_more_than_its_divider");
    EXPECT_EQ(outcome.doubts[0].load, "33");
    EXPECT_EQ(outcome.takes[1].ceiling_by, "protection");
}

TEST(Run, WithVoltsTheRatingDecidesHowFarALoadIsDriven) {
    FakePort port;
    port.gains["33"] = 0.02;
    auto settings = short_run();
    settings.input_full_scale = Volts(2);  // 40 mV into 33 ohm: far below its rating
    const auto outcome = run_on(port, settings);
    // A sampled sine may miss its peak by 1e-3.
    EXPECT_NEAR(loudest_into(port, "33"), 1, 1e-3);
    EXPECT_TRUE(outcome.doubts.empty());
}

TEST(Run, KeepsLaterLoadsBelowTheFirstOnesSafeLevel) {
    FakePort port;
    port.spoil = [](std::size_t, signal::Recording& recording) {
        for (auto& channel : recording.channels)  // the input clips at 0.1 of full scale
            for (double& x : channel) x = std::clamp(10 * x, -1.0, 1.0);
    };
    static_cast<void>(run_on(port, short_run()));
    double open_peak = 0;
    double loaded_peak = 0;
    for (const auto& exchange : port.played) {
        auto& peak = exchange.load == "33" ? loaded_peak : open_peak;
        peak = std::max(peak, exchange.peak);
    }
    EXPECT_LT(open_peak, 0.6) << "clips at a played peak of 0.2, found by steps of 6 dB";
    EXPECT_LE(loaded_peak, open_peak * (1 + 1e-9));
}

TEST(Run, SaysWhyAnApproachStoppedEarly) {
    FakePort port;
    port.spoil = [](std::size_t, signal::Recording& recording) {
        for (auto& channel : recording.channels)
            for (double& x : channel) x = std::clamp(1000 * x, -1.0, 1.0);
    };
    const auto outcome = run_on(port, short_run());
    ASSERT_FALSE(outcome.doubts.empty());
    EXPECT_EQ(outcome.doubts.front().code, "too_strong");
    EXPECT_EQ(outcome.doubts.front().load, "open");
}

TEST(Run, WaitsUntilTheInputHasSettled) {
    FakePort port;
    port.spoil = [](std::size_t number, signal::Recording& recording) {
        if (number >= 3) return;
        for (auto& channel : recording.channels)
            for (std::size_t n = 0; n < channel.size(); ++n) channel[n] += 1e-6 * double(n);
    };
    const auto outcome = run_on(port, short_run());
    for (std::size_t n = 0; n < 4; ++n) EXPECT_EQ(port.played[n].peak, 0) << "exchange " << n;
    EXPECT_GT(port.played[4].peak, 0);
    EXPECT_TRUE(outcome.doubts.empty());
}

TEST(Run, DoubtsAnInputThatNeverSettles) {
    FakePort port;
    port.spoil = [&](std::size_t number, signal::Recording& recording) {
        if (port.played[number].peak > 0) return;
        for (auto& channel : recording.channels)
            for (std::size_t n = 0; n < channel.size(); ++n) channel[n] += 1e-6 * double(n);
    };
    auto settings = short_run();
    settings.longest_settling = Seconds(3);
    const auto outcome = run_on(port, settings);
    EXPECT_THAT(loads_of(outcome), ElementsAre("open", "33", "open"));
    ASSERT_FALSE(outcome.doubts.empty());
    EXPECT_EQ(outcome.doubts.front().code, "input_not_settled");
    EXPECT_EQ(outcome.doubts.front().load, "open");
}

/// Takes 50 frames out of its middle; the host delivers as many as were asked for.
void lose_samples(signal::Recording& recording) {
    for (auto& channel : recording.channels) {
        const auto middle = channel.begin() + std::ptrdiff_t(channel.size() / 2);
        channel.erase(middle, middle + 50);
        channel.resize(channel.size() + 50);
    }
}

/// Spoils the first `times` bodies.
void lose_samples(FakePort& port, int times) {
    port.spoil = [times, done = 0](std::size_t, signal::Recording& recording) mutable {
        if (recording.frames() < 100000 || done >= times) return;
        ++done;
        lose_samples(recording);
    };
}

TEST(Run, RetakesWhatLostSamplesWithLongerBuffersEachTime) {
    FakePort port;
    lose_samples(port, 2);
    const auto outcome = run_on(port, short_run());
    EXPECT_EQ(outcome.takes[0].retakes, 2);
    EXPECT_EQ(outcome.takes[1].retakes, 0);
    EXPECT_EQ(port.doubled, 2);
    EXPECT_TRUE(outcome.doubts.empty());
    EXPECT_TRUE(outcome.returned);
}

TEST(Run, EndsWhereTakesStaySpoiled) {
    FakePort port;
    lose_samples(port, 1000);
    const auto outcome = run_on(port, short_run());
    ASSERT_EQ(outcome.takes.size(), 1U) << "what the last attempt brought is kept";
    EXPECT_EQ(outcome.takes[0].retakes, 3);
    EXPECT_EQ(port.doubled, 3);
    EXPECT_EQ(port.selected, std::vector<std::string>{"open"});
    ASSERT_EQ(outcome.doubts.size(), 1U);
    EXPECT_EQ(outcome.doubts[0].code, "takes_stay_spoiled");
    EXPECT_EQ(outcome.doubts[0].severity, result::Severity::spoils);
}

TEST(Run, TakesNoSwallowedMarkerForLostSamples) {
    FakePort port;
    port.spoil = [](std::size_t, signal::Recording& recording) {
        if (recording.frames() < 100000) return;
        for (auto& channel : recording.channels) std::fill_n(channel.begin(), 30000, 0.0);
    };
    const auto outcome = run_on(port, short_run());
    EXPECT_EQ(outcome.takes.size(), 3U);
    EXPECT_EQ(port.doubled, 0);
    EXPECT_TRUE(outcome.doubts.empty());
}

TEST(Run, RetakesWhatHoldsNoMarkerThatCanBeRead) {
    FakePort port;
    port.spoil = [done = false](std::size_t, signal::Recording& recording) mutable {
        if (recording.frames() < 100000 || std::exchange(done, true)) return;
        // As loud as ever, its chirps turned round.
        for (auto& channel : recording.channels) std::reverse(channel.begin(), channel.end());
    };
    const auto outcome = run_on(port, short_run());
    EXPECT_EQ(outcome.takes[0].retakes, 1);
    EXPECT_EQ(outcome.takes.size(), 3U);
    EXPECT_TRUE(outcome.doubts.empty());
}

TEST(Run, RetakesWhatSlipsBetweenItsMarkers) {
    FakePort port;
    port.spoil = [done = 0](std::size_t, signal::Recording& recording) mutable {
        if (recording.frames() < 100000 || ++done > 1) return;
        // Early for half of its length: the markers are where they were.
        for (auto& channel : recording.channels) {
            const auto quarter = std::ptrdiff_t(channel.size() / 4);
            std::rotate(channel.begin() + quarter, channel.begin() + quarter + 7,
                        channel.begin() + 3 * quarter);
        }
    };
    const auto outcome = run_on(port, short_run());
    EXPECT_EQ(outcome.takes[0].retakes, 1);
    EXPECT_EQ(port.doubled, 1);
    EXPECT_TRUE(outcome.doubts.empty());
}

/// Silence of 30 ms in the body's middle, `shift` frames on.
void break_off(signal::Recording& recording, std::ptrdiff_t shift) {
    for (auto& channel : recording.channels)
        std::fill_n(channel.begin() + std::ptrdiff_t(channel.size() / 2) + shift, 1440, 0.0);
}

TEST(Run, RetakesWhatBreaksOffAndGoesOnInTime) {
    FakePort port;
    port.spoil = [done = 0](std::size_t, signal::Recording& recording) mutable {
        if (recording.frames() < 100000 || ++done > 2) return;
        break_off(recording, done * 4800);
    };
    const auto outcome = run_on(port, short_run());
    EXPECT_EQ(outcome.takes[0].retakes, 2);
    EXPECT_EQ(port.doubled, 2);
    EXPECT_TRUE(outcome.doubts.empty());
}

TEST(Run, TakesWhatBreaksOffAtTheSamePlaceForThePortsOwn) {
    FakePort port;
    port.spoil = [](std::size_t, signal::Recording& recording) {
        if (recording.frames() > 100000) break_off(recording, 0);
    };
    const auto outcome = run_on(port, short_run());
    EXPECT_EQ(outcome.takes[0].retakes, 1);
    EXPECT_EQ(outcome.takes.size(), 3U) << "the analysis leaves out what breaks off";
    EXPECT_TRUE(outcome.doubts.empty());
}

TEST(Run, GoesWithoutAReturnThatStaysSpoiled) {
    FakePort port;
    port.spoil = [&port](std::size_t, signal::Recording& recording) {
        if (port.selected.size() == 3) lose_samples(recording);
    };
    const auto outcome = run_on(port, short_run());
    EXPECT_EQ(loads_of(outcome), (std::vector<std::string>{"open", "33"}));
    EXPECT_FALSE(outcome.returned);
    EXPECT_TRUE(outcome.doubts.empty());
}

TEST(Run, TakesOfOneUnbrokenStreamShareTheirDelay) {
    FakePort port;
    const auto outcome = run_on(port, short_run());
    EXPECT_FALSE(outcome.takes[0].same_stream) << "nothing before it";
    EXPECT_TRUE(outcome.takes[1].same_stream);
    EXPECT_TRUE(outcome.takes[2].same_stream);
}

TEST(Run, TakesOfTwoClocksShareNoDelay) {
    FakePort port;
    port.common_clock = false;
    const auto outcome = run_on(port, short_run());
    EXPECT_FALSE(outcome.takes[1].same_stream);
}

TEST(Run, AnOverrunBetweenTakesEndsTheCommonDelay) {
    FakePort port;
    port.spoil = [&](std::size_t, signal::Recording& recording) {
        if (port.selected.size() == 2 && port.played.back().peak == 0) recording.overruns = 1;
    };
    const auto outcome = run_on(port, short_run());
    EXPECT_FALSE(outcome.takes[1].same_stream);
    EXPECT_TRUE(outcome.takes[2].same_stream);
}

TEST(Run, KeepsFinishedTakesWhenTheDeviceIsLost) {
    FakePort port;
    port.spoil = [&](std::size_t, signal::Recording&) {
        if (port.selected.size() == 2) throw device::DeviceError("gone");
    };
    Heard progress;
    RunOutcome outcome;
    EXPECT_THROW(run(port, port, short_run(), progress, outcome), device::DeviceError);
    EXPECT_THAT(loads_of(outcome), ElementsAre("open"));
    EXPECT_FALSE(outcome.returned);
}

TEST(Run, KeepsALoadWithinItsRating) {
    FakePort port;
    auto settings = short_run();
    // 10 V full scale and a gain of 0.45: 4.5 V at 0 dBFS, 0.61 W in 33 ohm; rated 0.25 W are
    // 2.87 V, a played level of 0.638.
    settings.input_full_scale = Volts(10);
    const auto outcome = run_on(port, settings);
    double loaded_peak = 0;
    for (const auto& exchange : port.played)
        if (exchange.load == "33") loaded_peak = std::max(loaded_peak, exchange.peak);
    // 1 %: the gain is read from a quiet step.
    EXPECT_NEAR(loaded_peak, 0.638, 0.0064);
    ASSERT_EQ(outcome.doubts.size(), 1U);
    EXPECT_EQ(outcome.doubts[0].code, "load_rating");
    EXPECT_EQ(outcome.doubts[0].severity, result::Severity::note);
}

TEST(Run, ReportsRisingProgressUpToTheWhole) {
    FakePort port;
    Heard progress;
    RunOutcome outcome;
    run(port, port, short_run(), progress, outcome);
    EXPECT_TRUE(std::is_sorted(progress.fractions.begin(), progress.fractions.end()));
    EXPECT_THAT(progress.fractions, Each(AllOf(Ge(0), Le(1))));
    EXPECT_EQ(progress.fractions.back(), 1);
}

}  // namespace
}  // namespace ohmloop::session
