#include "measure/take/breaks.hpp"

#include "measure/take/clocked_record.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <random>
#include <variant>

namespace ohmloop::measure {
namespace {

using test::add_noise;
using test::add_tone;
using test::clocked;
using test::steady_alignment;
using test::steady_clock;

const signal::Layout& layout() {
    static const signal::Layout made = test::body_of("standard");
    return made;
}

const std::vector<double>& whole() {
    static const std::vector<double> x = clocked(layout(), steady_clock(-60));
    return x;
}

/// The breaks of every segment that the left channel plays.
std::vector<Break> breaks_of(const std::vector<double>& x) {
    std::vector<Break> all;
    for (const auto& segment : layout().segments) {
        const auto track = track_gain(x, layout(), segment, steady_alignment(-60), 0);
        for (const auto& found : find_breaks(track)) all.push_back(found);
    }
    return all;
}

/// A frame at a share of each tracked segment's steady part: tones, near-silence, ramp, sweep.
std::vector<std::ptrdiff_t> places(double share) {
    std::vector<std::ptrdiff_t> found;
    for (const auto& segment : layout().segments) {
        if (track_gain(whole(), layout(), segment, steady_alignment(-60), 0).empty()) continue;
        found.push_back(static_cast<std::ptrdiff_t>(test::lead_frames) +
                        static_cast<std::ptrdiff_t>(segment.steady_start) +
                        std::llround(share * static_cast<double>(segment.steady_length)));
    }
    return found;
}

std::vector<double> with_noise(std::vector<double> x, double rms = 2e-7) {
    add_noise(x, rms);
    return x;
}

}  // namespace

TEST(breaks, NoneInAWholeRecording) {
    EXPECT_GT(places(0.5).size(), 6U);
    for (const double noise : {2e-7, 1e-5, 1e-3, 1e-2})
        EXPECT_TRUE(breaks_of(with_noise(whole(), noise)).empty()) << noise;
}

TEST(breaks, ASilenceIsFoundInEverySegment) {
    for (const double share : {0.4, 0.7})
        for (const auto place : places(share))
            for (const std::ptrdiff_t count : {64, 256, 2400, 12000}) {
                auto x = whole();
                std::fill_n(x.begin() + place, count, 0.0);
                const auto breaks = breaks_of(with_noise(x));
                ASSERT_FALSE(breaks.empty()) << count << " at " << place;
                // Blocks of 10 ms, more where the sweep is slow, and the gap may outlast a segment.
                EXPECT_LT(breaks.front().length_s, static_cast<double>(count) / 48000 + 0.2);
            }
}

TEST(breaks, ADisplacementIsFoundWhereverItsSoundGoesOn) {
    for (const auto place : places(0.5))
        for (const std::ptrdiff_t count : {1, 20, 64}) {
            auto x = whole();
            // Lost here, made up for a tenth of a second later: the markers see nothing.
            x.erase(x.begin() + place, x.begin() + place + count);
            const auto back = x.begin() + place + 4800;
            const std::vector<double> again(back - count, back);
            x.insert(back, again.begin(), again.end());
            EXPECT_FALSE(breaks_of(with_noise(x)).empty()) << count << " at " << place;
        }
}

TEST(breaks, CompressionHumAndCreepingGainAreNone) {
    auto clipped = whole();
    for (double& v : clipped) v = std::clamp(v, -0.05, 0.05);
    EXPECT_TRUE(breaks_of(with_noise(clipped)).empty());
    auto humming = whole();
    add_tone(humming, 50, 0.003);
    add_tone(humming, 150, 0.001);
    EXPECT_TRUE(breaks_of(with_noise(humming)).empty());
    auto creeping = whole();
    for (std::size_t n = 0; n < creeping.size(); ++n)
        creeping[n] *= std::pow(10, -3 * static_cast<double>(n) / 48000 / 20);  // 3 dB/s
    EXPECT_TRUE(breaks_of(with_noise(creeping)).empty());
}

TEST(breaks, ACouplingCapacitorIsNone) {
    // 500 Hz: 4.7 uF into 33 ohm behind 33 ohm.
    auto x = whole();
    double last_in = 0;
    double out = 0;
    const double a = std::exp(-2 * std::numbers::pi * 500 / 48000);
    for (double& v : x) {
        out = a * (out + v - last_in);
        last_in = v;
        v = out;
    }
    EXPECT_TRUE(breaks_of(with_noise(x)).empty());
}

// The near-silence of a quiet port, 25 dB above the noise in a block's bandwidth, 0.2 s of it: a
// limit of 8 sigma, were sigma known, would be passed once in 10^13 series. It is a median of 38
// blocks; what it scatters by may cost one series in 10^4.5.
TEST(breaks, NoiseBesideAQuietToneIsNone) {
    std::mt19937_64 random(11);
    std::normal_distribution<double> gauss(0, 0.056 / std::sqrt(2.0));
    const auto noise = [&] { return std::complex<double>(gauss(random), gauss(random)); };
    constexpr int series = 100000;
    // Hann windows that overlap by half: neighbours' noise is correlated by 1/6.
    const double shared = std::sqrt((1 - std::sqrt(1 - 4.0 / 36)) / 2);
    int found = 0;
    for (int i = 0; i < series; ++i) {
        std::vector<GainBlock> track;
        auto last = noise();
        for (int k = 0; k < 38; ++k) {
            const auto next = noise();
            GainBlock block;
            block.seconds = 0.005 * (k + 1);
            block.gain = 1.0 + std::sqrt(1 - shared * shared) * next + shared * last;
            block.power = 1.3;
            block.radians_per_frame = 2 * std::numbers::pi * 997 / 48000;
            block.played = 1.4e-5;
            track.push_back(block);
            last = next;
        }
        found += find_breaks(track).empty() ? 0 : 1;
    }
    EXPECT_LE(found, 3);
}

TEST(breaks, BurstsOfNoiseAreNone) {
    auto x = whole();
    std::mt19937_64 random(5);
    std::normal_distribution<double> gauss(0, 0.003);
    for (std::size_t n = 0; n < x.size(); ++n)
        if (n % 33600 < 960) x[n] += gauss(random);  // 20 ms every 0.7 s
    for (const auto& found : breaks_of(with_noise(x)))
        EXPECT_EQ(found.frames_skipped, 0);  // what they cover may be lost, never displaced
}

// Of a telephone beside the cable, and of a mains lead: louder than the near-silence's tone, and as
// loud as the impedance's tones.
TEST(breaks, BurstsThatDrownTheTonesAndLoudHumAreNone) {
    auto x = whole();
    std::mt19937_64 random(6);
    std::normal_distribution<double> gauss(0, 0.02);
    for (std::size_t n = 0; n < x.size(); ++n)
        if (n % 96000 < 14400) x[n] += gauss(random);  // 0.3 s every 2 s
    for (const auto& found : breaks_of(with_noise(x))) EXPECT_LT(found.length_s, 0.35);
    for (const double amplitude : {0.03, 0.1, 0.13}) {
        auto humming = whole();
        add_tone(humming, 50, amplitude);
        add_tone(humming, 150, amplitude / 2);
        EXPECT_TRUE(breaks_of(with_noise(humming)).empty()) << amplitude;
    }
}

TEST(breaks, ATonelessRecordTellsNothing) {
    EXPECT_TRUE(breaks_of(with_noise(std::vector<double>(whole().size(), 0.0), 1e-4)).empty());
    EXPECT_TRUE(breaks_of(std::vector<double>(whole().size(), 0.0)).empty());
    EXPECT_TRUE(find_breaks({}).empty());
}

}  // namespace ohmloop::measure
