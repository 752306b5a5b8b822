#include "ohmloop/profiles/plan.hpp"

#include "support/refusal.hpp"

#include "ohmloop/profiles/settings_error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop::profiles {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string header = "kind = \"plan\"\nversion = 1\n";

std::string refuse(const std::string& text) {
    return testing::refusal<SettingsError>(
        [&] { return parse_plan(header + text, "my-plan.toml"); });
}

TEST(Plan, ReadsEveryKey) {
    const auto plan = parse_plan(header +
                                     "impedance_tones_hz = [[20, 997], [100]]\n"
                                     "impedance_level_dbfs = -24\nimpedance_time_s = 0.7\n"
                                     "tone_levels_dbfs = [-3, -20]\ntone_time_s = 0.8\n"
                                     "ramp_from_dbfs = -40\nramp_time_s = 4\n"
                                     "live_ramp_time_s = 1.5\nlive_ramp_span_db = 10\n"
                                     "noise_time_s = 3\nsweep_time_s = 5\nsweep_level_dbfs = -18\n"
                                     "imd_time_s = 1.5\nmultitone_time_s = 0.8\n"
                                     "single_channel_drive = true\n",
                                 "plans/my-plan.toml");
    EXPECT_EQ(plan.name, "my-plan");
    EXPECT_THAT(plan.impedance_tones_hz, ElementsAre(ElementsAre(20, 997), ElementsAre(100)));
    EXPECT_EQ(plan.impedance_level, DbFs(-24));
    EXPECT_EQ(plan.impedance_time, Seconds(0.7));
    EXPECT_THAT(plan.tone_levels, ElementsAre(DbFs(-3), DbFs(-20)));
    EXPECT_EQ(plan.tone_time, Seconds(0.8));
    EXPECT_EQ(plan.ramp_from, DbFs(-40));
    EXPECT_EQ(plan.ramp_time, Seconds(4));
    EXPECT_EQ(plan.live_ramp_time, Seconds(1.5));
    EXPECT_EQ(plan.live_ramp_span, Decibels(10));
    EXPECT_EQ(plan.noise_time, Seconds(3));
    EXPECT_EQ(plan.sweep_time, Seconds(5));
    EXPECT_EQ(plan.imd_time, Seconds(1.5));
    EXPECT_EQ(plan.multitone_time, Seconds(0.8));
    EXPECT_EQ(plan.sweep_level, DbFs(-18));
    EXPECT_TRUE(plan.single_channel_drive);
}

TEST(Plan, AbsentKeysKeepTheirDefaults) {
    const auto plan = parse_plan(header, "p");
    EXPECT_THAT(plan.impedance_tones_hz, ElementsAre());
    EXPECT_THAT(plan.tone_levels, ElementsAre());
    EXPECT_EQ(plan.ramp_time, Plan().ramp_time);
    EXPECT_EQ(plan.noise_time, Plan().noise_time);
    EXPECT_FALSE(plan.single_channel_drive);
}

TEST(Plan, RefusesWhatCannotBePlayed) {
    EXPECT_THAT(refuse("tone_levels_dbfs = [3]\n"), HasSubstr("allowed is -80 to 0"));
    EXPECT_THAT(refuse("noise_time_s = -1\n"),
                AllOf(HasSubstr("my-plan.toml, line 3"), HasSubstr("allowed is 0 to 600")));
    EXPECT_THAT(refuse("tone_time_s = 0\n"), HasSubstr("allowed is 0.1 to 600"));
    EXPECT_THAT(refuse("impedance_tones_hz = [[0]]\n"), HasSubstr("allowed is 1 to 96000"));
    EXPECT_THAT(refuse("impedance_tones_hz = [[]]\n"), HasSubstr("a segment without a tone"));
    EXPECT_THAT(refuse("impedance_tones_hz = [[997, 20, 997]]\n"),
                HasSubstr("plays 997 Hz twice at once"));
    EXPECT_THAT(refuse("impedance_level_dbfs = -6\nimpedance_tones_hz = [[1, 2, 3]]\n"),
                HasSubstr("3 tones at -6 dBFS together exceed full scale"));
}

TEST(Plan, RefusesAFrequencyInTwoSegments) {
    EXPECT_THAT(
        refuse("impedance_tones_hz = [[20, 997], [997, 10000]]\n"),
        AllOf(HasSubstr("my-plan.toml, line 3"), HasSubstr("plays 997 Hz in two segments")));
}

TEST(Plan, RefusesSweepsThatMixWithTheirHarmonics) {
    EXPECT_THAT(refuse("sweep_time_s = 1.2\n"),
                AllOf(HasSubstr("my-plan.toml, line 3"),
                      HasSubstr("sweep_time_s is 1.2; allowed is 0 for none, or 4.2 to 600")));
    EXPECT_EQ(parse_plan(header + "sweep_time_s = 4.2\n", "p").sweep_time, Seconds(4.2));
    EXPECT_EQ(parse_plan(header + "sweep_time_s = 0\n", "p").sweep_time, Seconds(0));
}

TEST(Plan, RefusesTonesAsQuietAsTheNoiseMeasurement) {
    EXPECT_THAT(refuse("tone_levels_dbfs = [-1, -95]\n"), HasSubstr("allowed is -80 to 0"));
    EXPECT_THAT(refuse("impedance_level_dbfs = -95\n"), HasSubstr("allowed is -80 to 0"));
}

TEST(Plan, RefusesMisspeltKeys) {
    EXPECT_THAT(refuse("tone_levels = [-1]\n"),
                HasSubstr("line 3: unknown key tone_levels (did you mean tone_levels_dbfs?)"));
}

}  // namespace
}  // namespace ohmloop::profiles
