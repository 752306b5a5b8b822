#include "ohmloop/audio_io/realtime/duplex_transfer.hpp"

#include "audio_io/realtime/looped_host.hpp"

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
