#include "bench_environment.hpp"

#include "ohmloop/audio_io/portaudio_device.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <future>
#include <iostream>
#include <thread>
#include <unistd.h>

namespace ohmloop::virtual_bench {
namespace {

using namespace std::chrono_literals;

// 0: the loss was noticed, and everything was given back in time.
int lose_the_server() {
    auto device = audio_io::open_portaudio_device(
        {.output = bench_name(), .input = bench_name(), .host_api = ""});
    auto stream = device->start({});
    auto killing = std::async(std::launch::async, [] {
        std::this_thread::sleep_for(500ms);
        ::kill(std::stoi(server_pid()), SIGKILL);
    });
    const signal::Waveform wave{
        Hertz(48000), {std::vector<double>(480000, 0.1), std::vector<double>(480000, 0.1)}};
    const auto started = std::chrono::steady_clock::now();
    try {
        (void)stream->exchange(wave);
        return 1;
    } catch (const device::DeviceError& error) {
        std::cerr << error.what() << std::endl;
    }
    killing.get();
    stream.reset();
    device.reset();
    // 0.5 s to the kill, 0.5 s to notice, 2 s for the first call that hangs, which is the last;
    // the rest for a busy machine.
    return std::chrono::steady_clock::now() - started < 8s ? 0 : 2;
}

// Kills the bench's server, so it is alone in its suite: the last test of its bench. As in the
// program, only _exit ends a process in which the host still holds a thread.
TEST(ServerLossDeathTest, IsADeviceErrorAndNeverAWait) {
    if (bench_name().empty()) GTEST_SKIP() << "run by scripts/virtual_bench";
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(::_exit(lose_the_server()), ::testing::ExitedWithCode(0),
                "stopped answering: the device or its server is gone");
}

}  // namespace
}  // namespace ohmloop::virtual_bench
