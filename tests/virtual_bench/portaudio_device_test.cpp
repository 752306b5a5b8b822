#include "ohmloop/audio_io/portaudio_device.hpp"

#include "bench_environment.hpp"
#include "support/refusal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace ohmloop::virtual_bench {
namespace {

using audio_io::DeviceChoice;
using audio_io::open_portaudio_device;
using device::DeviceError;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::string opening_error(const DeviceChoice& choice) {
    return ohmloop::testing::refusal<DeviceError>([&] { return open_portaudio_device(choice); });
}

class PortAudioDevice : public ::testing::Test {
  protected:
    void SetUp() override {
        if (bench_name().empty()) GTEST_SKIP() << "run by scripts/virtual_bench";
    }
};

TEST_F(PortAudioDevice, TheBenchIsListedAsOneDuplexDeviceOfJack) {
    const auto devices = audio_io::list_devices();
    const auto count = std::count_if(devices.begin(), devices.end(), [](const auto& listed) {
        return listed.info.name == bench_name();
    });
    ASSERT_EQ(count, 1);
    const auto& bench = audio_io::find_device(devices, bench_name(), "").info;
    EXPECT_THAT(bench.host_api, HasSubstr("JACK"));
    EXPECT_EQ(bench.input_channels, 2);
    EXPECT_EQ(bench.output_channels, 2);
    EXPECT_EQ(bench.default_rate, Hertz(48000));
    EXPECT_FALSE(bench.simulated);
}

TEST_F(PortAudioDevice, IsFoundByIndexPartOfItsNameAndHostApi) {
    const auto devices = audio_io::list_devices();
    const int index = audio_io::find_device(devices, bench_name(), "").index;
    const auto part = bench_name().substr(1);
    for (const auto& [name, host] : {std::pair<std::string, std::string>{std::to_string(index), ""},
                                     {part, "jack"},
                                     {bench_name(), "JACK"}}) {
        const auto device = open_portaudio_device({.output = name, .input = "", .host_api = host});
        EXPECT_EQ(device->output_info().name, bench_name());
        EXPECT_EQ(device->input_info().name, bench_name());
    }
}

TEST_F(PortAudioDevice, WrongNamesAreAnsweredWithTheNearest) {
    EXPECT_THAT(opening_error({.output = bench_name() + "x", .input = "", .host_api = "jack"}),
                AllOf(HasSubstr("no device"), HasSubstr(bench_name())));
    EXPECT_THAT(opening_error({.output = bench_name(), .input = "", .host_api = "WASAPI"}),
                AllOf(HasSubstr("WASAPI"), HasSubstr("JACK")));
}

TEST_F(PortAudioDevice, RatesChannelsAndSecondDevicesItLacksAreRefused) {
    const auto device =
        open_portaudio_device({.output = bench_name(), .input = "", .host_api = ""});
    EXPECT_THAT(ohmloop::testing::refusal<DeviceError>(
                    [&] { (void)device->start({.rates = Hertz(44100)}); }),
                HasSubstr("it takes 48 kHz: --rate 48000"));
    EXPECT_THAT(ohmloop::testing::refusal<DeviceError>([&] {
                    (void)device->start({.rates = {Hertz(48000), Hertz(44100)}});
                }),
                HasSubstr("need two devices"));
    EXPECT_THROW((void)device->start({.rates = Hertz(48000), .output_channels = {1, 3}}),
                 DeviceError);
    EXPECT_THROW((void)device->start({.rates = Hertz(48000), .input_channels = {9, 2}}),
                 DeviceError);
    EXPECT_EQ(device->start({})->rates(), signal::Rates(Hertz(48000)));
}

}  // namespace
}  // namespace ohmloop::virtual_bench
