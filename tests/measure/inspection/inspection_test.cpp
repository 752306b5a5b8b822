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
    EXPECT_NEAR(channel.tone->level.db, 20 * std::log10(0.5), 1e-6);
    EXPECT_NEAR(channel.tone->harmonics[0].db, -60, 1e-4);
    EXPECT_NEAR(channel.tone->harmonics[1].db, -80, 1e-3);
    EXPECT_NEAR(channel.tone->thd.db, 10 * std::log10(1e-6 + 1e-8), 1e-3);
    EXPECT_NEAR(channel.tone->thd_n.db, channel.tone->thd.db, 1e-3);
}

TEST(Inspection, NoiseInTheBandIsTheRatioOfTheBands) {
    auto random = noise(1e-3);
    const auto channel = inspected(240000, [&](double t) { return sine(0.5, 997, t) + random(t); });
    ASSERT_TRUE(channel.tone);
    // 1e-3 rms over 24 kHz, of which 20 Hz to 20 kHz less the fundamental's 20 Hz count; the
    // estimate of 20 kHz in 5 s scatters by 4.34/sqrt(1e5) = 0.014 dB: four times that.
    const double expected = 10 * std::log10(1e-6 * 19960 / 24000 / 0.125);
    EXPECT_NEAR(-channel.tone->snr.db, expected, 0.055);
    EXPECT_NEAR(channel.tone->thd_n.db, expected, 0.055);
    EXPECT_EQ(channel.tone->thd.kind, result::Kind::upper_bound) << "noise is no harmonic";
    // Ten lines hold 10/(5 s 20 kHz) = -40 dB of that. Where they read no more than this, a bound
    // of 95 % is z (z + sqrt(z^2 + 10)) = 8.6 of such lines (z = 1.645), -0.7 dB; where they
    // read 3.2 lines more, one standard deviation, 12.9; two, 17.
    EXPECT_GE(channel.tone->thd.db, expected - 40.7 - 0.1);  // the density is estimated to 2 %
    EXPECT_LE(channel.tone->thd.db, expected - 40 + 2.3 + 0.1);
}

TEST(Inspection, FindsTheToneBetweenSilences) {
    const auto channel =
        inspected(144000, [](double t) { return t > 0.7 && t < 2.1 ? sine(0.25, 440, t) : 0.0; });
    ASSERT_TRUE(channel.tone);
    EXPECT_NEAR(channel.tone->level.db, 20 * std::log10(0.25), 1e-6);
    EXPECT_LT(channel.tone->thd_n.db, -100);
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
    EXPECT_NEAR(channel.hum->harmonics[0].db, 20 * std::log10(3e-4), 0.26);
}

TEST(Inspection, FindsNoHumInPlainNoise) {
    auto random = noise(1e-3);
    EXPECT_FALSE(inspected(240000, [&](double t) { return random(t); }).hum);
}

TEST(Inspection, FindsNoHumInTheFallingNoiseOfASupply) {
    // 1/f^2 below 2.5 kHz: a random walk that leaks away. Its lines lie far above those of white
    // noise of the same power.
    auto random = noise(1e-4);
    double walk = 0;
    EXPECT_FALSE(inspected(240000, [&](double) { return walk = 0.7 * walk + random(0); }).hum);
}

TEST(Inspection, AToneWithoutRoomForHarmonicsHasNoThd) {
    auto random = noise(1e-4);
    const auto channel =
        inspected(48000, [&](double t) { return sine(0.5, 13000, t) + random(t); });
    ASSERT_TRUE(channel.tone);
    EXPECT_TRUE(channel.tone->harmonics.empty());
    EXPECT_EQ(channel.tone->thd.kind, result::Kind::not_measured);
    EXPECT_EQ(channel.tone->thd_n.kind, result::Kind::measured);
}

/// Errors of one figure over many recordings, each over its stated uncertainty.
struct Errors {
    double sum_of_squares = 0;
    int count = 0;
    int inside = 0;

    void add(const Reading& reading, double truth_db) {
        ASSERT_EQ(reading.kind, result::Kind::measured);
        const double error = (reading.db - truth_db) / reading.uncertainty_db;
        sum_of_squares += error * error;
        ++count;
        if (std::abs(error) < 1.96) ++inside;
    }
    [[nodiscard]] double rms() const { return std::sqrt(sum_of_squares / count); }
};

/// The rms of n errors in units of their uncertainty is 1 within 1/sqrt(2n) = 6 % at 140: three
/// times that; and of 140 intervals of 95 % all but 7 +- 2.6 hold the truth.
void expect_honest(const Errors& errors, const char* what) {
    EXPECT_NEAR(errors.rms(), 1, 0.18) << what;
    EXPECT_GE(errors.inside, 140 - 15) << what;
}

constexpr int runs = 140;
constexpr std::size_t short_frames = 12000;
constexpr double noise_rms = 1e-3;
/// Noise on the amplitude of a fitted tone, standard.
const double on_amplitude = noise_rms * std::sqrt(2.0 / short_frames);

TEST(Inspection, FiguresOfAToneScatterByTheirUncertainties) {
    auto random = noise(noise_rms);
    const double second = 12 * on_amplitude;
    const double third = 40 * on_amplitude;
    const double fundamental = 0.125;
    const double harmonics = (second * second + third * third) / 2;
    const double in_band = noise_rms * noise_rms * (19980 - 20) / 24000;
    const auto re = [&](double power) { return 10 * std::log10(power / fundamental); };
    Errors level, h2, h3, thd, thd_n, snr;
    int hidden = 0;
    for (int run = 0; run < runs; ++run) {
        const auto channel = inspected(short_frames, [&](double t) {
            return sine(0.5, 997.3, t) + sine(second, 2 * 997.3, t) + sine(third, 3 * 997.3, t) +
                   random(t);
        });
        ASSERT_TRUE(channel.tone);
        const auto& tone = *channel.tone;
        level.add(tone.level, 10 * std::log10(2 * fundamental));
        h2.add(tone.harmonics[0], re(second * second / 2));
        h3.add(tone.harmonics[1], re(third * third / 2));
        thd.add(tone.thd, re(harmonics));
        thd_n.add(tone.thd_n, re(harmonics + in_band));
        snr.add(tone.snr, -re(in_band));
        for (std::size_t n = 2; n < tone.harmonics.size(); ++n)
            if (tone.harmonics[n].kind == result::Kind::upper_bound) ++hidden;
        // 1/sqrt(N SNR), as a ratio of amplitudes; the noise is estimated around the tone to 6 %,
        // and where the median of few bins lies low or high, to three times that.
        const double closed_form =
            20 * std::numbers::log10e * noise_rms / std::sqrt(fundamental * short_frames);
        EXPECT_NEAR(tone.level.uncertainty_db, closed_form, 0.35 * closed_form);
    }
    expect_honest(level, "level");
    expect_honest(h2, "H2");
    expect_honest(h3, "H3");
    expect_honest(thd, "THD");
    expect_honest(thd_n, "THD+N");
    expect_honest(snr, "SNR");
    // One in a thousand of 140 x 8 may be taken for a harmonic: five is improbable.
    EXPECT_GE(hidden, 8 * runs - 5);
}

TEST(Inspection, NoiseScattersByItsUncertainty) {
    auto random = noise(noise_rms);
    const double white = 2 * noise_rms * noise_rms / 24000;
    Errors flat, weighted, level;
    for (int run = 0; run < runs; ++run) {
        const auto channel = inspected(short_frames, random);
        level.add(channel.level, 10 * std::log10(white * 24000));
        flat.add(channel.noise, 10 * std::log10(white * 19980));
        // White noise from 20 Hz to 20 kHz reads 2.05 dB less through an A filter.
        weighted.add(channel.noise_a, 10 * std::log10(white * 19980) - 2.05);
    }
    expect_honest(level, "level");
    expect_honest(flat, "noise");
    expect_honest(weighted, "A-weighted");
}

TEST(Inspection, HumInNoiseScattersAsALineDoes) {
    auto random = noise(noise_rms);
    const double hum = 50 * on_amplitude;
    const double white = noise_rms * noise_rms / 24000;
    Errors line, flat;
    for (int run = 0; run < runs; ++run) {
        const auto channel =
            inspected(short_frames, [&](double t) { return sine(hum, 50.02, t) + random(t); });
        ASSERT_TRUE(channel.hum);
        line.add(channel.hum->level, 20 * std::log10(hum));
        flat.add(channel.noise, 10 * std::log10(hum * hum + 2 * white * 19980));
    }
    expect_honest(line, "hum");
    expect_honest(flat, "noise with hum");
}

TEST(Inspection, NamesSeveralTonesWhereNoneIsMost) {
    auto random = noise(1e-3);
    const auto channel = inspected(48000, [&](double t) {
        return 0.2 + sine(0.3, 997, t) + sine(0.29, 1500, t) + sine(0.2, 60, t) + random(t);
    });
    EXPECT_FALSE(channel.tone);
    ASSERT_EQ(channel.several.size(), 3U);
    // By Cramer and Rao 1e-3 rms leaves sqrt(6)/pi 1e-3/0.3 = 2.6 mHz and 4e-4 dB in 1 s.
    EXPECT_NEAR(channel.several[0].frequency_hz, 997, 0.01);
    EXPECT_NEAR(channel.several[0].level_dbfs, 20 * std::log10(0.3), 0.002);
    EXPECT_NEAR(channel.several[1].frequency_hz, 1500, 0.01);
    EXPECT_NEAR(channel.several[1].level_dbfs, 20 * std::log10(0.29), 0.002);
    EXPECT_NEAR(channel.several[2].frequency_hz, 60, 0.01);
    EXPECT_NEAR(channel.several[2].level_dbfs, 20 * std::log10(0.2), 0.002);
    EXPECT_TRUE(inspected(48000, noise(0.1)).several.empty());
}

TEST(Inspection, SaysDigitalSilence) {
    const auto channel = inspected(48000, [](double) { return 0.0; });
    EXPECT_EQ(channel.level.kind, result::Kind::not_measured);
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
    // 6, 8 and 12 kHz are sampled at the same few phases again and again.
    for (const double hz :
         {5.0, 10.0, 20.0, 31.0, 49.0, 100.0, 997.0, 6000.0, 8000.0, 12000.0, 19000.0})
        EXPECT_TRUE(flat_tops([hz](double t) { return sine(0.9, hz, t); }).empty()) << hz;
    EXPECT_TRUE(
        flat_tops([](double t) { return sine(0.5, 997, t) + sine(0.05, 1994, t); }).empty());
    auto random = noise(0.1);
    EXPECT_TRUE(flat_tops([&](double t) { return random(t); }).empty());
}

TEST(FlatTops, AreNotFoundInALowToneWithNoise) {
    auto random = noise(1e-5);
    for (const double hz : {10.0, 20.0, 30.0})
        EXPECT_TRUE(flat_tops([&](double t) { return sine(0.5, hz, t) + random(t); }).empty())
            << hz;
}

TEST(FlatTops, AreFoundInALowToneThatIsClipped) {
    // A sine spends acos(h)/pi of its time above h of its height: at the clip level, and 0.5 % of
    // the range below it, where what counts as flat begins.
    const double clipped = std::acos(0.9) / std::numbers::pi * 96000;
    const double flat = std::acos(0.9 - 0.005 * 1.8) / std::numbers::pi * 96000;
    for (const double hz : {5.0, 10.0, 20.0, 31.0}) {
        const auto tops =
            flat_tops([hz](double t) { return std::clamp(sine(0.5, hz, t), -0.45, 0.45); });
        ASSERT_EQ(tops.size(), 2U) << hz;
        // Of the periods in 2 s three may be lost, in which the judged blocks begin and end.
        EXPECT_GE(static_cast<double>(tops[0].frames), clipped * (1 - 3 / (2 * hz))) << hz;
        EXPECT_LE(static_cast<double>(tops[0].frames), flat + 2 * 2 * hz) << hz;  // whole frames
    }
}

TEST(FlatTops, AreNoneOfAConvertersWhereAFileGoesBeyondFullScale) {
    EXPECT_TRUE(flat_tops([](double t) { return sine(1.5, 997, t); }).empty());
    const auto tops = flat_tops([](double t) { return std::min(sine(1.5, 997, t), 1.2); });
    ASSERT_EQ(tops.size(), 1U);
    EXPECT_FALSE(tops[0].at_full_scale);
    EXPECT_DOUBLE_EQ(tops[0].value, 1.2);
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

/// 2 s of a tone that leaves out this many frames after 0.9 s, with noise 80 dB below it.
std::vector<PhaseJump> jumps_without(int frames, double hz) {
    auto random = noise(0.5e-4);
    const auto channel = inspected(96000, [&](double t) {
        return sine(0.5, hz, t < 0.9 ? t : t + frames / rate) + random(t);
    });
    return channel.phase_jumps;
}

TEST(PhaseJumps, AreFoundWhereFramesAreMissing) {
    for (const int frames : {1, 7, 8000}) {
        const auto jumps = jumps_without(frames, 1000.3);
        ASSERT_EQ(jumps.size(), 1U) << frames;
        const double turns = frames * 1000.3 / rate;
        // The block's phase has noise of 1e-4 sqrt(1.5/480) rad; what the tone's mean frequency is
        // off by, up to half a turn in 2 s, goes with the blocks' own usual advance.
        EXPECT_NEAR(jumps[0].degrees, 360 * (turns - std::round(turns)), 0.1) << frames;
        EXPECT_NEAR(jumps[0].time_s, 0.9, 0.02) << "a block";
    }
}

TEST(PhaseJumps, AreFoundInALowTone) {
    const auto jumps = jumps_without(480, 40);  // 0.4 of a turn
    ASSERT_EQ(jumps.size(), 1U);
    EXPECT_NEAR(jumps[0].degrees, 144, 1);
}

TEST(PhaseJumps, AreNotFoundInATonesNoiseClicksPausesOrWow) {
    auto random = noise(0.05);
    const auto jumps = [](const std::function<double(double)>& signal) {
        return inspected(96000, signal).phase_jumps.size();
    };
    EXPECT_EQ(jumps([](double t) { return sine(0.5, 997, t); }), 0U);
    EXPECT_EQ(jumps([&](double t) { return sine(0.5, 997, t) + random(t); }), 0U);
    EXPECT_EQ(jumps([](double t) { return std::abs(t - 1) < 0.001 ? 0.9 : sine(0.5, 997, t); }),
              0U);
    EXPECT_EQ(jumps([](double t) {
                  return std::abs(t - 1) < 0.1 ? 0.0 : sine(0.5, 997, t < 1 ? t : t + 1e-4);
              }),
              0U);
    // A turntable's: 0.5 % of the frequency, 0.55 times a second.
    EXPECT_EQ(jumps([](double t) { return sine(0.5, 997, t + 0.005 / 3.46 * std::sin(3.46 * t)); }),
              0U);
}

}  // namespace
}  // namespace ohmloop::measure
