#include "bench_environment.hpp"

#include "ohmloop/audio_io/portaudio_device.hpp"
#include "ohmloop/device/stop_request.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>

namespace ohmloop::virtual_bench {
namespace {

using signal::Recording;
using signal::Waveform;

constexpr double rate_hz = 48000;
constexpr double tone_hz = 1000;
constexpr std::size_t tone_frames = 96000;

Waveform tone(double level) {
    Waveform wave{Hertz(rate_hz), {std::vector<double>(tone_frames), {}}};
    for (std::size_t n = 0; n < tone_frames; ++n) {
        wave.channels[0][n] =
            level * std::sin(2 * std::numbers::pi * tone_hz * static_cast<double>(n) / rate_hz);
    }
    wave.channels[1] = wave.channels[0];
    return wave;
}

std::complex<double> phasor(const std::vector<double>& samples, std::size_t start) {
    constexpr std::size_t window = 9600;  // whole periods
    std::complex<double> sum = 0;
    for (std::size_t n = start; n < start + window; ++n) {
        sum += samples[n] *
               std::polar(1.0, -2 * std::numbers::pi * tone_hz * static_cast<double>(n) / rate_hz);
    }
    return 2.0 * sum / static_cast<double>(window);
}

class StreamPair : public ::testing::Test {
  protected:
    void SetUp() override {
        if (recorder_name().empty()) GTEST_SKIP() << "run by scripts/virtual_bench --recorder";
        device::clear_stop_request();
        device_ = audio_io::open_portaudio_device({.output = bench_name(),
                                                   .input = recorder_name(),
                                                   .host_api = "",
                                                   .echo = audio_io::HostMessageEcho::shown});
        select_load("open");
    }
    void TearDown() override { device::clear_stop_request(); }

    /// Frames before the tone.
    static std::size_t delay_of(const Recording& recording) {
        const auto& left = recording.channels[0];
        const auto loud =
            std::find_if(left.begin(), left.end(), [](double x) { return std::abs(x) > 0.01; });
        return static_cast<std::size_t>(loud - left.begin());
    }

    std::unique_ptr<device::AudioDevice> device_;
};

TEST_F(StreamPair, RecordsOnTheSecondDeviceAndSaysItHasAClockOfItsOwn) {
    EXPECT_EQ(device_->output_info().name, bench_name());
    EXPECT_EQ(device_->input_info().name, recorder_name());
    const auto stream = device_->start({});
    EXPECT_FALSE(stream->one_clock());
    for (int i = 0; i < 3; ++i) {
        const auto recording = stream->exchange(tone(0.5));
        EXPECT_EQ(recording.frames(), recording.frames_asked);
        const auto begins = delay_of(recording);
        ASSERT_LT(begins + tone_frames, recording.frames()) << "the tail covers the latency";
        // plain-port: 1 V behind 100 ohm into 10 kohm; full scale is 1.2 V. 1e-3: a window of
        // whole periods of a tone that is 60 ppm off.
        const double share = 10000.0 / 10100.0 / 1.2;
        EXPECT_NEAR(std::abs(phasor(recording.channels[0], begins + 4800)) / (0.5 * share), 1,
                    1e-3);
        EXPECT_LT(std::abs(recording.channels[0].back()), 1e-4) << "silent at the end";
    }
}

TEST_F(StreamPair, TheRecordersClockIsFasterByAsMuchAsTheBenchWasTold) {
    const auto stream = device_->start({});
    const auto recording = stream->exchange(tone(0.5));
    const auto begins = delay_of(recording) + 4800;
    constexpr std::size_t apart = 72000;  // 1500 periods
    const auto turned =
        phasor(recording.channels[0], begins + apart) / phasor(recording.channels[0], begins);
    const double ppm = -std::arg(turned) / (2 * std::numbers::pi * 1500) * 1e6;
    // 1.2e-6 rms noise of the card moves a phase of 9600 frames by 1e-7: far below 0.1 ppm.
    EXPECT_NEAR(ppm, 60, 0.1);
}

TEST_F(StreamPair, ALoudInputMutesTheOtherDevicesOutput) {
    const auto stream = device_->start({.rates = Hertz(48000), .input_peak_limit = 0.2});
    EXPECT_NO_THROW((void)stream->exchange(tone(0.2)));
    EXPECT_THROW((void)stream->exchange(tone(0.5)), device::DeviceError);
    EXPECT_NO_THROW((void)stream->exchange(tone(0.2)));
}

TEST_F(StreamPair, LongerLatenciesCanBeAskedForUntilTheyHelpNoMore) {
    const auto stream = device_->start({});
    int doubled = 0;
    while (stream->double_latency()) ++doubled;
    EXPECT_EQ(doubled, 4);  // 0.1 s to 1.6 s
    const auto recording = stream->exchange(tone(0.5));
    EXPECT_LT(delay_of(recording) + tone_frames, recording.frames());
}

TEST_F(StreamPair, ANameThatCannotRecordIsRefused) {
    EXPECT_THROW((void)audio_io::open_portaudio_device(
                     {.output = bench_name(), .input = bench_name(), .host_api = ""}),
                 device::DeviceError);
}

}  // namespace
}  // namespace ohmloop::virtual_bench
