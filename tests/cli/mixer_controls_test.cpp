#include "cli/mixer_controls.hpp"

#include <gtest/gtest.h>

namespace ohmloop::cli {

namespace {

// As amixer 1.2.8 writes controls of each kind.
constexpr const char* listing = R"(Simple mixer control 'Master',0
  Capabilities: pvolume pvolume-joined pswitch pswitch-joined
  Playback channels: Mono
  Limits: Playback 0 - 87
  Mono: Playback 87 [100%] [0.00dB] [on]
Simple mixer control 'Auto Gain Control',0
  Capabilities: pswitch pswitch-joined
  Playback channels: Mono
  Mono: Playback [on]
Simple mixer control 'Capture DRC',0
  Capabilities: cswitch
  Capture channels: Front Left - Front Right
  Front Left: Capture [off]
  Front Right: Capture [off]
Simple mixer control 'Mic Boost',0
  Capabilities: volume
  Playback channels: Front Left - Front Right
  Limits: 0 - 3
  Front Left: 0 [0%] [0.00dB]
  Front Right: 0 [0%] [0.00dB]
Simple mixer control 'Line Boost',0
  Capabilities: volume
  Limits: 0 - 3
  Front Left: 2 [67%] [20.00dB]
  Front Right: 2 [67%] [20.00dB]
Simple mixer control 'Auto-Mute Mode',0
  Capabilities: enum
  Items: 'Disabled' 'Enabled'
  Item0: 'Enabled'
Simple mixer control 'Tone Control',0
  Capabilities: enum
  Items: 'Off' 'On'
  Item0: 'Off'
Simple mixer control '3D Enhancement',0
  Capabilities: enum
  Items: 'Off' 'Wide'
  Item0: 'Wide'
)";

std::vector<std::string> names_of(const std::vector<MixerControl>& controls) {
    std::vector<std::string> names;
    for (const auto& control : controls) names.push_back(control.name);
    return names;
}

}  // namespace

TEST(mixer_controls, ThoseSwitchedOnThatMayMoveALevelAreFound) {
    const auto found = spoiling_controls(listing);
    EXPECT_EQ(names_of(found),
              (std::vector<std::string>{"Auto Gain Control", "Line Boost", "3D Enhancement"}));
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].state, "on");
    EXPECT_EQ(found[2].state, "Wide");
}

TEST(mixer_controls, NothingIsFoundInWhatIsNoListing) {
    EXPECT_TRUE(spoiling_controls("").empty());
    EXPECT_TRUE(spoiling_controls("amixer: Mixer attach default error\n'[\n[").empty());
    EXPECT_TRUE(spoiling_controls("Simple mixer control 'AGC").empty());
}

}  // namespace ohmloop::cli
