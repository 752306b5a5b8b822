#include "ohmloop/audio_io/portaudio_device.hpp"

#include "support/refusal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <unistd.h>

namespace ohmloop::audio_io {
namespace {

using device::DeviceError;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

ListedDevice listed(int index, const std::string& host_api, const std::string& name) {
    return {index, {.host_api = host_api, .name = name, .default_rate = Hertz(48000)}};
}

const std::vector<ListedDevice> devices{
    listed(0, "ALSA", "HDA Intel PCH: ALC257 Analog (hw:0,0)"),
    listed(1, "ALSA", "Scarlett 2i2 USB: Audio (hw:1,0)"),
    listed(2, "ALSA", "default"),
    listed(3, "JACK Audio Connection Kit", "system"),
    listed(4, "JACK Audio Connection Kit", "Scarlett"),
    listed(5, "ALSA", "7"),
};

int index_of(const std::string& name, const std::string& host_api = "") {
    return find_device(devices, name, host_api).index;
}

std::string error_of(const std::string& name, const std::string& host_api = "") {
    return ohmloop::testing::refusal<DeviceError>(
        [&] { return find_device(devices, name, host_api); });
}

TEST(FindDevice, TakesAnIndexAnExactNameOrAUniquePart) {
    EXPECT_EQ(index_of("1"), 1);
    EXPECT_EQ(index_of("system"), 3);
    EXPECT_EQ(index_of("alc257"), 0);
    EXPECT_EQ(index_of("2i2"), 1);
}

TEST(FindDevice, AnExactNameWinsOverOthersThatContainIt) { EXPECT_EQ(index_of("Scarlett"), 4); }

TEST(FindDevice, ANumberThatIsNoIndexMayBeAName) { EXPECT_EQ(index_of("7"), 5); }

TEST(FindDevice, SeveralMatchesAreAllNamed) {
    EXPECT_THAT(error_of("scarlett"),
                AllOf(HasSubstr("1 'Scarlett 2i2 USB: Audio (hw:1,0)' (ALSA)"),
                      HasSubstr("4 'Scarlett' (JACK"), Not(HasSubstr("HDA"))));
}

TEST(FindDevice, TheHostApiNarrowsTheChoice) {
    EXPECT_EQ(index_of("scarlett", "alsa"), 1);
    EXPECT_THAT(error_of("system", "ALSA"), HasSubstr("no device 'system'"));
    EXPECT_THAT(error_of("system", "ASIO"), AllOf(HasSubstr("'ASIO'"), HasSubstr("ALSA")));
}

TEST(FindDevice, AnUnknownNameIsAnsweredWithTheNearest) {
    EXPECT_THAT(error_of("sistem"), AllOf(HasSubstr("no device 'sistem'"), HasSubstr("system")));
}

TEST(ListDevices, LetsNothingReachTheTerminal) {
    std::fflush(nullptr);
    FILE* terminal = std::tmpfile();
    const int before[] = {::dup(1), ::dup(2)};
    ::dup2(::fileno(terminal), 1);
    ::dup2(::fileno(terminal), 2);
    std::string trouble;
    try {
        (void)list_devices();
    } catch (const DeviceError& error) {
        trouble = error.what();  // a machine whose audio system is broken: printed nothing either
    }
    std::fflush(nullptr);
    ::dup2(before[0], 1);
    ::dup2(before[1], 2);
    ::close(before[0]);
    ::close(before[1]);
    std::rewind(terminal);
    std::string text(10000, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), terminal));
    std::fclose(terminal);
    EXPECT_EQ(text, "") << trouble;
}

}  // namespace
}  // namespace ohmloop::audio_io
