#include "ohmloop/profiles/library.hpp"
#include "ohmloop/profiles/load.hpp"
#include "ohmloop/profiles/plan.hpp"
#include "ohmloop/profiles/sound_card.hpp"
#include "ohmloop/profiles/virtual_port.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace ohmloop::profiles {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsSupersetOf;

std::string read_whole(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

VirtualPort port(std::string_view name) {
    const auto file = find_built_in("virtual-ports", name).value();
    return parse_virtual_port(file.text, file.path);
}

Plan plan(std::string_view name) {
    const auto file = find_built_in("plans", name).value();
    return parse_plan(file.text, file.path);
}

TEST(Calibration, EveryFileOnDiskIsBuiltInWordForWord) {
    const std::filesystem::path folder = std::filesystem::path(OHMLOOP_SOURCE_DIR) / "calibration";
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.path().extension() != ".toml") continue;
        const auto kind = entry.path().parent_path().filename().string();
        const auto built_in = find_built_in(kind, entry.path().stem().string());
        ASSERT_TRUE(built_in) << entry.path();
        EXPECT_EQ(built_in->text, read_whole(entry.path())) << entry.path();
        ++count;
    }
    EXPECT_EQ(count, built_in_files().size());
}

TEST(Calibration, EveryFileParsesAndBelongsToAKnownKind) {
    ASSERT_FALSE(built_in_files().empty());
    for (const auto& file : built_in_files()) {
        EXPECT_THAT(known_kinds(), Contains(file.kind));
        EXPECT_NO_THROW(check(find_built_in(file.kind, file.name).value()))
            << file.kind << "/" << file.name;
    }
}

TEST(Calibration, NamesAreSortedAndAnEmptyKindHasNone) {
    EXPECT_THAT(built_in_names("plans"), ElementsAre("full", "quick", "standard"));
    EXPECT_TRUE(std::ranges::is_sorted(built_in_names("virtual-ports")));
    EXPECT_TRUE(built_in_names("no-such-kind").empty());
    EXPECT_EQ(find_built_in("plans", "no-such-plan"), std::nullopt);
}

TEST(Calibration, PortsAreTheOnesPromised) {
    EXPECT_THAT(built_in_names("virtual-ports"),
                IsSupersetOf({"phone-dongle", "line-dac", "receiver-phones", "laptop-combo",
                              "headphone-amp", "load-sensing", "hybrid-interface", "tube-otl",
                              "microphone-input"}));
    const auto dongle = port("phone-dongle");
    EXPECT_EQ(dongle.name, "phone-dongle");
    EXPECT_EQ(dongle.source_resistance, Ohms(0.9));
    EXPECT_EQ(dongle.full_scale, Volts(1));
    EXPECT_EQ(dongle.current_peak, Amperes(0.06));
    const auto line = port("line-dac");
    EXPECT_EQ(line.source_resistance, Ohms(213));
    EXPECT_EQ(line.coupling_capacitance, Farads(10e-6));
    EXPECT_EQ(line.full_scale, Volts(2.1));
    EXPECT_EQ(line.current_peak, Amperes(0.008));
    const auto laptop = port("laptop-combo");
    EXPECT_EQ(laptop.shared_ground, Ohms(0.12));
    EXPECT_TRUE(laptop.inverted);
    EXPECT_EQ(port("headphone-amp").rail_peak, Volts(6));
    EXPECT_GT(port("receiver-phones").hum, Volts(0));
}

TEST(Calibration, LoadSensingPortHasItsThreeZones) {
    const auto zones = port("load-sensing").sensed_loads;
    ASSERT_EQ(zones.size(), 3U);
    EXPECT_EQ(zones[0].emf, Volts(1.25));
    EXPECT_EQ(zones[0].below, Ohms(150));
    EXPECT_EQ(zones[1].emf, Volts(3));
    EXPECT_EQ(zones[1].below, Ohms(1000));
    EXPECT_EQ(zones[2].emf, Volts(1));
}

TEST(Calibration, TubeHasTwoPercentOfSecondHarmonicAtFiveVolts) {
    const auto tube = port("tube-otl");
    EXPECT_DOUBLE_EQ(tube.second_harmonic, 0.02);
    EXPECT_EQ(tube.harmonics_at, Volts(5));
}

TEST(Calibration, EveryPortsNoiseIsOneThatPortsHave) {
    // 80 dB is a poor receiver, 120 dB the best converters; the density counts 19980 Hz.
    for (const auto& name : built_in_names("virtual-ports")) {
        const auto one = port(name);
        if (one.full_scale < Volts(0.02)) continue;  // an input: nothing is played there
        const double noise = one.noise_density * std::sqrt(19980.0);
        const double snr_db = 20 * std::log10(one.full_scale.value() / noise);
        EXPECT_GT(snr_db, 80) << name;
        EXPECT_LT(snr_db, 120) << name;
    }
}

TEST(Calibration, SimulatedCardIsExactByDefault) {
    const auto file = find_built_in("soundcards", "simulated").value();
    const auto card = parse_simulated_card(file.text, file.path);
    EXPECT_EQ(card.full_scale, Volts(0));
    EXPECT_EQ(card.resistance_tolerance + card.capacitance_tolerance + card.full_scale_tolerance,
              0);
    EXPECT_EQ(card.repeatability_db + card.drift_db, 0);
    EXPECT_EQ(card.clock_offset, Ppm(0));
    EXPECT_EQ(card.bits, 24);
}

TEST(Calibration, ExampleCardNamesEverythingAndIsNeverTakenUnasked) {
    const auto file = find_built_in("soundcards", "example-card").value();
    const auto card = parse_sound_card(file.text, file.path);
    EXPECT_TRUE(card.input_resistance_ohm && card.input_capacitance_pf && card.full_scale_v &&
                card.noise_v && card.thd_db && card.high_pass_hz);
    EXPECT_EQ(card.device, "");
}

/// What is certainly played with each load; fades and markers come on top.
double least_seconds(const Plan& plan) {
    const auto tones = static_cast<double>(plan.impedance_tones_hz.size());
    const auto levels = static_cast<double>(plan.tone_levels.size());
    return tones * plan.impedance_time.value() + levels * plan.tone_time.value() +
           std::max(plan.ramp_time, plan.live_ramp_time).value() + plan.noise_time.value() +
           plan.sweep_time.value();
}

TEST(Calibration, PlansLeaveRoomForFadesAndMarkersInTheirTime) {
    // The budgets are 4, 20 and 60 s with each load. What stands between the segments takes about
    // as long in every plan, so the longest may fill the largest share.
    EXPECT_LE(least_seconds(plan("quick")), 0.75 * 4);
    EXPECT_LE(least_seconds(plan("standard")), 0.75 * 20);
    EXPECT_LE(least_seconds(plan("full")), 0.9 * 60);
}

TEST(Calibration, EveryPlanMeasuresImpedanceDistortionAndNoise) {
    for (const auto& name : built_in_names("plans")) {
        const auto one = plan(name);
        ASSERT_FALSE(one.impedance_tones_hz.empty()) << name;
        EXPECT_THAT(one.impedance_tones_hz.front(), IsSupersetOf({20.0, 997.0, 10000.0})) << name;
        EXPECT_FALSE(one.tone_levels.empty()) << name;
        EXPECT_GE(one.noise_time, Seconds(0.5)) << name;
    }
}

}  // namespace
}  // namespace ohmloop::profiles
