#include "audio_io/host_call.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <thread>
#include <unistd.h>

namespace ohmloop::audio_io {
namespace {

using namespace std::chrono_literals;

TEST(HostCall, ReturnsWhatTheHostReturns) {
    EXPECT_EQ(call_host(10s, [] { return -9999; }), -9999);
    EXPECT_FALSE(host_aborted());
}

TEST(HostCall, PassesOnWhatIsThrown) {
    EXPECT_THROW((void)call_host(10s, []() -> int { throw std::runtime_error("no"); }),
                 std::runtime_error);
}

// In processes of their own: a thread is left behind in each.
TEST(HostCallDeathTest, LeavesAHostThatHangs) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const auto leave = [] {
        const auto answer = call_host(20ms, [] {
            std::this_thread::sleep_for(10min);
            return 0;
        });
        ::_exit(!answer && !host_aborted() ? 0 : 1);
    };
    EXPECT_EXIT(leave(), ::testing::ExitedWithCode(0), "");
}

TEST(HostCallDeathTest, OutlivesAHostThatAbortsAndDoesNotWaitForIt) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const auto outlive = [] {
        const auto answer = call_host(10min, []() -> int { std::abort(); });
        ::_exit(!answer && host_aborted() ? 0 : 1);
    };
    EXPECT_EXIT(outlive(), ::testing::ExitedWithCode(0), "");
}

TEST(HostCallDeathTest, DoesNotKeepTheProgramFromAborting) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const auto abort = [] {
        if (call_host(10s, [] { return 0; }) == 0) std::abort();
    };
    EXPECT_EXIT(abort(), ::testing::KilledBySignal(SIGABRT), "");
}

}  // namespace
}  // namespace ohmloop::audio_io
