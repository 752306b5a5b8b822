#include "bench_environment.hpp"

#include "ohmloop/audio_io/portaudio_device.hpp"
#include "ohmloop/device/stop_request.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <future>
#include <numbers>
#include <thread>

namespace ohmloop::virtual_bench {
namespace {

using namespace std::chrono_literals;
using audio_io::open_portaudio_device;
using signal::Recording;
using signal::Waveform;

constexpr double rate_hz = 48000;
// 48 frames a period: a whole number of periods in every window below.
constexpr double tone_hz = 1000;
constexpr double input_ohm = 10000;  // of the simulated card
constexpr double source_ohm = 100;   // of plain-port.toml

Waveform tone(double left, double right, std::size_t frames) {
    Waveform wave{Hertz(rate_hz), {std::vector<double>(frames), std::vector<double>(frames)}};
    for (std::size_t n = 0; n < frames; ++n) {
        const double s =
            std::sin(2 * std::numbers::pi * tone_hz * static_cast<double>(n) / rate_hz);
        wave.channels[0][n] = left * s;
        wave.channels[1][n] = right * s;
    }
    return wave;
}

/// The tone's amplitude in `frames` from `start` on, by correlation.
double amplitude(const std::vector<double>& samples, std::size_t start, std::size_t frames) {
    std::complex<double> sum = 0;
    for (std::size_t n = start; n < start + frames; ++n) {
        const double turns = tone_hz * static_cast<double>(n) / rate_hz;
        sum += samples[n] * std::polar(1.0, -2 * std::numbers::pi * turns);
    }
    return 2 * std::abs(sum) / static_cast<double>(frames);
}

double share_at_input(double load_ohm) {
    const double load = 1 / (1 / input_ohm + 1 / load_ohm);
    return load / (load + source_ohm);
}

class PortAudioStream : public ::testing::Test {
  protected:
    void SetUp() override {
        if (bench_name().empty()) GTEST_SKIP() << "run by scripts/virtual_bench";
        device::clear_stop_request();
        device_ = open_portaudio_device({.output = bench_name(),
                                         .input = bench_name(),
                                         .host_api = "",
                                         .echo = audio_io::HostMessageEcho::shown});
        select_load("open");
    }
    void TearDown() override { device::clear_stop_request(); }

    std::unique_ptr<device::AudioDevice> device_;
};

TEST_F(PortAudioStream, FindsTheLevelsTheCircuitGivesAndTheOneLoadAsWell) {
    const auto stream = device_->start({});
    EXPECT_TRUE(stream->one_clock());
    // Full scale of the card is 1.2 x the port's 1 V: what was played at 1 comes back at 1/1.2.
    const double open = share_at_input(1e12) / 1.2;
    const double loaded = share_at_input(100) / 1.2;
    for (const auto& [load, share] : {std::pair{"open", open}, {"100", loaded}, {"open", open}}) {
        ASSERT_TRUE(select_load(load));
        const auto recording = stream->exchange(tone(0.5, 0.25, 48000));
        ASSERT_GE(recording.frames(), 48000U);
        EXPECT_EQ(recording.frames(), recording.frames_asked);
        EXPECT_EQ(recording.format, signal::SampleFormat::float32);
        // The middle half second: latency is far below a quarter. 1e-4: the card's input
        // capacitance, AC coupling and noise (-115 dB) are below 1e-5; the load is exact.
        EXPECT_NEAR(amplitude(recording.channels[0], 16800, 24000) / (0.5 * share), 1, 1e-4);
        EXPECT_NEAR(amplitude(recording.channels[1], 16800, 24000) / (0.25 * share), 1, 1e-4);
    }
}

TEST_F(PortAudioStream, ExchangesFollowEachOtherWithTheSameDelayAndSilenceBetween) {
    const auto stream = device_->start({});
    // The first frame louder than 1 % of full scale.
    const auto delay_of = [](const Recording& recording) {
        const auto& left = recording.channels[0];
        const auto loud =
            std::find_if(left.begin(), left.end(), [](double x) { return std::abs(x) > 0.01; });
        return loud - left.begin();
    };
    const auto wave = tone(0.5, 0.5, 4800);
    const auto first = delay_of(stream->exchange(wave));
    EXPECT_LT(first, 4800) << "the tail covers the latency";
    for (int i = 0; i < 5; ++i) {
        std::this_thread::sleep_for(50ms);
        const auto recording = stream->exchange(wave);
        EXPECT_EQ(delay_of(recording), first);
        const auto n = recording.frames();
        // After the tail nothing but noise: 12 nV/rtHz of 1.2 V is 1.6e-6 rms.
        EXPECT_LT(std::abs(recording.channels[0][n - 1]), 1e-5);
    }
}

TEST_F(PortAudioStream, StartsAndStopsAgainAndAgain) {
    for (int i = 0; i < 8; ++i) {
        const auto stream =
            device_->start({.rates = Hertz(48000), .frames_per_buffer = i % 2 ? 512U : 0U});
        const auto recording = stream->exchange(tone(0.5, 0.5, 9600));
        EXPECT_GT(amplitude(recording.channels[1], 4800, 4800), 0.4) << i;
    }
}

TEST_F(PortAudioStream, OpensAndClosesThePortAudioLibraryAgain) {
    for (int i = 0; i < 3; ++i) {
        device_.reset();
        device_ = open_portaudio_device({.output = bench_name(),
                                         .input = bench_name(),
                                         .host_api = "",
                                         .echo = audio_io::HostMessageEcho::shown});
        const auto stream = device_->start({});
        EXPECT_GT(amplitude(stream->exchange(tone(0.5, 0.5, 9600)).channels[0], 4800, 4800), 0.4);
    }
}

TEST_F(PortAudioStream, AStopRequestInterruptsAndSilences) {
    const auto stream = device_->start({});
    auto stopping = std::async(std::launch::async, [] {
        std::this_thread::sleep_for(300ms);
        device::request_stop();
    });
    EXPECT_THROW((void)stream->exchange(tone(0.5, 0.5, 480000)), device::Interrupted);
    EXPECT_THROW((void)stream->exchange(tone(0.5, 0.5, 4800)), device::Interrupted);
    stopping.get();
}

TEST_F(PortAudioStream, ALoudInputMutesWhenALimitWasSet) {
    const auto stream = device_->start({.rates = Hertz(48000), .input_peak_limit = 0.2});
    EXPECT_NO_THROW((void)stream->exchange(tone(0.2, 0.2, 4800)));
    EXPECT_THROW((void)stream->exchange(tone(0.5, 0.5, 48000)), device::DeviceError);
    EXPECT_NO_THROW((void)stream->exchange(tone(0.2, 0.2, 4800)));
}

}  // namespace
}  // namespace ohmloop::virtual_bench
