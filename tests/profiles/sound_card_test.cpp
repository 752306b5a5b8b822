#include "ohmloop/profiles/sound_card.hpp"

#include "support/refusal.hpp"

#include "ohmloop/profiles/settings_error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop::profiles {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

const std::string header = "kind = \"sound-card\"\nversion = 1\n";
const std::string simulated = "kind = \"simulated-card\"\nversion = 1\n";
const std::string simulated_required =
    "input_resistance_ohm = 22000\ninput_capacitance_pf = 150\nnoise_density_nv = 15\n"
    "latency_ms = 5\n";

std::string refuse(const std::string& text) {
    return testing::refusal<SettingsError>(
        [&] { return parse_sound_card(header + text, "card.toml"); });
}

TEST(SoundCard, ReadsEveryKey) {
    const auto card = parse_sound_card(
        header +
            "device = \"USB Audio\"\nhost_api = \"ALSA\"\ngain_note = \"knob at 12 o'clock\"\n"
            "date = \"2026-01-31\"\nrate_hz = 48000\nvalid_days = 90\n"
            "input_resistance_ohm = 10000\ninput_resistance_tolerance_percent = 5\n"
            "input_capacitance_pf = 200\ninput_capacitance_tolerance_percent = 20\n"
            "full_scale_v = 2.0\nfull_scale_tolerance_percent = 1\nhigh_pass_hz = 2\n"
            "noise_uv = 3.5\nnoise_averaging_s = 20\nrepeatability_db = 0.001\n"
            "polarity = \"inverted\"\nthd_db = -98\nchannel_match_db = 0.1\n"
            "crosstalk_db = -85\n",
        "cards/usb-card.toml");
    EXPECT_EQ(card.name, "usb-card");
    EXPECT_EQ(card.device, "USB Audio");
    EXPECT_EQ(card.host_api, "ALSA");
    EXPECT_EQ(card.gain_note, "knob at 12 o'clock");
    EXPECT_EQ(card.date, "2026-01-31");
    EXPECT_EQ(card.rate_hz, 48000);
    EXPECT_EQ(card.valid_days, 90);
    EXPECT_DOUBLE_EQ(card.input_resistance_ohm.value().value, 10000);
    EXPECT_DOUBLE_EQ(card.input_resistance_ohm.value().tolerance, 0.05);
    EXPECT_DOUBLE_EQ(card.input_capacitance_pf.value().value, 200);
    EXPECT_DOUBLE_EQ(card.input_capacitance_pf.value().tolerance, 0.2);
    EXPECT_DOUBLE_EQ(card.full_scale_v.value().value, 2);
    EXPECT_DOUBLE_EQ(card.full_scale_v.value().tolerance, 0.01);
    EXPECT_DOUBLE_EQ(card.high_pass_hz.value(), 2);
    EXPECT_DOUBLE_EQ(card.noise_v.value(), 3.5e-6);
    EXPECT_DOUBLE_EQ(card.noise_averaging_s, 20);
    EXPECT_DOUBLE_EQ(card.repeatability_db, 0.001);
    EXPECT_EQ(card.thd_db, -98);
    EXPECT_EQ(card.channel_match_db, 0.1);
    EXPECT_EQ(card.crosstalk_db, -85);
    EXPECT_TRUE(card.polarity_known);
    EXPECT_TRUE(card.polarity_inverted);
}

TEST(SoundCard, WhatIsNotWrittenIsNotKnown) {
    const auto card = parse_sound_card(header, "card.toml");
    EXPECT_FALSE(card.input_resistance_ohm || card.input_capacitance_pf || card.full_scale_v);
    EXPECT_FALSE(card.channel_match_db || card.crosstalk_db);
    EXPECT_FALSE(card.noise_v || card.thd_db || card.high_pass_hz || card.rate_hz ||
                 card.polarity_known);
    EXPECT_FALSE(parse_sound_card(header + "polarity = \"normal\"\n", "c").polarity_inverted);
    EXPECT_TRUE(parse_sound_card(header + "polarity = \"normal\"\n", "c").polarity_known);
}

TEST(SoundCard, RefusesDatesThatAreNone) {
    for (const char* date : {"yesterday", "2026-02-30", "2026-13-01", "31-01-2026", "2026-1-1",
                             "2026--1-11", "2026/01/31"})
        EXPECT_THAT(refuse("date = \"" + std::string(date) + "\"\n"),
                    AllOf(HasSubstr("card.toml, line 3"), HasSubstr("2026-01-31")))
            << date;
}

TEST(SoundCard, RefusesValuesOutOfRangeAndTolerancesOfNothing) {
    EXPECT_THAT(refuse("input_resistance_ohm = 0\n"), HasSubstr("allowed is 100 to 1e+08"));
    EXPECT_THAT(refuse("full_scale_v = -2\n"), HasSubstr("allowed is 0.001 to 1000"));
    EXPECT_THAT(refuse("thd_db = 0.01\n"), HasSubstr("allowed is -180 to -20"));
    EXPECT_THAT(refuse("valid_days = 0\n"), HasSubstr("allowed is 1 to 36500"));
    EXPECT_THAT(refuse("full_scale_tolerance_percent = 1\n"),
                HasSubstr("full_scale_tolerance_percent is written without full_scale_v"));
    EXPECT_THAT(refuse("full_scale = 2\n"), HasSubstr("did you mean full_scale_v"));
}

TEST(SoundCard, IsNotASimulatedOne) {
    EXPECT_THAT(
        testing::refusal<SettingsError>([] { return parse_sound_card(simulated, "x.toml"); }),
        HasSubstr("of kind \"simulated-card\", not \"sound-card\""));
}

TEST(SimulatedCard, ReadsEveryKey) {
    const auto card = parse_simulated_card(
        simulated + simulated_required +
            "full_scale_v = 4\nhigh_pass_hz = 3\nsecond_harmonic_percent = 0.01\n"
            "third_harmonic_percent = 0.02\nbits = 16\nclock_offset_ppm = 60\n"
            "repeatability_db = 0.001\ndrift_db = 0.002\ninput_resistance_tolerance_percent = 2\n"
            "input_capacitance_tolerance_percent = 10\nfull_scale_tolerance_percent = 1\n"
            "noise_averaging_s = 30\nchannel_match_db = 0.2\n",
        "x.toml");
    EXPECT_EQ(card.input_resistance, Ohms(22000));
    EXPECT_EQ(card.input_capacitance, Farads(150e-12));
    EXPECT_EQ(card.full_scale, Volts(4));
    EXPECT_DOUBLE_EQ(card.noise_density, 15e-9);
    EXPECT_DOUBLE_EQ(card.second_harmonic, 1e-4);
    EXPECT_DOUBLE_EQ(card.third_harmonic, 2e-4);
    EXPECT_EQ(card.high_pass, Hertz(3));
    EXPECT_EQ(card.bits, 16);
    EXPECT_EQ(card.latency, Seconds(0.005));
    EXPECT_EQ(card.clock_offset, Ppm(60));
    EXPECT_DOUBLE_EQ(card.repeatability_db, 0.001);
    EXPECT_DOUBLE_EQ(card.drift_db, 0.002);
    EXPECT_DOUBLE_EQ(card.resistance_tolerance, 0.02);
    EXPECT_DOUBLE_EQ(card.capacitance_tolerance, 0.1);
    EXPECT_DOUBLE_EQ(card.full_scale_tolerance, 0.01);
    EXPECT_EQ(card.noise_averaging, Seconds(30));
    EXPECT_DOUBLE_EQ(card.channel_match_db, 0.2);
}

TEST(SimulatedCard, FollowsThePortsLevelAndIsExactUnlessWrittenOtherwise) {
    const auto card = parse_simulated_card(simulated + simulated_required, "x.toml");
    EXPECT_EQ(card.full_scale, Volts(0));
    EXPECT_EQ(card.high_pass, Hertz(0));
    EXPECT_EQ(card.clock_offset, Ppm(0));
    EXPECT_EQ(card.repeatability_db, 0);
    EXPECT_EQ(card.drift_db, 0);
    EXPECT_EQ(card.resistance_tolerance, 0);
    EXPECT_EQ(card.bits, 24);
}

TEST(SimulatedCard, RefusesWhatNoConverterIs) {
    const auto refuse_simulated = [](const std::string& line) {
        return testing::refusal<SettingsError>(
            [&] { return parse_simulated_card(simulated + simulated_required + line, "x.toml"); });
    };
    EXPECT_THAT(refuse_simulated("bits = 4\n"), HasSubstr("line 7: bits = 4 is out of range"));
    EXPECT_THAT(refuse_simulated("bits = 16.5\n"), HasSubstr("whole number"));
    EXPECT_THAT(refuse_simulated("clock_offset_ppm = 5000\n"),
                HasSubstr("allowed is -1000 to 1000"));
}

}  // namespace
}  // namespace ohmloop::profiles
