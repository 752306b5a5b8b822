#include "audio_io/simulated_fault.hpp"

#include "support/refusal.hpp"

#include "ohmloop/audio_io/simulated_device.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace ohmloop::audio_io {
namespace {

using Samples = std::vector<double>;
using ::testing::HasSubstr;
constexpr double rate = 48000;

SimulatedSetup setup_with(const std::string& fault) {
    SimulatedSetup setup;
    setup.port.full_scale = Volts(1);
    setup.port.source_resistance = Ohms(10);
    setup.card.full_scale = Volts(1.2);
    setup.loads.resize(2);
    setup.loads[0].name = "open";
    setup.loads[1].name = "33";
    setup.loads[1].resistance_ohm = 33;
    setup.fault = fault;
    return setup;
}

struct Session {
    explicit Session(const std::string& fault)
        : bench(make_simulated_bench(setup_with(fault), Hertz(rate))),
          stream(bench.device->start({})) {}
    SimulatedBench bench;
    std::unique_ptr<device::RunningStream> stream;
};

// Left 1 kHz, right half as much.
signal::Waveform body(double seconds = 2) {
    signal::Waveform play{Hertz(rate), {}};
    const auto frames = static_cast<std::size_t>(seconds * rate);
    play.channels.assign(2, Samples(frames));
    for (std::size_t n = 0; n < frames; ++n) {
        play.channels[0][n] = 0.5 * std::sin(2 * std::numbers::pi * static_cast<double>(n) / 48);
        play.channels[1][n] = 0.5 * play.channels[0][n];
    }
    return play;
}

signal::Recording record(const std::string& fault) {
    Session s(fault);
    return s.stream->exchange(body());
}

double rms(const Samples& x, std::size_t first = 4800, std::size_t count = 38400) {
    double sum = 0;
    for (std::size_t n = first; n < first + count; ++n) sum += x[n] * x[n];
    return std::sqrt(sum / static_cast<double>(count));
}

const signal::Recording& sound() {
    static const signal::Recording r = record("");
    return r;
}

// Frames in which x differs from what the sound device records.
std::size_t differing(const Samples& x) {
    const Samples& y = sound().channels[0];
    std::size_t count = 0;
    for (std::size_t n = 0; n < y.size(); ++n) count += x[n] != y[n];
    return count;
}

TEST(SimulatedFault, UnknownIsRefusedWithTheNearestName) {
    const auto sentence = ohmloop::testing::refusal<device::DeviceError>(
        [] { return make_simulated_bench(setup_with("droput"), Hertz(rate)); });
    EXPECT_THAT(sentence, HasSubstr("droput"));
    EXPECT_THAT(sentence, HasSubstr("dropout"));
}

TEST(SimulatedFault, EachIsExplainedAndRuns) {
    for (const auto& name : known_faults()) {
        EXPECT_FALSE(explain_fault(name).empty()) << name;
        EXPECT_GT(record(name).frames(), 48000u) << name;
    }
}

TEST(SimulatedFault, InputClipClips) {
    const signal::Recording r = record("input_clip");
    EXPECT_EQ(*std::min_element(r.channels[0].begin(), r.channels[0].end()), -1);
    EXPECT_NEAR(setup_with("").card.full_scale.value() /
                    Session("input_clip").bench.profile.full_scale_v->value,
                10, 1e-12);
}

TEST(SimulatedFault, DropoutLosesFramesInTheMiddle) {
    const signal::Recording r = record("dropout");
    const Samples& y = sound().channels[0];
    ASSERT_EQ(r.frames(), sound().frames());
    for (std::size_t n = 0; n < 48000; ++n) ASSERT_EQ(r.channels[0][n], y[n]) << n;
    for (std::size_t n = 48000; n < 90000; ++n) ASSERT_EQ(r.channels[0][n], y[n + 64]) << n;
}

TEST(SimulatedFault, DropoutOnceSparesTheRetake) {
    Session healthy("");
    Session faulty("dropout_once");
    EXPECT_NE(faulty.stream->exchange(body()).channels, healthy.stream->exchange(body()).channels);
    EXPECT_EQ(faulty.stream->exchange(body()).channels, healthy.stream->exchange(body()).channels);
}

TEST(SimulatedFault, RepeatedFramesComeTwice) {
    const signal::Recording r = record("repeated_frame");
    const Samples& y = sound().channels[0];
    ASSERT_EQ(r.frames(), sound().frames());
    for (std::size_t n = 48064; n < 90000; ++n) ASSERT_EQ(r.channels[0][n], y[n - 64]) << n;
}

TEST(SimulatedFault, ZeroedBlockIsZeroAndNothingElseChanges) {
    const signal::Recording r = record("zeroed_block");
    for (std::size_t n = 48000; n < 48064; ++n) ASSERT_EQ(r.channels[0][n], 0);
    EXPECT_LE(differing(r.channels[0]), 64u);
    EXPECT_GE(differing(r.channels[0]), 60u);
}

TEST(SimulatedFault, SparesShortExchanges) {
    Session healthy("");
    Session faulty("dropout");
    EXPECT_EQ(faulty.stream->exchange(body(1)).channels,
              healthy.stream->exchange(body(1)).channels);
}

TEST(SimulatedFault, AgcCreeps) {
    const signal::Recording r = record("agc");
    // The peak of 0.42 is above its target of 0.25: down by 1 dB/s.
    const double early = rms(r.channels[0], 4800, 4800);
    const double late = rms(r.channels[0], 52800, 4800);
    EXPECT_NEAR(20 * std::log10(late / early), -1, 0.05);  // steps of 0.01 dB, start-up
}

TEST(SimulatedFault, WrongRateMovesTheTone) {
    Session s("wrong_rate");
    EXPECT_FALSE(s.stream->one_clock());
    const signal::Recording r = s.stream->exchange(body());
    const Samples& x = r.channels[0];
    int rising = 0;  // zero crossings in one recorded second of 44100 frames
    for (std::size_t n = 10000; n < 10000 + 44100; ++n) rising += x[n - 1] < 0 && x[n] >= 0;
    EXPECT_NEAR(rising, 1000, 1);
}

TEST(SimulatedFault, WanderIsSlowAndSmall) {
    Session s("wander");
    EXPECT_FALSE(s.stream->one_clock());
    const Samples x = s.stream->exchange(body()).channels[0];
    EXPECT_NEAR(rms(x), rms(sound().channels[0]), 1e-5);
    EXPECT_GT(differing(x), 80000u);
}

TEST(SimulatedFault, ChannelsDieSwapAndSum) {
    const double left = rms(sound().channels[0]);
    const double right = rms(sound().channels[1]);
    EXPECT_LT(rms(record("dead_channel").channels[1]), 1e-4 * right);
    EXPECT_EQ(record("dead_channel").channels[0], sound().channels[0]);
    EXPECT_EQ(record("swapped_channels").channels[0], sound().channels[1]);
    EXPECT_NEAR(rms(record("mono_sum").channels[1]), 0.5 * (left + right), 1e-6);
    EXPECT_NEAR(record("inverted_channel").channels[1][30000], -sound().channels[1][30000], 1e-6);
}

TEST(SimulatedFault, SignalIsAbsent) {
    const signal::Recording noise = record("no_signal");
    EXPECT_LT(rms(noise.channels[0]), 1e-5);
    EXPECT_GT(rms(noise.channels[0]), 0);
    EXPECT_EQ(rms(record("digital_silence").channels[0]), 0);
    EXPECT_LT(rms(record("low_level").channels[0]), 0.0034 * rms(sound().channels[0]));
}

double loaded_over_open(const std::string& fault) {
    Session s(fault);
    const double open = rms(s.stream->exchange(body()).channels[0]);
    s.bench.load_switch->select("33");
    return rms(s.stream->exchange(body()).channels[0]) / open;
}

// 10 ohm into 33, 66 and no ohm, beside 10 kohm; rms is good to the noise, 1e-6.
TEST(SimulatedFault, LoadsAreNotWhatTheySeem) {
    const auto divider = [](double ohm) {
        const double load = ohm * 10000 / (ohm + 10000);
        return load / (load + 10) * 10010 / 10000;
    };
    EXPECT_NEAR(loaded_over_open(""), divider(33), 1e-5);
    EXPECT_NEAR(loaded_over_open("wrong_load"), divider(66), 1e-5);
    EXPECT_NEAR(loaded_over_open("unchanged_load"), 1, 1e-5);
    EXPECT_NEAR(loaded_over_open("mixer_moved"), 1.035 * divider(33), 1e-5);
}

TEST(SimulatedFault, SlowUnmuteEatsTheBeginning) {
    Session s("slow_unmute");
    static_cast<void>(s.stream->exchange(body()));  // its tail is silence
    const Samples x = s.stream->exchange(body()).channels[0];
    EXPECT_LT(rms(x, 1000, 12000), 1e-4);  // the AC coupling's tail of the first body
    EXPECT_NEAR(rms(x, 19200, 19200), rms(sound().channels[0], 19200, 19200), 1e-5);
}

TEST(SimulatedFault, DeviceIsLostInTheSecondBody) {
    Session s("device_lost");
    static_cast<void>(s.stream->exchange(body()));
    EXPECT_THROW(static_cast<void>(s.stream->exchange(body())), device::DeviceError);
}

TEST(SimulatedFault, RecordingIsShort) {
    const signal::Recording r = record("short_recording");
    EXPECT_LT(r.frames(), r.frames_asked);
}

TEST(SimulatedFault, FaultsCompose) {
    const signal::Recording r = record("swapped_channels,ground_loop");
    EXPECT_NEAR(rms(r.channels[1], 96000 + 2000, 9600), 0.002 * std::sqrt(1.25 / 2),
                5e-5);  // the AC coupling's tail
    EXPECT_NEAR(rms(r.channels[0]), rms(sound().channels[1]), 2e-5);
}

}  // namespace
}  // namespace ohmloop::audio_io
