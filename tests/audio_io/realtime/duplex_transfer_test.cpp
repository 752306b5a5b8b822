#include "ohmloop/audio_io/realtime/duplex_transfer.hpp"

#include "audio_io/realtime/allocation_counter.hpp"

#include "ohmloop/units/expects.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <thread>

namespace ohmloop::audio_io::realtime {
namespace {

using signal::Recording;
using signal::SampleFormat;
using signal::Waveform;

constexpr double rate_hz = 48000;
constexpr std::size_t ramp_frames = 960;         // 20 ms
constexpr std::size_t heartbeat_frames = 24000;  // 500 ms

TransferSettings settings() {
    TransferSettings result;
    result.rate = Hertz(rate_hz);
    return result;
}

Waveform constant(double left, double right, std::size_t frames) {
    return {Hertz(rate_hz),
            {std::vector<double>(frames, left), std::vector<double>(frames, right)}};
}

Waveform sine(double level, std::size_t frames) {
    auto wave = constant(0, 0, frames);
    for (std::size_t n = 0; n < frames; ++n) {
        const double phase = 2 * std::numbers::pi * 997 * static_cast<double>(n) / rate_hz;
        wave.channels[0][n] = level * std::sin(phase);
        wave.channels[1][n] = level * std::cos(phase);
    }
    return wave;
}

/// A host that connects a transfer's output to its own input, one block late, and keeps all that
/// was played.
template <class Sample>
class Host {
  public:
    explicit Host(DuplexTransfer& transfer, ChannelMap output = {}, ChannelMap input = {})
        : transfer_(transfer), output_(output), input_(input) {}

    void block(std::uint32_t frames, HostFlags flags = {}) {
        std::vector<Sample> in(std::size_t{frames} * input_.count, input_value_);
        for (std::size_t n = 0; n < frames && looped_ + 1 < played[0].size() && loops_;
             ++n, ++looped_) {
            in[n * input_.count + input_.left] = played[0][looped_];
            in[n * input_.count + input_.right] = played[1][looped_];
        }
        // Garbage that must never be heard.
        std::vector<Sample> out(std::size_t{frames} * output_.count, Sample{77});
        const auto before = allocations_of_this_thread();
        transfer_.process(in.data(), out.data(), frames, flags);
        allocated += allocations_of_this_thread() - before;
        for (std::size_t n = 0; n < frames; ++n) {
            played[0].push_back(out[n * output_.count + output_.left]);
            played[1].push_back(out[n * output_.count + output_.right]);
            for (std::uint32_t c = 0; c < output_.count; ++c) {
                const bool is_used = c == output_.left || c == output_.right;
                if (!is_used && out[n * output_.count + c] != Sample{0}) ++strays;
            }
        }
    }

    void run(std::initializer_list<std::uint32_t> sizes, std::size_t most = 200000) {
        const std::vector<std::uint32_t> cycle(sizes);
        for (std::size_t n = 0, i = 0; !transfer_.is_finished() && n < most; ++i) {
            transfer_.beat();
            block(cycle[i % cycle.size()]);
            n += cycle[i % cycle.size()];
        }
    }

    void feed(Sample value) {
        input_value_ = value;
        loops_ = false;
    }

    std::vector<Sample> played[2];
    std::size_t allocated = 0;
    std::size_t strays = 0;

  private:
    DuplexTransfer& transfer_;
    ChannelMap output_;
    ChannelMap input_;
    Sample input_value_{0};
    bool loops_ = true;
    std::size_t looped_ = 0;
};

std::size_t last_audible(const std::vector<float>& samples) {
    const auto it = std::find_if(samples.rbegin(), samples.rend(), [](float x) { return x != 0; });
    return static_cast<std::size_t>(samples.rend() - it);
}

TEST(DuplexTransfer, IsSilentBetweenExchanges) {
    DuplexTransfer transfer(settings());
    Host<float> host(transfer);
    for (int i = 0; i < 10; ++i) host.block(100);
    EXPECT_EQ(last_audible(host.played[0]), 0U);
    EXPECT_FALSE(transfer.is_finished());
    EXPECT_EQ(transfer.passed_frames(), 1000U);
}

TEST(DuplexTransfer, PlaysAndRecordsExactlyForAnyBlockSizes) {
    const auto wave = sine(0.5, 5000);
    for (const auto& sizes : {std::initializer_list<std::uint32_t>{256},
                              {1},
                              {1, 511, 3, 64, 1024},
                              {7919},
                              {0, 5, 333}}) {
        DuplexTransfer transfer(settings());
        Host<float> host(transfer);
        transfer.arm(wave, 6000);
        host.run(sizes);
        ASSERT_TRUE(transfer.is_finished());
        EXPECT_EQ(transfer.mute(), Mute::none);
        for (std::size_t c = 0; c < 2; ++c) {
            ASSERT_GE(host.played[c].size(), 6000U);
            for (std::size_t n = 0; n < host.played[c].size(); ++n) {
                const double asked = n < 5000 ? wave.channels[c][n] : 0;
                ASSERT_EQ(host.played[c][n], static_cast<float>(asked)) << c << ", " << n;
            }
        }
        const auto recording = transfer.collect(SampleFormat::float32);
        EXPECT_EQ(recording.frames(), 6000U);
        EXPECT_EQ(recording.frames_asked, 6000U);
        EXPECT_EQ(recording.rate, Hertz(rate_hz));
        EXPECT_EQ(recording.format, SampleFormat::float32);
    }
}

TEST(DuplexTransfer, RecordsWhatTheHostHandsInFromTheFirstFrameOn) {
    DuplexTransfer transfer(settings());
    transfer.arm(constant(0, 0, 10), 20);
    std::vector<float> in(60);
    for (std::size_t i = 0; i < in.size(); ++i) in[i] = 0.001F * static_cast<float>(i);
    std::vector<float> out(60);
    transfer.process(in.data(), out.data(), 7, {});
    transfer.process(in.data() + 14, out.data() + 14, 23, {});
    ASSERT_TRUE(transfer.is_finished());
    const auto recording = transfer.collect(SampleFormat::float32);
    for (std::size_t n = 0; n < 20; ++n) {
        EXPECT_EQ(recording.channels[0][n], static_cast<double>(in[2 * n]));
        EXPECT_EQ(recording.channels[1][n], static_cast<double>(in[2 * n + 1]));
    }
}

TEST(DuplexTransfer, UsesTheChannelsItWasGivenAndNoOther) {
    auto custom = settings();
    custom.output = {6, 4, 2};
    custom.input = {3, 2, 0};
    DuplexTransfer transfer(custom);
    Host<float> host(transfer, custom.output, custom.input);
    transfer.arm(constant(0.25, -0.5, 300), 400);
    host.run({100});
    EXPECT_EQ(host.played[0][10], 0.25F);
    EXPECT_EQ(host.played[1][10], -0.5F);
    EXPECT_EQ(host.strays, 0U);
    const auto recording = transfer.collect(SampleFormat::float32);
    EXPECT_EQ(recording.channels[0][150], 0.25);
    EXPECT_EQ(recording.channels[1][150], -0.5);
}

TEST(DuplexTransfer, IntegersRoundTripWithinDitherAndKeepZerosExact) {
    DuplexTransfer transfer(settings());
    Host<std::int32_t> host(transfer);
    const auto wave = sine(0.999, 48000);
    transfer.arm(wave, 48600);
    host.run({512});
    const auto recording = transfer.collect(SampleFormat::int32);
    EXPECT_EQ(recording.channels[0][0], 0);
    double sum = 0;
    double sum_of_squares = 0;
    std::size_t count = 0;
    for (std::size_t n = 0; n < 47000; ++n) {
        const double step = 0x1p-23;
        const double played = host.played[1][n] * 0x1p-31;
        const double error = (played - wave.channels[1][n]) / step;
        ASSERT_LE(std::abs(error), 1.5);        // dither < 1 step, rounding <= 0.5
        ASSERT_EQ(host.played[1][n] % 256, 0);  // 24 bits used
        sum += error;
        sum_of_squares += error * error;
        ++count;
    }
    const auto n = static_cast<double>(count);
    // Rounding 1/12 + triangular dither 1/6 = 1/4 step^2; 47000 samples: 5 sigma < 3 % and 0.012.
    EXPECT_NEAR(sum_of_squares / n, 0.25, 0.0075);
    EXPECT_NEAR(sum / n, 0, 0.012);
}

TEST(DuplexTransfer, IntegerFullScaleIsClampedNeverWrapped) {
    DuplexTransfer transfer(settings());
    Host<std::int32_t> host(transfer);
    transfer.arm(constant(1, -1, 1000), 1000);
    host.run({128});
    for (std::size_t n = 0; n < 1000; ++n) {
        // Dither moves either end inwards by at most one step of 2^-23, here 256.
        ASSERT_GE(host.played[0][n], std::numeric_limits<std::int32_t>::max() - 512 - 255);
        ASSERT_LE(host.played[1][n], std::numeric_limits<std::int32_t>::min() + 512);
    }
    EXPECT_EQ(transfer.mute(), Mute::none);
}

TEST(DuplexTransfer, TheSameExchangeIsPlayedBitForBitAgain) {
    DuplexTransfer transfer(settings());
    Host<std::int32_t> host(transfer);
    const auto wave = sine(0.3, 2000);
    transfer.arm(wave, 2048);
    host.run({256});
    const auto first = host.played[0];
    (void)transfer.collect(SampleFormat::int32);
    transfer.arm(wave, 2048);
    host.run({256});
    EXPECT_TRUE(std::equal(first.begin(), first.end(), host.played[0].begin() + 2048));
}

TEST(DuplexTransfer, NeverAllocatesInTheCallback) {
    auto custom = settings();
    custom.input_peak_limit = 0.9;
    DuplexTransfer transfer(custom);
    Host<float> host(transfer);
    host.block(512);
    transfer.arm(sine(0.5, 4000), 5000);
    host.run({64, 999});
    (void)transfer.collect(SampleFormat::float32);
    transfer.arm(sine(0.5, 40000), 50000);
    host.block(512, {true, true});
    host.feed(0.95F);
    host.run({64});
    EXPECT_EQ(transfer.mute(), Mute::input_peak);
    EXPECT_EQ(host.allocated, 0U);
}

TEST(DuplexTransfer, CountsHostFlagsOfTheExchangeOnly) {
    DuplexTransfer transfer(settings());
    Host<float> host(transfer);
    host.block(100, {true, true});
    transfer.arm(constant(0, 0, 300), 300);
    host.block(100, {true, false});
    host.block(100, {true, true});
    host.block(100, {false, false});
    const auto recording = transfer.collect(SampleFormat::float32);
    EXPECT_EQ(recording.overruns, 2U);
    EXPECT_EQ(recording.underruns, 1U);
}

TEST(DuplexTransfer, MissingHostBuffersAreSurvivedAndCounted) {
    DuplexTransfer transfer(settings());
    transfer.arm(constant(0.5, 0.5, 100), 200);
    std::vector<float> buffer(200, 0.25F);
    transfer.process<float>(nullptr, buffer.data(), 100, {});
    transfer.process<float>(buffer.data(), nullptr, 50, {});
    transfer.process<float>(nullptr, nullptr, 50, {});
    EXPECT_TRUE(transfer.is_finished());
    EXPECT_EQ(transfer.collect(SampleFormat::float32).frames(), 200U);
}

// What must hold for every reason to mute: a raised cosine of 20 ms from frame `start` on.
void expect_ramp(const std::vector<float>& played, std::size_t start, double level) {
    ASSERT_GE(played.size(), start + ramp_frames);
    for (std::size_t n = 0; n < ramp_frames; ++n) {
        const double part = static_cast<double>(n + 1) / static_cast<double>(ramp_frames);
        const double gain = 0.5 * (1 + std::cos(std::numbers::pi * part));
        ASSERT_NEAR(played[start + n], level * gain, 1e-7) << n;  // float: 6e-8 relative
    }
    for (std::size_t n = start + ramp_frames; n < played.size(); ++n) ASSERT_EQ(played[n], 0.0F);
}

TEST(DuplexTransfer, StopRequestFadesWithinTheNextCallback) {
    DuplexTransfer transfer(settings());
    Host<float> host(transfer);
    transfer.arm(constant(0.5, 0.5, 100000), 100000);
    host.block(1000);
    transfer.request_stop();
    host.run({128});
    expect_ramp(host.played[0], 1000, 0.5);
    EXPECT_TRUE(transfer.is_finished());
    EXPECT_EQ(transfer.mute(), Mute::stop_request);
    EXPECT_EQ(transfer.collect(SampleFormat::float32).frames(), 1000 + ramp_frames);
}

TEST(DuplexTransfer, NothingSoundsOnceAStopWasRequested) {
    DuplexTransfer transfer(settings());
    Host<float> host(transfer);
    transfer.request_stop();
    transfer.arm(constant(0.5, 0.5, 1000), 1000);
    host.run({128});
    EXPECT_TRUE(transfer.is_finished());
    EXPECT_EQ(last_audible(host.played[0]), 0U);
}

TEST(DuplexTransfer, InputAboveTheLimitMutesInTheSameCallback) {
    auto custom = settings();
    custom.input_peak_limit = 0.8;
    DuplexTransfer transfer(custom);
    Host<float> host(transfer);
    transfer.arm(constant(0.5, 0.5, 100000), 100000);
    host.feed(0.79F);
    host.block(500);
    EXPECT_EQ(transfer.mute(), Mute::none);
    host.feed(-0.81F);
    host.run({128});
    expect_ramp(host.played[0], 500, 0.5);
    EXPECT_EQ(transfer.mute(), Mute::input_peak);
    EXPECT_NEAR(transfer.take_input_peak(), 0.81, 1e-7);
    EXPECT_EQ(transfer.take_input_peak(), 0);
}

TEST(DuplexTransfer, InputThatIsNotANumberMutes) {
    DuplexTransfer transfer(settings());
    Host<float> host(transfer);
    transfer.arm(constant(0.5, 0.5, 100000), 100000);
    host.block(64);
    host.feed(std::numeric_limits<float>::quiet_NaN());
    host.run({64});
    expect_ramp(host.played[0], 64, 0.5);
    EXPECT_EQ(transfer.mute(), Mute::input_peak);
}

TEST(DuplexTransfer, StaleHeartbeatMutesAfterHalfASecond) {
    DuplexTransfer transfer(settings());
    Host<float> host(transfer);
    transfer.arm(constant(0.5, 0.5, 100000), 100000);
    for (int i = 0; i < 300; ++i) host.block(100);
    ASSERT_TRUE(transfer.is_finished());
    EXPECT_EQ(transfer.mute(), Mute::stale_heartbeat);
    // The block that passes 500 ms is the first to fade.
    expect_ramp(host.played[0], heartbeat_frames, 0.5);
}

TEST(DuplexTransfer, ABeatEveryNowAndThenKeepsItPlaying) {
    DuplexTransfer transfer(settings());
    Host<float> host(transfer);
    transfer.arm(constant(0.5, 0.5, 90000), 90000);
    for (int i = 0; i < 900; ++i) {
        if (i % 200 == 0) transfer.beat();  // every 20000 frames, 0.42 s
        host.block(100);
    }
    EXPECT_TRUE(transfer.is_finished());
    EXPECT_EQ(transfer.mute(), Mute::none);
}

TEST(DuplexTransfer, SilenceBetweenExchangesNeedsNoHeartbeat) {
    DuplexTransfer transfer(settings());
    Host<float> host(transfer);
    for (int i = 0; i < 1000; ++i) host.block(100);
    transfer.arm(constant(0.5, 0.5, 1000), 1000);
    for (int i = 0; i < 10; ++i) host.block(100);
    EXPECT_TRUE(transfer.is_finished());
    EXPECT_EQ(transfer.mute(), Mute::none);
}

TEST(DuplexTransfer, BrokenSamplesAreReplacedByZeroAndMute) {
    for (const double bad :
         {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
          -std::numeric_limits<double>::infinity()}) {
        DuplexTransfer transfer(settings());
        Host<float> host(transfer);
        auto wave = constant(0.5, 0.5, 10000);
        wave.channels[0][700] = bad;
        transfer.arm(wave, 10000);
        host.run({256});
        EXPECT_EQ(host.played[0][699], 0.5F);
        EXPECT_EQ(host.played[0][700], 0.0F);
        expect_ramp(host.played[1], 700, 0.5);
        EXPECT_EQ(transfer.mute(), Mute::bad_output);
    }
}

TEST(DuplexTransfer, OverRangeSamplesAreClampedAndMute) {
    DuplexTransfer transfer(settings());
    Host<float> host(transfer);
    auto wave = constant(0.5, 0.5, 10000);
    wave.channels[1][700] = 1.001;
    transfer.arm(wave, 10000);
    host.run({256});
    EXPECT_LE(host.played[1][700], 1.0F);
    expect_ramp(host.played[0], 700, 0.5);
    EXPECT_EQ(transfer.mute(), Mute::bad_output);
}

TEST(DuplexTransfer, PlaysAgainAfterAMuteThatWasNoStop) {
    DuplexTransfer transfer(settings());
    Host<float> host(transfer);
    transfer.arm(constant(2, 2, 3000), 3000);
    host.run({256});
    EXPECT_EQ(transfer.mute(), Mute::bad_output);
    (void)transfer.collect(SampleFormat::float32);
    transfer.arm(constant(0.25, 0.25, 3000), 3000);
    host.run({256});
    EXPECT_EQ(transfer.mute(), Mute::none);
    EXPECT_EQ(transfer.collect(SampleFormat::float32).frames(), 3000U);
}

TEST(DuplexTransfer, TwoThreadsExchangeManyTimes) {
    DuplexTransfer transfer(settings());
    std::atomic<bool> ends{false};
    std::thread host([&] {
        std::vector<float> buffer(2 * 64, 0.125F);
        std::vector<float> out(2 * 64);
        while (!ends.load()) transfer.process(buffer.data(), out.data(), 64, {});
    });
    for (int i = 0; i < 50; ++i) {
        transfer.arm(sine(0.5, 1000), 1500);
        while (!transfer.is_finished()) transfer.beat();
        const auto recording = transfer.collect(SampleFormat::float32);
        ASSERT_EQ(recording.frames(), 1500U);
        EXPECT_EQ(recording.channels[1][1499], 0.125);
    }
    ends.store(true);
    host.join();
}

TEST(DuplexTransfer, ProgrammersAreHeldToOneExchangeOfTwoChannels) {
    DuplexTransfer transfer(settings());
    EXPECT_THROW(transfer.arm(constant(0, 0, 100), 99), BrokenContract);
    EXPECT_THROW(transfer.arm({Hertz(rate_hz), {{0.0}}}, 10), BrokenContract);
    transfer.arm(constant(0, 0, 100), 100);
    EXPECT_THROW(transfer.arm(constant(0, 0, 100), 100), BrokenContract);
    auto wrong = settings();
    wrong.input.left = 2;
    EXPECT_THROW(DuplexTransfer{wrong}, BrokenContract);
}

}  // namespace
}  // namespace ohmloop::audio_io::realtime
