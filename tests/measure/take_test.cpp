#include "ohmloop/measure/take.hpp"

#include "ohmloop/measure/sequence.hpp"
#include "ohmloop/signal/layout.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace ohmloop::measure {
namespace {

/// What a wire from output to input records: the stimulus itself, at a quarter of its level.
RawTake wired(bool with_common_tone = false) {
    profiles::Plan plan;
    plan.name = "short";
    plan.impedance_tones_hz = {{997}};
    plan.impedance_time = Seconds(0.3);
    plan.live_ramp_time = Seconds(0);
    plan.noise_time = Seconds(0);
    if (with_common_tone) plan.tone_levels = {DbFs(-6)};
    plan.tone_time = Seconds(0.2);
    RawTake raw;
    raw.load.name = "open";
    raw.layout = body_layout(plan, Hertz(48000), signal::Wiring::stereo,
                             {DbFs(-6), DbFs(-18), DbFs(-6), "ceiling"});
    raw.recording.rate = Hertz(48000);
    raw.recording.channels = signal::render(raw.layout).channels;
    for (auto& channel : raw.recording.channels) {
        for (double& x : channel) x *= 0.25;
        channel.insert(channel.begin(), 480, 0.0);
        channel.insert(channel.end(), 4800, 0.0);
    }
    return raw;
}

const result::Doubt* find_doubt(const Take& take, const std::string& code) {
    const auto found = std::find_if(take.doubts.begin(), take.doubts.end(),
                                    [&](const auto& doubt) { return doubt.code == code; });
    return found == take.doubts.end() ? nullptr : &*found;
}

TEST(Take, OfAWireLeavesNoDoubt) {
    const auto take = observe(wired());
    EXPECT_TRUE(take.usable);
    for (const auto& doubt : take.doubts) ADD_FAILURE() << doubt.code << ": " << doubt.text;
}

TEST(Take, NamesInterruptionsTheHostReported) {
    auto raw = wired();
    raw.recording.underruns = 2;
    raw.recording.overruns = 1;
    const auto take = observe(raw);
    EXPECT_TRUE(take.usable) << "its samples are whole";
    const auto* doubt = find_doubt(take, "xruns");
    ASSERT_NE(doubt, nullptr);
    EXPECT_NE(doubt->text.find("3 interruptions"), std::string::npos) << doubt->text;
}

TEST(Take, NamesSwappedChannelsWithoutDrivingOneAlone) {
    auto raw = wired(true);
    // A plan of one's own may drive no channel alone.
    EXPECT_EQ(std::erase_if(
                  raw.layout.segments,
                  [](const auto& segment) { return segment.spec.drive == signal::Drive::left; }),
              1U);
    std::swap(raw.recording.channels[0], raw.recording.channels[1]);
    const auto take = observe(raw);
    EXPECT_TRUE(take.usable) << "both sides are swapped alike";
    EXPECT_NE(find_doubt(take, "channels_swapped"), nullptr);
}

TEST(Take, TellsSwappedChannelsFromOneInverted) {
    auto raw = wired(true);
    for (double& x : raw.recording.channels[1]) x = -x;
    EXPECT_EQ(find_doubt(observe(raw), "channels_swapped"), nullptr);
}

TEST(Take, IsSpoiledWhereItsChannelsAloneAreSwapped) {
    // Left of one take would be compared with right of the other: 85 ohm were made of 33.
    std::vector<RawTake> raws{wired(true), wired(true)};
    raws[1].load.name = "33";
    raws[1].load.resistance_ohm = 33;
    std::swap(raws[1].recording.channels[0], raws[1].recording.channels[1]);
    const auto takes = observe_all(raws);
    EXPECT_TRUE(takes[0].usable);
    EXPECT_FALSE(takes[1].usable);
    raws[0].recording.channels = raws[1].recording.channels;
    EXPECT_TRUE(observe_all(raws)[1].usable) << "alike in all takes, they compare";
}

TEST(Take, ASilentChannelSpoilsNothingOfTheOther) {
    auto raw = wired();
    std::fill(raw.recording.channels[1].begin(), raw.recording.channels[1].end(), 0.0);
    const auto take = observe(raw);
    EXPECT_TRUE(take.usable);
    const auto* doubt = find_doubt(take, "channel_dead");
    ASSERT_NE(doubt, nullptr);
    EXPECT_EQ(doubt->channel, "right");
}

TEST(Take, ALiveRecordingWithoutItsBeginningWasSwallowed) {
    auto raw = wired();
    for (auto& channel : raw.recording.channels)
        std::fill_n(channel.begin(), 480 + 12000, 0.0);  // the first quarter of a second
    raw.recording.frames_asked = raw.recording.frames();
    const auto live = observe(raw);
    EXPECT_FALSE(live.usable);
    EXPECT_NE(find_doubt(live, "sound_swallowed"), nullptr);
    raw.recording.frames_asked = 0;  // of a file nobody knows when it was started
    EXPECT_NE(find_doubt(observe(raw), "truncated"), nullptr);
}

}  // namespace
}  // namespace ohmloop::measure
