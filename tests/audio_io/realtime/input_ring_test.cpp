#include "ohmloop/audio_io/realtime/input_ring.hpp"

#include "audio_io/realtime/looped_host.hpp"
#include "support/allocation_counter.hpp"

#include "ohmloop/units/expects.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <limits>
#include <memory>
#include <thread>

namespace ohmloop::audio_io::realtime {
namespace {

/// Frames that say which they are: n on the left, -n on the right.
struct Numbered {
    double first;
    InputRing::Frame operator()(std::size_t n) const {
        const double number = first + static_cast<double>(n);
        return {number, -number};
    }
};

TEST(InputRing, GivesBackAllFramesInOrderForAnyBlockSizes) {
    InputRing ring(100);
    double pushed = 0;
    double expected = 0;
    for (const std::size_t size : {1U, 64U, 33U, 100U, 7U, 0U, 99U}) {
        ring.push(size, Numbered{pushed});
        pushed += static_cast<double>(size);
        ASSERT_EQ(ring.readable(), size);
        const auto channels = ring.read(size);
        for (std::size_t n = 0; n < size; ++n, ++expected) {
            ASSERT_EQ(channels[0][n], expected);
            ASSERT_EQ(channels[1][n], -expected);
        }
    }
    EXPECT_EQ(ring.take_gaps(), 0U);
}

TEST(InputRing, AFullRingLosesBlocksAndCountsOneGap) {
    InputRing ring(100);
    for (int block = 0; block < 5; ++block) ring.push(40, Numbered{40.0 * block});
    EXPECT_EQ(ring.readable(), 0U) << "what lies before the gap is dropped";
    EXPECT_EQ(ring.take_gaps(), 1U);
    EXPECT_EQ(ring.take_gaps(), 0U);
    ring.push(40, Numbered{1000});
    ASSERT_EQ(ring.readable(), 40U);
    EXPECT_EQ(ring.read(40)[0].front(), 1000);
}

TEST(InputRing, WhatIsReadAfterAMarkFollowsTheMark) {
    InputRing ring(100);
    ring.push(10, Numbered{0});
    ring.mark_gap();
    ring.push(10, Numbered{50});
    EXPECT_EQ(ring.readable(), 0U);
    EXPECT_EQ(ring.take_gaps(), 1U);
    ring.push(10, Numbered{60});
    EXPECT_EQ(ring.read(ring.readable())[0].front(), 60);
}

TEST(InputRing, HoldsReadersToWhatIsThere) {
    InputRing ring(100);
    ring.push(10, Numbered{0});
    EXPECT_THROW((void)ring.read(11), BrokenContract);
}

TEST(InputRing, TwoThreadsLoseNothingUncounted) {
    InputRing ring(4096);
    std::atomic<bool> ends{false};
    std::thread host([&] {
        for (int block = 0; !ends.load(); ++block) {
            if (block % 50 == 49) {
                ring.mark_gap();
            } else {
                ring.push(64, Numbered{64.0 * block});
            }
            std::this_thread::yield();
        }
    });
    double previous = -1;
    std::uint32_t gaps = 0;
    std::uint32_t jumps = 0;
    const auto read_all = [&] {
        const auto channels = ring.read(ring.readable());
        gaps += ring.take_gaps();
        for (std::size_t n = 0; n < channels[0].size(); ++n) {
            ASSERT_EQ(channels[1][n], -channels[0][n]);
            ASSERT_GT(channels[0][n], previous);
            const bool follows = channels[0][n] == previous + 1;
            ASSERT_TRUE(follows || n == 0) << "a gap within what was read at once";
            if (!follows) ++jumps;
            previous = channels[0][n];
        }
    };
    while (previous < 2e5) {
        read_all();
        std::this_thread::yield();
    }
    ends.store(true);
    host.join();
    // Several gaps between two reads are one jump.
    EXPECT_LE(jumps, gaps);
    EXPECT_GT(jumps, 0U);
}

TEST(DuplexTransfer, FeedsARingWithAllThatComesIn) {
    auto custom = settings();
    custom.input = {3, 2, 0};
    DuplexTransfer transfer(custom);
    const auto ring = std::make_shared<InputRing>(1000);
    transfer.feeds(ring);
    const std::vector<float> in{1, 2, 3, 4, 5, 6};
    transfer.process<float>(in.data(), nullptr, 2, {});
    ASSERT_EQ(ring->readable(), 2U);
    const auto channels = ring->read(2);
    EXPECT_EQ(channels[0], (std::vector<double>{3, 6}));
    EXPECT_EQ(channels[1], (std::vector<double>{1, 4}));
}

TEST(DuplexTransfer, FeedsNoBlockThatIsMissingOrHoldsNoNumber) {
    DuplexTransfer transfer(settings());
    const auto ring = std::make_shared<InputRing>(1000);
    transfer.feeds(ring);
    std::vector<float> in(20, 0.5F);
    transfer.process<float>(in.data(), nullptr, 10, {});
    EXPECT_EQ(ring->readable(), 10U);
    in[7] = std::numeric_limits<float>::infinity();
    transfer.process<float>(in.data(), nullptr, 10, {});
    transfer.process<float>(nullptr, nullptr, 10, {});
    EXPECT_EQ(ring->readable(), 0U);
    EXPECT_EQ(ring->take_gaps(), 2U);
    EXPECT_EQ(ring->take_reports(), 0U);
}

TEST(DuplexTransfer, FeedsWhatTheHostFlagsAndCountsTheReport) {
    DuplexTransfer transfer(settings());
    const auto ring = std::make_shared<InputRing>(1000);
    transfer.feeds(ring);
    const std::vector<float> in(20, 0.5F);
    transfer.process<float>(in.data(), nullptr, 10, {true, false});
    transfer.process<float>(in.data(), nullptr, 10, {false, true});
    EXPECT_EQ(ring->readable(), 20U);
    EXPECT_EQ(ring->take_gaps(), 0U);
    EXPECT_EQ(ring->take_reports(), 2U);
    EXPECT_EQ(ring->take_reports(), 0U);
}

TEST(DuplexTransfer, NeverAllocatesWhileItFeedsARing) {
    DuplexTransfer transfer(settings());
    transfer.feeds(std::make_shared<InputRing>(1000));
    Host<float> host(transfer);
    for (int i = 0; i < 20; ++i) host.block(100, {i == 5, false});
    EXPECT_EQ(host.allocated, 0U);
}

}  // namespace
}  // namespace ohmloop::audio_io::realtime
