#include "classify/thevenin_port.hpp"

#include "ohmloop/classify/advice.hpp"
#include "ohmloop/classify/fitness.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

// What a port can do, with its 95 % interval: each by hand from the figures' own, which are
// +-0.3 % of a level, +-(0.1 % + 2 mohm) of a resistance, +-1 % of a capacitor.
namespace ohmloop::classify_tests {

namespace {

using result::Kind;
using result::QuotedFigure;

QuotedFigure quoted(const result::Result& result, const std::string& name,
                    std::optional<double> load_ohm = {}) {
    const auto facts = classify::port_facts(result, "left");
    const auto port = classify::capability(facts);
    auto all = classify::serves_as_headphone(facts, port).figures;
    for (const auto& one : classify::serves_as_line(facts, port).figures) all.push_back(one);
    for (const auto& advice : classify::advice(facts, port))
        all.insert(all.end(), advice.figures.begin(), advice.figures.end());
    for (const auto& one : all)
        if (one.name == name && (!load_ohm || one.load_ohm == load_ohm)) return one;
    throw std::runtime_error("no figure " + name);
}

/// To first order in what is small.
void expect_half_width(const QuotedFigure& figure, double half) {
    ASSERT_TRUE(figure.low && figure.high) << figure.name;
    // Of intervals of a few per mille the second order is a per cent of the half-width at most.
    EXPECT_NEAR(*figure.high - figure.value, half, 0.01 * half) << figure.name;
    EXPECT_NEAR(figure.value - *figure.low, half, 0.01 * half) << figure.name;
}

constexpr double level_share = 0.003;

}  // namespace

TEST(CapabilityInterval, CleanLevelIsThatAtALineInputNotAtTheRecordingOne) {
    const auto figure = quoted(measured({.full_scale_v = 2, .ohm = 600}), "clean_level");
    const double volts = 2.0 * 10e3 / 10600;
    EXPECT_NEAR(figure.value, volts, 1e-9);
    EXPECT_EQ(figure.load_ohm, 10e3);
    // V (1 + Z/100 kohm) / (1 + Z/10 kohm): 0.602 ohm of 10.6 kohm less those of 100.6 kohm.
    expect_half_width(figure, volts * std::hypot(level_share, 0.602 / 10600 - 0.602 / 100600));
}

TEST(CapabilityInterval, PowerDoublesTheLevelsShareAndMovesWithTheDivider) {
    const auto figure = quoted(measured({.full_scale_v = 2, .ohm = 8}), "power", 32);
    EXPECT_NEAR(figure.value, std::pow(2.0 / 40, 2) * 32, 1e-9);
    // P = (V/(Z + R))^2 R: 2 dV/V, and 2 dZ/(Z + R) of 10 mohm.
    expect_half_width(figure, figure.value * 2 * std::hypot(level_share, 0.010 / 40));
    EXPECT_EQ(figure.from.size(), 2);
}

TEST(CapabilityInterval, PowerAtTheCurrentLimitHangsOnTheLimitAlone) {
    const auto figure =
        quoted(measured({.full_scale_v = 2, .ohm = 10, .current_peak_a = 0.01}), "power", 32);
    EXPECT_NEAR(figure.value, 0.01 * 0.01 / 2 * 32, 1e-9);
    expect_half_width(figure, figure.value * 2 * level_share);
    ASSERT_EQ(figure.from.size(), 1);
    EXPECT_EQ(figure.from.front(), (result::FigureName{"max_level", "left", "33"}));
}

TEST(CapabilityInterval, CurrentAndSagComeFromBothLevels) {
    const auto result = measured({.full_scale_v = 2, .ohm = 10, .current_peak_a = 0.01});
    const auto current = quoted(result, "current", 33);
    EXPECT_NEAR(current.value, 0.01 / std::numbers::sqrt2, 1e-9);
    expect_half_width(current, current.value * level_share);
    // 20 lg of two levels of +-0.3 % each, and a drop of +-0.001 dB.
    expect_half_width(quoted(result, "sag", 33),
                      std::hypot(db(1 + level_share), db(1 + level_share), 0.001));
}

TEST(CapabilityInterval, LevelAgainstNominalIsThatOfTheLevelInDecibels) {
    const auto figure = quoted(measured({.full_scale_v = 1, .ohm = 1}), "above_nominal");
    EXPECT_NEAR(figure.value, db(1 * 10e3 / 10001 / 0.3162), 1e-9);
    expect_half_width(figure, db(1 + level_share));
}

TEST(CapabilityInterval, TheEighthRuleIsEightTimesTheResistance) {
    const auto figure = quoted(measured({.full_scale_v = 1, .ohm = 20}), "least_headphone");
    EXPECT_NEAR(figure.value, 160, 1e-9);
    expect_half_width(figure, 8 * 0.022);
}

TEST(CapabilityInterval, ResponseChangeMovesWithTheResistance) {
    const auto figure = quoted(measured({.full_scale_v = 1, .ohm = 20}), "response_change", 300);
    EXPECT_NEAR(figure.value, db(320.0 / 300), 1e-9);
    expect_half_width(figure, db(1 + 0.022 / 320));
}

TEST(CapabilityInterval, BassCornerMovesWithResistanceAndCapacitor) {
    const auto figure =
        quoted(measured({.full_scale_v = 1, .ohm = 8, .farads = 100e-6}), "bass_corner", 32);
    EXPECT_NEAR(figure.value, 1 / (2 * std::numbers::pi * 40 * 100e-6), 1e-9);
    // 1/C bends: +1 % and -1 % differ by 2 % of the half-width.
    const double half = figure.value * std::hypot(0.01, 0.010 / 40);
    EXPECT_NEAR(*figure.high - figure.value, half, 0.02 * half);
    EXPECT_NEAR(figure.value - *figure.low, half, 0.02 * half);
}

TEST(CapabilityInterval, LoudnessHasTheSensitivitysTenDecibels) {
    const auto figure = quoted(measured({.full_scale_v = 1, .ohm = 8}), "music_spl", 32);
    // 1 V 32/40 into 32 ohm is 20 mW: 100 + 13.0 dB, music 15 dB below.
    EXPECT_NEAR(figure.value, 100 + 10 * std::log10(20) - 15, 1e-6);
    expect_half_width(figure, std::hypot(10, db(1 + level_share), db(1 + 0.010 / 40)));
}

TEST(CapabilityInterval, WhatTheRecorderStoppedHasNoUpperEnd) {
    const auto figure =
        quoted(stopped_at(-12, measured({.full_scale_v = 1, .ohm = 8})), "power", 32);
    EXPECT_EQ(figure.kind, Kind::lower_bound);
    EXPECT_TRUE(figure.low);
    EXPECT_FALSE(figure.high);
}

}  // namespace ohmloop::classify_tests
