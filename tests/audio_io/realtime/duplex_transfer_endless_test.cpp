#include "audio_io/realtime/looped_host.hpp"

#include "ohmloop/audio_io/realtime/duplex_transfer.hpp"
#include "ohmloop/units/expects.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace ohmloop::audio_io::realtime {
namespace {

using signal::SampleFormat;

/// Frames that say which they are.
Waveform numbered(std::size_t frames) {
    auto wave = constant(0, 0, frames);
    for (std::size_t n = 0; n < frames; ++n) {
        wave.channels[0][n] = 0x1p-12 * static_cast<double>(n + 1);
        wave.channels[1][n] = -wave.channels[0][n];
    }
    return wave;
}

TEST(DuplexTransferEndless, PlaysOnceThenRepeatsFromThereOn) {
    DuplexTransfer transfer(settings());
    Host<float> host(transfer);
    const auto wave = numbered(1000);
    transfer.arm_endless(wave, 300);
    host.run({64, 1, 333}, 5000);
    ASSERT_GE(host.played[0].size(), 5000U);
    for (std::size_t n = 0; n < 5000; ++n) {
        const std::size_t at = n < 1000 ? n : 300 + (n - 1000) % 700;
        ASSERT_EQ(host.played[0][n], static_cast<float>(wave.channels[0][at])) << n;
        ASSERT_EQ(host.played[1][n], static_cast<float>(wave.channels[1][at])) << n;
    }
    EXPECT_FALSE(transfer.is_finished());
    EXPECT_EQ(host.allocated, 0U);
}

TEST(DuplexTransferEndless, EndsWithARampAndHasRecordedNothing) {
    DuplexTransfer transfer(settings());
    Host<float> host(transfer);
    transfer.arm_endless(constant(0.5, 0.5, 100), 0);
    host.run({128}, 1000);
    transfer.request_stop();
    host.run({128}, 2000);
    EXPECT_TRUE(transfer.is_finished());
    EXPECT_EQ(transfer.mute(), Mute::stop_request);
    EXPECT_EQ(last_audible(host.played[0]), 1024 + ramp_frames - 1);
    EXPECT_EQ(transfer.collect(SampleFormat::float32).frames(), 0U);
}

TEST(DuplexTransferEndless, MutesWhenNobodyBeatsAnyMore) {
    DuplexTransfer transfer(settings());
    Host<float> host(transfer);
    transfer.arm_endless(constant(0.5, 0.5, 100), 0);
    for (int i = 0; i < 300; ++i) host.block(100);
    EXPECT_TRUE(transfer.is_finished());
    EXPECT_EQ(transfer.mute(), Mute::stale_heartbeat);
}

TEST(DuplexTransferEndless, FeedsItsRingMeanwhile) {
    DuplexTransfer transfer(settings());
    const auto ring = std::make_shared<InputRing>(10000);
    transfer.feeds(ring);
    Host<float> host(transfer);
    transfer.arm_endless(constant(0.5, -0.5, 100), 0);
    host.run({100}, 3000);
    ASSERT_EQ(ring->readable(), 3000U);
    const auto heard = ring->read(3000);
    EXPECT_EQ(heard[0][2000], 0.5);
    EXPECT_EQ(heard[1][2000], -0.5);
}

TEST(DuplexTransferEndless, NothingToPlayIsSilence) {
    DuplexTransfer transfer(settings());
    Host<float> host(transfer);
    transfer.arm_endless({Hertz(rate_hz), {{}, {}}}, 0);
    host.run({128}, 1000);
    EXPECT_EQ(last_audible(host.played[0]), 0U);
    EXPECT_FALSE(transfer.is_finished());
}

TEST(DuplexTransferEndless, PlaysAnOrdinaryExchangeAfterwards) {
    DuplexTransfer transfer(settings());
    Host<float> host(transfer);
    transfer.arm_endless(constant(2, 2, 100), 0);
    host.run({128});
    EXPECT_EQ(transfer.mute(), Mute::bad_output);
    (void)transfer.collect(SampleFormat::float32);
    transfer.arm(constant(0.25, 0.25, 300), 400);
    host.run({128});
    EXPECT_EQ(transfer.collect(SampleFormat::float32).frames(), 400U);
}

TEST(DuplexTransferEndless, HoldsItsCallerToSomethingThatRepeats) {
    DuplexTransfer transfer(settings());
    EXPECT_THROW(transfer.arm_endless(constant(0, 0, 100), 100), BrokenContract);
}

}  // namespace
}  // namespace ohmloop::audio_io::realtime
