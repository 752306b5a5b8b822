#include "cli/monitor_text.hpp"

#include "cli/monitored_sound.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(MonitorText, ALevelIsOfAFullScaleSineAndInVoltsWhereTheyAreKnown) {
    // 10 dB below full scale, 10^-0.5 of 2 V.
    const measure::LevelReading level{std::pow(10, -0.5) / std::sqrt(2), 0, 0, 0};
    EXPECT_EQ(level_text(level, {}), "-10.00 dBFS");
    EXPECT_EQ(level_text(level, {"", Volts(2), Hertz(997)}), "-10.00 dBFS  632.5 mV");
    EXPECT_EQ(level_text({}, {}), "silent");
}

TEST(MonitorText, ALineAChannelAndOneForBoth) {
    const auto lines = monitor_lines(monitored_sound(), {"", Volts(1), Hertz(997)});
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[0],
              "    12.3 s  left   rms -20.00 dBFS  100.0 mV  peak -20.00  held -13.98  clips 0  "
              "tone 996.9400 Hz  THD+N -91.2 dB  noise -111.3 dBFS  hum none stands out");
    EXPECT_THAT(lines[1], HasSubstr("right  rms -26.02 dBFS  50.00 mV"));
    EXPECT_THAT(lines[1], HasSubstr("hum 50 Hz comb -53.0 dBFS"));
    // 1.96 x 0.05.
    EXPECT_EQ(lines[2],
              "    12.3 s  both   clock: the recorder runs 60.12 ± 0.10 ppm fast, if the tone is "
              "997 Hz  no gaps");
}

TEST(MonitorText, ClaimsNothingBeforeASecondWasHeard) {
    auto reading = monitored_sound();
    for (auto& channel : reading.channels) channel.second.reset();
    reading.clock.reset();
    const auto lines = monitor_lines(reading, {});
    EXPECT_THAT(lines[0], HasSubstr("tone -  THD+N -  noise -  hum -"));
    EXPECT_THAT(lines[2], HasSubstr("clock: not told: no steady tone of 997 Hz"));
}

TEST(MonitorText, AToneClimbsUntilItIsSteady) {
    const MonitoredInput input{"card",     Volts(1.2),   Hertz(997), DbFs(-10),
                               Seconds(3), Hertz(44100), "datasheet"};
    const std::vector<std::string> climbing{"card", "44.1 kHz",
                                            "playing 997 Hz, climbing to -10 dBFS",
                                            "full scale 1.200 V (datasheet)"};
    EXPECT_EQ(title_items(input, 2.9), climbing);
    EXPECT_EQ(title_items(input, 3)[2], "playing 997 Hz at -10 dBFS");
    auto reading = monitored_sound();
    reading.heard_s = 2.9;
    EXPECT_EQ(clock_text(reading, input), "not told: the tone still climbs");
    reading.heard_s = 3;
    EXPECT_THAT(clock_text(reading, input), HasSubstr("ppm fast"));
}

TEST(MonitorText, WhatIsOnlyListenedToHasNoLevelAndNoVolts) {
    EXPECT_EQ(title_items({"card"}, 0), (std::vector<std::string>{"card", "48 kHz"}));
}

TEST(MonitorText, SaysSoWhereThereIsNoTone) {
    auto reading = monitored_sound();
    reading.channels[0].second->tone.reset();
    EXPECT_THAT(monitor_lines(reading, {})[0], HasSubstr("tone none  THD+N -  noise -111.3 dBFS"));
}

TEST(MonitorText, TheClockRunsFastOrSlowOrAgrees) {
    auto reading = monitored_sound();
    reading.clock = measure::ClockReading{-3, 0.1};
    EXPECT_EQ(clock_text(reading, {}),
              "the recorder runs 3.00 ± 0.20 ppm slow, if the tone is 997 Hz");
    reading.clock = measure::ClockReading{-0.1, 0.1};
    EXPECT_EQ(clock_text(reading, {}), "the clocks agree within 0.20 ppm, if the tone is 997 Hz");
}

TEST(MonitorText, TheCombsLinesAreFiguresOrBounds) {
    EXPECT_EQ(comb_text(monitored_sound().channels[1]), "-54, < -120, -60, < -120, < -120");
    EXPECT_EQ(comb_text(monitored_sound().channels[0]), "");
}

TEST(MonitorText, HumThatIsLouderThanAllElseIsTheTone) {
    auto channel = monitored_sound().channels[0];
    for (const double mains : {49.9, 50.2, 60.0}) {
        channel.second->tone->frequency_hz = mains;
        EXPECT_EQ(hum_text(channel), "the tone is at the mains frequency");
    }
    channel.second->tone->frequency_hz = 51;
    EXPECT_EQ(hum_text(channel), "none stands out");
}

TEST(MonitorText, TroubleNamesGapsLostSamplesAndAStageThatClips) {
    auto reading = monitored_sound();
    EXPECT_EQ(trouble_text(reading), "");
    reading.gaps = 1;
    EXPECT_EQ(trouble_text(reading), "1 gap");
    reading.reports = 3;
    EXPECT_EQ(trouble_text(reading), "1 gap; the host reports 3");
    reading.gaps = 0;
    EXPECT_EQ(trouble_text(reading), "none found; the host reports 3");
    reading.reports = 0;
    reading.gaps = 2;
    reading.channels[0].second->flat_tops = {{-0.605, 5000, false, false}};
    reading.channels[1].second->phase_jumps = {{0.4, 12}};
    EXPECT_EQ(trouble_text(reading),
              "2 gaps; left: clipped at -0.605, before the converter; right: the tone's phase "
              "jumps: samples lost?");
    EXPECT_EQ(distortion_text(reading.channels[1]), "-") << "all is noise of that";
    // What stays at full scale is counted as a clip.
    reading.channels[0].second->flat_tops = {{-1, 5000, true, false}};
    EXPECT_THAT(trouble_text(reading), Not(HasSubstr("left")));
}

}  // namespace
}  // namespace ohmloop::cli
