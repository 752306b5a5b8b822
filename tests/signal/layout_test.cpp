#include "ohmloop/signal/layout.hpp"

#include "ohmloop/signal/marker.hpp"
#include "ohmloop/units/expects.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::signal {
namespace {

using namespace ohmloop::literals;
constexpr double two_pi = 2 * std::numbers::pi;

SegmentSpec tone_spec(Hertz f, DbFs level, Seconds settle, Seconds steady) {
    return {
        .stimulus = Tones{{{.frequency = f, .level = level}}}, .settle = settle, .steady = steady};
}

TEST(Layout, PlacesSegmentsWithSettlingSteadyPartFadeAndGap) {
    const auto spec = tone_spec(997_Hz, DbFs(-6), Seconds(0.2), Seconds(1.0));
    const Layout layout = place(48_kHz, {spec, spec}, Seconds(0.01));
    ASSERT_EQ(layout.segments.size(), 2U);
    EXPECT_EQ(layout.segments[0].length, 9600U + 48000U + 960U);
    EXPECT_EQ(layout.segments[0].steady_start, 9600U);
    EXPECT_EQ(layout.segments[0].steady_length, 48000U);
    EXPECT_EQ(layout.segments[1].start, 58560U + 480U);
    EXPECT_EQ(layout.segments[1].steady_start, 58560U + 480U + 9600U);
    EXPECT_EQ(layout.frames, 2 * 58560U + 480U);
}

TEST(Layout, KeepsTheSteadyPartFreeOfFadesAtEveryRate) {
    auto spec = tone_spec(1_kHz, 0_dBFS, Seconds(0.0333), Seconds(0.0777));
    spec.stimulus = Tones{{{.frequency = 1e-3_Hz, .level = 0_dBFS, .phase = two_pi / 4}}};
    for (double rate : {32000.0, 44100.0, 48000.0, 96000.0, 192000.0}) {
        const Layout layout = place(Hertz(rate), {spec});
        const auto& segment = layout.segments.front();
        const Waveform wave = render(layout);
        for (std::size_t i = 0; i < segment.steady_length; ++i)  // a cosine of 1 mHz: 1 - 2e-7
            ASSERT_NEAR(wave.channels[0][segment.steady_start + i], 1, 1e-6) << rate;
        EXPECT_NEAR(static_cast<double>(segment.steady_length), 0.0777 * rate, 1);
    }
}

TEST(Layout, ToneHasItsPhaseAtTheSegmentsStart) {
    SegmentSpec spec = tone_spec(1_kHz, DbFs(-6), Seconds(0.1), Seconds(0.5));
    spec.stimulus = Tones{{{.frequency = 997_Hz, .level = DbFs(-20), .phase = 0.3},
                           {.frequency = 19997_Hz, .level = DbFs(-40), .phase = -1}}};
    for (double t : {0.1, 0.2345678, 0.5999}) {
        const double expected = 0.1 * std::sin(std::fmod(two_pi * 997 * t, two_pi) + 0.3) +
                                0.01 * std::sin(std::fmod(two_pi * 19997 * t, two_pi) - 1);
        EXPECT_NEAR(value_at(spec, t), expected, 1e-12);  // rounding of 7e4 rad: 1e-11 * 0.01
    }
}

TEST(Layout, PlaysEachSegmentAtItsTimeWhateverThePlayersRate) {
    const auto first = tone_spec(997_Hz, DbFs(-20), Seconds(0.1), Seconds(0.2));
    const auto second = tone_spec(5000_Hz, DbFs(-20), Seconds(0.1), Seconds(0.2));
    for (const double played : {32000.0, 44100.0, 96000.0}) {
        const Layout layout = place({48_kHz, Hertz(played)}, {first, second}, Seconds(0.0123));
        EXPECT_EQ(layout.segments[1].steady_length, 9600U) << "frames of the recorder";
        const Waveform wave = render(layout);
        EXPECT_EQ(wave.rate, Hertz(played));
        // Both last 0.32 s; the gap is whole frames of the recorder.
        const double begins_s = (0.32 * 48000 + std::round(0.0123 * 48000)) / 48000;
        EXPECT_NEAR(static_cast<double>(wave.frames()), (begins_s + 0.32) * played, 1);
        for (const double t : {0.15, 0.25, begins_s + 0.15, begins_s + 0.25}) {
            const auto n = static_cast<std::size_t>(std::lround(t * played));
            const double now = static_cast<double>(n) / played;
            const double expected = t < begins_s ? 0.1 * std::sin(two_pi * 997 * now)
                                                 : 0.1 * std::sin(two_pi * 5000 * (now - begins_s));
            EXPECT_NEAR(wave.channels[0][n], expected, 1e-11) << played << " at " << t;
        }
    }
}

TEST(Layout, FadesAreRaisedCosinesInsideSettlingAndAfterSteady) {
    SegmentSpec spec = tone_spec(1_Hz, 0_dBFS, Seconds(0.1), Seconds(0.4));
    spec.stimulus = Tones{{{.frequency = 1e-3_Hz, .level = 0_dBFS, .phase = two_pi / 4}}};
    EXPECT_EQ(value_at(spec, -1e-9), 0);
    EXPECT_NEAR(value_at(spec, 0.005), 0.5 * (1 - std::sqrt(0.5)), 1e-5);
    EXPECT_NEAR(value_at(spec, 0.010), 0.5, 1e-5);  // the 1 mHz cosine has fallen by 5e-6
    EXPECT_NEAR(value_at(spec, 0.020), 1, 1e-5);
    EXPECT_NEAR(value_at(spec, 0.500), 1, 1e-5);
    EXPECT_NEAR(value_at(spec, 0.510), 0.5, 1e-5);
    EXPECT_EQ(value_at(spec, 0.5201), 0);
    spec.settle = Seconds(0.01);  // shorter than the fade: counts whole
    EXPECT_NEAR(value_at(spec, 0.005), 0.5, 1e-5);
    EXPECT_NEAR(value_at(spec, 0.010), 1, 1e-5);
}

TEST(Layout, RampRisesLinearlyInDecibelsWithContinuousPhase) {
    const SegmentSpec spec{
        .stimulus = LevelRamp{.frequency = 997_Hz, .from = DbFs(-60), .to = 0_dBFS},
        .settle = Seconds(0.5),
        .steady = Seconds(3)};
    for (double t : {0.1, 0.4999, 0.5, 1.0, 2.0, 3.4999}) {
        const double level = -60 + 60 * std::clamp((t - 0.5) / 3, 0.0, 1.0);
        const double expected =
            std::pow(10, level / 20) * std::sin(std::fmod(two_pi * 997 * t, two_pi));
        EXPECT_NEAR(value_at(spec, t), expected, 1e-11);
    }
    EXPECT_NEAR(value_at(spec, 3.51), 0.5 * std::sin(std::fmod(two_pi * 997 * 3.51, two_pi)),
                1e-11);
}

TEST(Layout, SweepIsSynchronizedAndFitsItsSteadyPart) {
    const LogSweep sweep{.start = 10_Hz, .stop = 21.5_kHz, .level = DbFs(-6)};
    const SegmentSpec spec{.stimulus = sweep, .settle = Seconds(0.1), .steady = Seconds(4)};
    const double constant = sweep_constant(sweep, spec.steady).value();
    const double length = sweep_duration(sweep, spec.steady).value();
    EXPECT_NEAR(constant * 10, std::round(constant * 10), 1e-9);
    EXPECT_LE(length, 4);
    EXPECT_GT(length, 4 - std::log(2150.0) / 10);  // one period of the start frequency less
    for (double t : {constant * std::log(2.0), 0.5, 1.7, length - 0.021}) {  // between the fades
        const double cycles = 10 * constant * std::exp(t / constant);
        const double expected =
            std::pow(10, -0.3) * std::sin(two_pi * (cycles - std::floor(cycles)));
        EXPECT_NEAR(value_at(spec, 0.1 + t), expected, 1e-9);  // t + 0.1 - 0.1: 3e-17 s at 21 kHz
    }
    EXPECT_EQ(value_at(spec, 0.05), 0);
    EXPECT_NEAR(value_at(spec, 0.1 + length - 1e-5), 0, 1e-5);
    EXPECT_EQ(value_at(spec, 0.1 + length + 1e-6), 0);
}

TEST(Layout, MarkerStandsAtTheSteadyPartWithPeakOfATenth) {
    const SegmentSpec spec{
        .stimulus = Marker{4711}, .settle = Seconds(0.1), .steady = marker_duration()};
    EXPECT_EQ(value_at(spec, 0.0999), 0);
    for (double t = 0; t < marker_duration().value(); t += 0.00317)
        ASSERT_NEAR(value_at(spec, 0.1 + t), 0.1 * marker_value(4711, t), 1e-9);
    const Waveform wave = render(place(48_kHz, {spec}));
    EXPECT_NEAR(*std::max_element(wave.channels[0].begin(), wave.channels[0].end()), 0.1, 1e-4);
}

TEST(Layout, DriveSetsTheChannels) {
    for (auto [drive, left, right] : {std::tuple{Drive::both, 1.0, 1.0},
                                      {Drive::left, 1.0, 0.0},
                                      {Drive::right, 0.0, 1.0},
                                      {Drive::opposite, 1.0, -1.0}}) {
        EXPECT_EQ(drive_sign(drive, 0), left);
        EXPECT_EQ(drive_sign(drive, 1), right);
        SegmentSpec spec = tone_spec(1_kHz, DbFs(-6), Seconds(0.02), Seconds(0.05));
        spec.drive = drive;
        const Waveform wave = render(place(48_kHz, {spec}));
        EXPECT_EQ(wave.channels[0][1812], left * value_at(spec, 1812.0 / 48000));
        EXPECT_EQ(wave.channels[1][1812], right * value_at(spec, 1812.0 / 48000));
    }
    EXPECT_THROW((void)drive_sign(Drive::both, 2), BrokenContract);
}

TEST(Layout, EqualSpecsCompareEqual) {
    const auto spec = tone_spec(997_Hz, DbFs(-6), Seconds(0.2), Seconds(1));
    auto other = spec;
    EXPECT_EQ(spec, other);
    other.drive = Drive::left;
    EXPECT_NE(spec, other);
}

}  // namespace
}  // namespace ohmloop::signal
