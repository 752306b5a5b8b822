#include "ohmloop/audio_io/portaudio_device.hpp"

#include "support/refusal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <sys/wait.h>
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

/// What a child process that lists the devices writes. It ends without its exit handlers: what the
/// host's libraries have not freed is not this program's leak.
std::string written_by_listing() {
    int ends[2];
    if (::pipe(ends) != 0) return "no pipe";
    std::fflush(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        ::dup2(ends[1], STDERR_FILENO);
        try {
            (void)list_devices();
        } catch (const DeviceError&) {
            // A machine whose audio system is broken: that is told by the error, not in print.
        }
        std::fflush(nullptr);
        ::_exit(0);
    }
    ::close(ends[1]);
    std::string text;
    char buffer[1000];
    for (ssize_t count = 0; (count = ::read(ends[0], buffer, sizeof buffer)) > 0;)
        text.append(buffer, static_cast<std::size_t>(count));
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) text += "(it crashed)";
    return text;
}

TEST(ListDevices, LetsNothingReachTheTerminal) { EXPECT_EQ(written_by_listing(), ""); }

}  // namespace
}  // namespace ohmloop::audio_io
