#include "ohmloop/measure/inspection.hpp"

#include "ohmloop/units/expects.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <random>

namespace ohmloop::measure {
namespace {

constexpr double rate = 48000;

signal::Recording recorded(std::size_t frames, const std::function<double(double t)>& signal) {
    signal::Recording recording{Hertz(rate), signal::SampleFormat::float64, {}, 0, 0, 0};
    recording.channels.resize(1);
    for (std::size_t n = 0; n < frames; ++n)
        recording.channels[0].push_back(signal(static_cast<double>(n) / rate));
    return recording;
}

double sine(double amplitude, double hz, double t) {
    return amplitude * std::sin(2 * std::numbers::pi * hz * t + 0.3);
}

ChannelInspection inspected(std::size_t frames, const std::function<double(double t)>& signal) {
    return inspect(recorded(frames, signal)).channels.at(0);
}

/// White noise of this rms in 0 to half the rate.
std::function<double(double)> noise(double rms) {
    return [random = std::mt19937_64(5), normal = std::normal_distribution<double>(0, rms)](
               double) mutable { return normal(random); };
}

TEST(Inspection, ReadsFrequencyLevelAndHarmonicsOfATone) {
    const auto channel = inspected(96000, [](double t) {
        return sine(0.5, 1234.567, t) + sine(0.5e-3, 2 * 1234.567, t) +
               sine(0.5e-4, 3 * 1234.567, t);
    });
    ASSERT_TRUE(channel.tone);
    // Nothing but the arithmetic of the fit is in the way.
    EXPECT_NEAR(channel.tone->frequency_hz, 1234.567, 1e-6);
    EXPECT_NEAR(channel.tone->level_dbfs, 20 * std::log10(0.5), 1e-6);
    EXPECT_NEAR(channel.tone->harmonics_db[0], -60, 1e-4);
    EXPECT_NEAR(channel.tone->harmonics_db[1], -80, 1e-3);
    EXPECT_NEAR(channel.tone->thd_db, 10 * std::log10(1e-6 + 1e-8), 1e-3);
    EXPECT_NEAR(channel.tone->thd_n_db, channel.tone->thd_db, 1e-3);
}

TEST(Inspection, NoiseInTheBandIsTheRatioOfTheBands) {
    auto random = noise(1e-3);
    const auto channel = inspected(240000, [&](double t) { return sine(0.5, 997, t) + random(t); });
    ASSERT_TRUE(channel.tone);
    // 1e-3 rms over 24 kHz, of which 20 Hz to 20 kHz less the fundamental's 20 Hz count; the
    // estimate of 20 kHz in 5 s scatters by 4.34/sqrt(1e5) = 0.014 dB: four times that.
    const double expected = 10 * std::log10(1e-6 * 19960 / 24000 / 0.125);
    EXPECT_NEAR(-channel.tone->snr_db, expected, 0.055);
    EXPECT_NEAR(channel.tone->thd_n_db, expected, 0.055);
    EXPECT_LT(channel.tone->thd_db, expected - 20) << "noise is no harmonic";
}

TEST(Inspection, FindsTheToneBetweenSilences) {
    const auto channel =
        inspected(144000, [](double t) { return t > 0.7 && t < 2.1 ? sine(0.25, 440, t) : 0.0; });
    ASSERT_TRUE(channel.tone);
    EXPECT_NEAR(channel.tone->level_dbfs, 20 * std::log10(0.25), 1e-6);
    EXPECT_LT(channel.tone->thd_n_db, -100);
}

TEST(Inspection, FindsNoToneInNoiseButItsHum) {
    auto random = noise(1e-3);
    const auto channel = inspected(
        240000, [&](double t) { return random(t) + sine(3e-4, 60.01, t) + sine(1e-4, 120.02, t); });
    EXPECT_FALSE(channel.tone);
    ASSERT_TRUE(channel.hum);
    EXPECT_EQ(channel.hum->mains_hz, 60);
    // Noise of 1e-3 rms leaves 1e-3 sqrt(2/240000) = 2.9e-6 on an amplitude: 1 % of 3e-4, and
    // three times that.
    EXPECT_NEAR(channel.hum->harmonics_dbfs[0], 20 * std::log10(3e-4), 0.26);
}

TEST(Inspection, FindsNoHumInPlainNoise) {
    auto random = noise(1e-3);
    EXPECT_FALSE(inspected(240000, [&](double t) { return random(t); }).hum);
}

TEST(Inspection, SaysDigitalSilence) {
    const auto channel = inspected(48000, [](double) { return 0.0; });
    EXPECT_TRUE(std::isinf(channel.level_dbfs));
    EXPECT_FALSE(channel.tone);
    EXPECT_FALSE(channel.hum);
    EXPECT_TRUE(channel.flat_tops.empty());
}

TEST(Inspection, NeedsATenthOfASecond) {
    EXPECT_THROW(static_cast<void>(inspected(4799, [](double) { return 0.0; })), BrokenContract);
}

std::vector<FlatTop> flat_tops(const std::function<double(double t)>& signal) {
    return find_flat_tops(recorded(96000, signal).channels[0], Hertz(rate));
}

TEST(FlatTops, AreNotFoundInASineOfAnyFrequencyOrItsDistortion) {
    for (const double hz : {31.0, 100.0, 997.0, 6000.0, 19000.0})
        EXPECT_TRUE(flat_tops([hz](double t) { return sine(0.9, hz, t); }).empty()) << hz;
    EXPECT_TRUE(
        flat_tops([](double t) { return sine(0.5, 997, t) + sine(0.05, 1994, t); }).empty());
    auto random = noise(0.1);
    EXPECT_TRUE(flat_tops([&](double t) { return random(t); }).empty());
}

TEST(FlatTops, AtFullScaleCountFramesInARow) {
    const auto tops = flat_tops([](double t) { return std::clamp(sine(1.2, 997, t), -1.0, 1.0); });
    ASSERT_EQ(tops.size(), 2U);
    EXPECT_TRUE(tops[0].at_full_scale);
    EXPECT_EQ(tops[0].value, -1);
    // A sine of 1.2 spends acos(1/1.2)/pi of the time above 1: 18.6 % of 96000 frames, 1 % for the
    // whole samples.
    EXPECT_NEAR(static_cast<double>(tops[1].frames), 0.1864 * 96000, 180);
}

TEST(FlatTops, BelowFullScaleOnOneSideAreCalledOneSided) {
    const auto tops = flat_tops([](double t) { return std::max(sine(0.7, 630, t), -0.6); });
    ASSERT_EQ(tops.size(), 1U);
    EXPECT_TRUE(tops[0].one_sided);
    EXPECT_FALSE(tops[0].at_full_scale);
    EXPECT_DOUBLE_EQ(tops[0].value, -0.6);
    EXPECT_NE(describe(tops[0]).find("one-sided: the negative half"), std::string::npos);
}

TEST(FlatTops, AreFoundWhereTheClipLevelIsNoisy) {
    auto random = noise(0.005);
    const auto tops =
        flat_tops([&](double t) { return std::max(sine(0.9, 630, t), -0.6 + random(t)); });
    ASSERT_EQ(tops.size(), 1U);
    EXPECT_TRUE(tops[0].one_sided);
}

}  // namespace
}  // namespace ohmloop::measure
