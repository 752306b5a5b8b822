#include "measure/take/clock_offsets.hpp"

#include "measure/take/clocked_record.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace ohmloop::measure {
namespace {

using test::add_noise;
using test::add_tone;
using test::clocked;
using test::steady_alignment;
using test::steady_clock;
using test::wandering_clock;

constexpr Hertz rate(48000);

const signal::Layout& layout() {
    static const signal::Layout made = test::body_of("quick");
    return made;
}

ClockOffsets offsets_of(const std::vector<double>& x, double ppm = 0) {
    return {read_pilots(x, layout(), steady_alignment(ppm), 0), rate};
}

/// Somewhere inside the steady part of the layout's last steady tone.
std::ptrdiff_t inside_a_tone() {
    const signal::PlacedSegment* last = nullptr;
    for (const auto& segment : layout().segments)
        if (const auto* tones = std::get_if<signal::Tones>(&segment.spec.stimulus))
            if (tones->tones.front().level > DbFs(-10)) last = &segment;
    return static_cast<std::ptrdiff_t>(test::lead_frames) +
           static_cast<std::ptrdiff_t>(last->steady_start + last->steady_length / 2);
}

}  // namespace

TEST(clock_offsets, AreThoseOfASteadyClock) {
    for (const double ppm : {0.0, 60.0, 500.0, -500.0}) {
        auto x = clocked(layout(), steady_clock(ppm));
        add_noise(x, 1e-4);
        // From a start 20 ppm off, as markers leave it at worst.
        const auto offsets = offsets_of(x, ppm + 20);
        ASSERT_TRUE(offsets.known());
        EXPECT_NEAR(offsets.mean() * 1e6, ppm, 6e6 * offsets.mean_uncertainty());
        // -1 dBFS over half a second, 77 dB above the noise: u(f)/f by METHODS 2.5.
        EXPECT_LT(offsets.mean_uncertainty(), 2e-8);
        EXPECT_FALSE(offsets.wander());
    }
}

TEST(clock_offsets, NoiseHumAndALowLevelAreNoWander) {
    unsigned seed = 0;
    for (const double ppm : {0.0, 500.0, -500.0})
        for (const double gain : {1.0, 0.01})
            for (const double noise : {1e-6, 1e-4, 1e-3}) {
                auto x = clocked(layout(), steady_clock(ppm));
                for (double& v : x) v *= gain;
                add_noise(x, noise, ++seed);
                add_tone(x, 50, 0.01 * gain);
                add_tone(x, 150, 0.005 * gain);
                const auto offsets = offsets_of(x, ppm);
                EXPECT_FALSE(offsets.wander())
                    << ppm << " ppm " << gain << " " << noise << ": " << wander_text(offsets);
            }
}

TEST(clock_offsets, ShortWanderIsTheRmsOfItsTime) {
    for (const double period_s : {0.05, 0.1, 0.15}) {
        for (const double peak_frames : {0.02, 0.2}) {
            auto x = clocked(layout(), wandering_clock(peak_frames, period_s * rate.value()));
            add_noise(x, 1e-5);
            const auto offsets = offsets_of(x);
            EXPECT_TRUE(offsets.wander()) << period_s << " s " << peak_frames;
            // Blocks of 10 ms see the mean over themselves: sin(u)/u. 15 %: three periods in the
            // shortest segment, of which a straight line is taken.
            const double u = std::numbers::pi * 0.01 / period_s;
            const double rms_s = peak_frames / std::numbers::sqrt2 * std::sin(u) / u / rate.value();
            EXPECT_NEAR(offsets.wander_s(), rms_s, 0.15 * rms_s) << period_s;
        }
    }
}

TEST(clock_offsets, LongWanderChangesTheOffsetFromToneToTone) {
    for (const double period_s : {1.0, 3.0}) {
        const double peak_ppm = 5;
        const double peak_frames = peak_ppm * 1e-6 * period_s * rate.value() / 2 / std::numbers::pi;
        auto x = clocked(layout(), wandering_clock(peak_frames, period_s * rate.value()));
        add_noise(x, 1e-5);
        const auto offsets = offsets_of(x);
        EXPECT_TRUE(offsets.wander());
        EXPECT_GT(offsets.change() * 1e6, 1);
        EXPECT_LT(offsets.change() * 1e6, 2 * peak_ppm);
        // The ends of the take lie at most twice the peak apart.
        EXPECT_TRUE(offsets.explain(2 * peak_frames, static_cast<double>(layout().frames)));
    }
}

TEST(clock_offsets, LostAndRepeatedSamplesAreNoWander) {
    for (const std::ptrdiff_t count : {1, 2, 7, 64, 256}) {
        const auto whole = clocked(layout(), steady_clock(60));
        const auto place = whole.begin() + inside_a_tone();
        auto less = whole;
        less.erase(less.begin() + inside_a_tone(), less.begin() + inside_a_tone() + count);
        auto more = whole;
        more.insert(more.begin() + inside_a_tone(), place - count, place);
        for (auto* x : {&less, &more}) {
            add_noise(*x, 1e-5);
            EXPECT_FALSE(offsets_of(*x, 60).wander()) << count;
            EXPECT_FALSE(offsets_of(*x, 60).explain(static_cast<double>(count), 2e5)) << count;
        }
    }
    // A period of 997 Hz shows little in its phase, but explains no period at the ends.
    auto x = clocked(layout(), steady_clock(0));
    x.erase(x.begin() + inside_a_tone(), x.begin() + inside_a_tone() + 48);
    add_noise(x, 1e-5);
    EXPECT_FALSE(offsets_of(x).explain(48, static_cast<double>(layout().frames)));
}

TEST(clock_offsets, TheirMeanIsNoBetterThanTheirScatter) {
    // Three segments of 0.01 ppm each that lie 0.1 ppm apart, and three that agree.
    for (const double apart : {0.1e-6, 0.0}) {
        std::vector<PilotReading> pilots(3);
        for (std::size_t k = 0; k < 3; ++k) {
            pilots[k].offset = 50e-6 + apart * static_cast<double>(k);
            pilots[k].offset_uncertainty = 1e-8;
        }
        const ClockOffsets offsets(pilots, rate);
        EXPECT_NEAR(offsets.mean(), 50e-6 + apart, 1e-15);
        // Of one mean: s / sqrt 3 with s^2 = (0.1^2 + 0.1^2) / 2 ppm^2; 0.01 ppm / sqrt 3.
        const double u = apart > 0 ? apart / std::sqrt(3.0) : 1e-8 / std::sqrt(3.0);
        EXPECT_NEAR(offsets.mean_uncertainty(), u, 1e-6 * u);
    }
    std::vector<PilotReading> exact(1);
    exact[0].offset_uncertainty = 1e-13;
    EXPECT_EQ(ClockOffsets(exact, rate).mean_uncertainty(), 1e-9);
}

TEST(clock_offsets, AreUnknownWithoutATone) {
    std::vector<double> x(layout().frames + 4800, 0.0);
    add_noise(x, 1e-3);
    const auto offsets = offsets_of(x);
    EXPECT_FALSE(offsets.known());
    EXPECT_FALSE(offsets.wander());
}

}  // namespace ohmloop::measure
