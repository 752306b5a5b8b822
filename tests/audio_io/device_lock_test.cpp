#include "ohmloop/audio_io/device_lock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <optional>
#include <sys/wait.h>
#include <unistd.h>

namespace ohmloop::audio_io {
namespace {

using device::DeviceError;
using device::DeviceInfo;
using ::testing::HasSubstr;

DeviceInfo named(const std::string& name) {
    DeviceInfo device;
    device.host_api = "test";
    // Of this process alone: the tests of two builds may run at once.
    device.name = name + std::to_string(getpid());
    return device;
}

/// In another process, as an advisory lock is held by processes: 0 when it was had, 1 refused.
int lock_in_child(const DeviceInfo& device) {
    const pid_t child = fork();
    if (child == 0) {
        try {
            const DeviceLock lock(device);
            _exit(0);
        } catch (const DeviceError&) {
            _exit(1);
        }
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}

TEST(DeviceLock, ASecondRunIsRefusedNamingTheFirst) {
    const DeviceLock lock(named("card / left"));
    try {
        const DeviceLock second(named("card / left"));
        FAIL() << "both have it";
    } catch (const DeviceError& error) {
        EXPECT_THAT(error.what(), HasSubstr("in use"));
        EXPECT_THAT(error.what(), HasSubstr("process " + std::to_string(getpid()) + ", since "));
    }
}

TEST(DeviceLock, HoldsAgainstOtherProcessesUntilItsEnd) {
    const auto device = named("card");
    std::optional<DeviceLock> lock(device);
    EXPECT_EQ(lock_in_child(device), 1);
    lock.reset();
    EXPECT_EQ(lock_in_child(device), 0);
}

TEST(DeviceLock, AProcessThatDiesGivesItBack) {
    const auto device = named("killed");
    const pid_t child = fork();
    if (child == 0) {
        const DeviceLock lock(device);
        raise(SIGKILL);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    EXPECT_NO_THROW(DeviceLock{device});
}

TEST(DeviceLock, DevicesOfOtherNamesAreFree) {
    const DeviceLock one(named("hw:0,1"));
    EXPECT_NO_THROW(DeviceLock{named("hw:0/1")});
}

}  // namespace
}  // namespace ohmloop::audio_io
