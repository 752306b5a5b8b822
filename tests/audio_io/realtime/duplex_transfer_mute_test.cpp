#include "audio_io/realtime/looped_host.hpp"

#include "ohmloop/audio_io/realtime/duplex_transfer.hpp"
#include "ohmloop/device/audio_device.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

namespace ohmloop::audio_io::realtime {
namespace {

using signal::SampleFormat;

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

TEST(DuplexTransferMute, StopRequestFadesWithinTheNextCallback) {
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

TEST(DuplexTransferMute, NothingSoundsOnceAStopWasRequested) {
    DuplexTransfer transfer(settings());
    Host<float> host(transfer);
    transfer.request_stop();
    transfer.arm(constant(0.5, 0.5, 1000), 1000);
    host.run({128});
    EXPECT_TRUE(transfer.is_finished());
    EXPECT_EQ(last_audible(host.played[0]), 0U);
}

TEST(DuplexTransferMute, InputAboveTheLimitMutesInTheSameCallback) {
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
}

TEST(DuplexTransferMute, InputThatIsNoFiniteNumberMutes) {
    for (const float bad :
         {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
        DuplexTransfer transfer(settings());
        Host<float> host(transfer);
        transfer.arm(constant(0.5, 0.5, 100000), 100000);
        host.block(64);
        host.feed(bad);
        host.run({64});
        expect_ramp(host.played[0], 64, 0.5);
        EXPECT_EQ(transfer.mute(), Mute::input_peak);
    }
}

TEST(DuplexTransferMute, AStreamNobodySetsUpBearsClippingAndMutesAtTwiceFullScale) {
    auto usual = settings();
    usual.input_peak_limit = device::StreamSettings().input_peak_limit;
    DuplexTransfer transfer(usual);
    Host<float> host(transfer);
    transfer.arm(constant(0.5, 0.5, 100000), 100000);
    // The step of the approach that finds the clip lies at most 6 dB above one that was clean.
    host.feed(1.99F);
    host.block(500);
    EXPECT_EQ(transfer.mute(), Mute::none);
    host.feed(2.01F);
    host.run({128});
    expect_ramp(host.played[0], 500, 0.5);
    EXPECT_EQ(transfer.mute(), Mute::input_peak);
}

TEST(DuplexTransferMute, StaleHeartbeatMutesAfterHalfASecond) {
    DuplexTransfer transfer(settings());
    Host<float> host(transfer);
    transfer.arm(constant(0.5, 0.5, 100000), 100000);
    for (int i = 0; i < 300; ++i) host.block(100);
    ASSERT_TRUE(transfer.is_finished());
    EXPECT_EQ(transfer.mute(), Mute::stale_heartbeat);
    // The block that passes 500 ms is the first to fade.
    expect_ramp(host.played[0], heartbeat_frames, 0.5);
}

TEST(DuplexTransferMute, ABeatEveryNowAndThenKeepsItPlaying) {
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

TEST(DuplexTransferMute, AHostThatAsksForSecondsAtOnceIsNoStandstill) {
    auto usual = settings();
    usual.now = &Clock::now;
    DuplexTransfer transfer(usual);
    Host<float> host(transfer);
    transfer.arm(constant(0.5, 0.5, 90000), 96000);
    for (int i = 0; i < 960; ++i) host.block(100);  // two seconds of sound, some ms of time
    EXPECT_TRUE(transfer.is_finished());
    EXPECT_EQ(transfer.mute(), Mute::none);
}

TEST(DuplexTransferMute, ASuspendedProgramStoodNotStill) {
    DuplexTransfer transfer(settings());
    Host<float> host(transfer);
    transfer.arm(constant(0.5, 0.5, 1000), 1000);
    host.block(100);
    host_frames += 48000 * 60;  // a minute without callbacks
    for (int i = 0; i < 9; ++i) host.block(100);
    EXPECT_TRUE(transfer.is_finished());
    EXPECT_EQ(transfer.mute(), Mute::none);
}

TEST(DuplexTransferMute, SilenceBetweenExchangesNeedsNoHeartbeat) {
    DuplexTransfer transfer(settings());
    Host<float> host(transfer);
    for (int i = 0; i < 1000; ++i) host.block(100);
    transfer.arm(constant(0.5, 0.5, 1000), 1000);
    for (int i = 0; i < 10; ++i) host.block(100);
    EXPECT_TRUE(transfer.is_finished());
    EXPECT_EQ(transfer.mute(), Mute::none);
}

TEST(DuplexTransferMute, BrokenSamplesAreReplacedByZeroAndMute) {
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

TEST(DuplexTransferMute, OverRangeSamplesAreClampedAndMute) {
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

TEST(DuplexTransferMute, PlaysAgainAfterAMuteThatWasNoStop) {
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

TEST(DuplexTransferMute, EndsARecordingThatPlaysNothing) {
    DuplexTransfer transfer(settings());
    transfer.arm({Hertz(rate_hz), {{}, {}}}, 100000);
    const std::vector<float> in(2 * 1000, 0.25F);
    transfer.process<float>(in.data(), nullptr, 1000, {});
    transfer.request_stop();
    transfer.process<float>(in.data(), nullptr, 1000, {});
    EXPECT_TRUE(transfer.is_finished()) << "after 20 ms, as long as a ramp takes";
    EXPECT_EQ(transfer.collect(SampleFormat::float32).frames(), 1000 + ramp_frames);
}

}  // namespace
}  // namespace ohmloop::audio_io::realtime
