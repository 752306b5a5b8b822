#include "ohmloop/device/stop_request.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace ohmloop::device {
namespace {

class StopRequest : public ::testing::Test {
  protected:
    void SetUp() override { clear_stop_request(); }
    void TearDown() override { clear_stop_request(); }
};

TEST_F(StopRequest, FirstRequestAsksForAStopOnly) {
    EXPECT_FALSE(stop_requested());
    request_stop();
    EXPECT_TRUE(stop_requested());
    EXPECT_FALSE(abort_requested());
}

TEST_F(StopRequest, SecondRequestAborts) {
    request_stop();
    request_stop();
    EXPECT_TRUE(stop_requested());
    EXPECT_TRUE(abort_requested());
}

TEST_F(StopRequest, IsForgottenWhenCleared) {
    request_stop();
    request_stop();
    clear_stop_request();
    EXPECT_FALSE(stop_requested());
    EXPECT_FALSE(abort_requested());
}

TEST_F(StopRequest, CanBeMadeFromASignalHandler) {
    const auto before = std::signal(SIGUSR1, [](int) { request_stop(); });
    std::raise(SIGUSR1);
    std::signal(SIGUSR1, before);
    EXPECT_TRUE(stop_requested());
}

}  // namespace
}  // namespace ohmloop::device
