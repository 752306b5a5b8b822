#include "ohmloop/signal/marker.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace ohmloop::signal {
namespace {

TEST(Marker, CheckIsTheCrc8OfTheTwoBytes) {
    EXPECT_EQ(marker_check(0x0000), 0x00);
    EXPECT_EQ(marker_check(0x0001), 0x07);  // the polynomial itself
    EXPECT_EQ(marker_check(0x0080), 0x89);  // CRC-8 table entry 0x80
    EXPECT_EQ(marker_check(0x3132), 0x72);
    for (unsigned number = 0; number < 0x10000; number += 37) {
        unsigned crc = 0;
        for (unsigned byte : {number >> 8U, number & 0xFFU}) {
            crc ^= byte;
            for (int i = 0; i < 8; ++i) crc = ((crc << 1U) ^ ((crc & 0x80U) ? 0x07U : 0U)) & 0xFFU;
        }
        ASSERT_EQ(marker_check(static_cast<std::uint16_t>(number)), crc) << number;
    }
}

TEST(Marker, IsSyncThenNumberThenCheckMostSignificantFirst) {
    const std::uint16_t number = 0xA51F;
    const unsigned word = (0xA51FU << 8U) | marker_check(number);
    for (int bit = 0; bit < 24; ++bit) {
        const bool rising = ((word >> (23 - bit)) & 1U) != 0;
        for (double t = 0.0002; t < MarkerShape::bit_s; t += 0.0007)
            ASSERT_NEAR(marker_value(number, bit_start_s(bit) + t), bit_value(rising, t),
                        1e-9);  // t is rebuilt by subtraction: 1e-16 s at 8 kHz
    }
    for (double t = 0; t < MarkerShape::sync_s; t += 0.0013)
        ASSERT_EQ(marker_value(number, t), sync_value(t));
}

TEST(Marker, IsSilentInItsGapAndOutside) {
    EXPECT_EQ(marker_value(7, -1e-6), 0);
    EXPECT_EQ(marker_value(7, MarkerShape::sync_s + 0.5 * MarkerShape::gap_s), 0);
    EXPECT_EQ(marker_value(7, marker_duration().value() + 1e-9), 0);
    EXPECT_EQ(marker_value(7, 1e9), 0);
    EXPECT_NE(marker_value(7, marker_duration().value() - 0.001), 0);
}

TEST(Marker, ChirpsSweepLinearlyBetweenTheirEnds) {
    // Linear chirp: phase 2 pi (f0 t + (f1-f0) t^2 / 2T), away from the 1 ms edges.
    for (double t = 0.0011; t < 0.0488; t += 0.0004)
        ASSERT_NEAR(sync_value(t), std::sin(2 * std::numbers::pi * (1000 * t + 7000 * t * t / 0.1)),
                    1e-11);
    for (double t = 0.0011; t < 0.0049; t += 0.0004)
        ASSERT_NEAR(bit_value(false, t),
                    std::sin(2 * std::numbers::pi * (8000 * t - 7000 * t * t / 0.012)), 1e-11);
}

TEST(Marker, ChirpsBeginAndEndSmoothly) {
    EXPECT_NEAR(sync_value(1e-6), 0, 1e-5);
    EXPECT_NEAR(sync_value(MarkerShape::sync_s - 1e-6), 0, 1e-5);
    EXPECT_NEAR(bit_value(true, MarkerShape::bit_s - 1e-6), 0, 1e-5);
}

}  // namespace
}  // namespace ohmloop::signal
