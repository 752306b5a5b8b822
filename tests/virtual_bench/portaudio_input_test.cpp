#include "bench_environment.hpp"

#include "ohmloop/audio_io/portaudio_device.hpp"
#include "ohmloop/device/stop_request.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <complex>
#include <future>
#include <numbers>
#include <thread>

namespace ohmloop::virtual_bench {
namespace {

using namespace std::chrono_literals;

constexpr double rate_hz = 48000;
constexpr double hum_hz = 50;  // of humming-port.toml: 960 frames a period
// Its 0.5 V behind 100 ohm into the card's 10 kohm; full scale is 1.2 x the port's 1 V.
constexpr double hum_amplitude = 0.5 * 10000 / 10100 / 1.2;

std::complex<double> phasor(const std::vector<double>& samples, std::size_t from, std::size_t to) {
    std::complex<double> sum = 0;
    for (std::size_t n = from; n < to; ++n) {
        const double turns = hum_hz * static_cast<double>(n) / rate_hz;
        sum += samples[n] * std::polar(1.0, -2 * std::numbers::pi * turns);
    }
    return sum * (2.0 / static_cast<double>(to - from));
}

class PortAudioInput : public ::testing::Test {
  protected:
    void SetUp() override {
        if (bench_name().empty()) GTEST_SKIP() << "run by scripts/virtual_bench";
        device::clear_stop_request();
    }
    void TearDown() override { device::clear_stop_request(); }

    [[nodiscard]] static std::unique_ptr<device::InputStream> open() {
        return audio_io::open_portaudio_input({.output = "",
                                               .input = bench_name(),
                                               .host_api = "JACK",
                                               .echo = audio_io::HostMessageEcho::shown},
                                              {});
    }
};

std::vector<std::vector<double>> two_seconds(device::InputStream& input) {
    std::vector<std::vector<double>> heard(2);
    while (heard[0].size() < 96000) {
        const auto [recording, gaps] = input.read(4800);
        EXPECT_GE(recording.frames(), 4800U);
        EXPECT_EQ(gaps, 0U);
        for (std::size_t c = 0; c < 2; ++c) {
            const auto& channel = recording.channels[c];
            heard[c].insert(heard[c].end(), channel.begin(), channel.end());
        }
    }
    return heard;
}

TEST_F(PortAudioInput, HearsWhatSoundsByItselfWithoutAGap) {
    const auto input = open();
    EXPECT_EQ(input->info().name, bench_name());
    (void)input->read(9600);
    for (const auto& channel : two_seconds(*input)) {
        // The simulation's matched filters hold 1e-4 at 50 Hz; its card's high pass of 1 Hz takes
        // 2e-4.
        EXPECT_NEAR(std::abs(phasor(channel, 0, 96000)) / hum_amplitude, 1, 4e-4);
        // One lost frame would turn it by 2 pi 50/48000 = 6.5e-3.
        const auto turned = phasor(channel, 86400, 96000) / phasor(channel, 0, 9600);
        EXPECT_NEAR(std::arg(turned), 0, 1e-3);
    }
}

TEST_F(PortAudioInput, CountsAGapWhereNobodyReadForSeconds) {
    const auto input = open();
    EXPECT_EQ(input->read(4800).gaps, 0U) << "nothing was heard before";
    std::this_thread::sleep_for(2500ms);
    const auto late = input->read(4800);
    EXPECT_GE(late.gaps, 1U);
    EXPECT_LT(late.recording.frames(), 48000U) << "what was heard before the gap is dropped";
}

TEST_F(PortAudioInput, AStopRequestInterrupts) {
    const auto input = open();
    auto stopping = std::async(std::launch::async, [] {
        std::this_thread::sleep_for(300ms);
        device::request_stop();
    });
    const auto listen = [&] {
        while (true) (void)input->read(48000);
    };
    EXPECT_THROW(listen(), device::Interrupted);
}

TEST_F(PortAudioInput, IsRefusedToASecondListener) {
    const auto input = open();
    EXPECT_THROW((void)open(), device::DeviceError);
}

}  // namespace
}  // namespace ohmloop::virtual_bench
