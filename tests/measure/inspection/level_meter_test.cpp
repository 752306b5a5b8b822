#include "measure/inspection/level_meter.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace ohmloop::measure {
namespace {

constexpr double rate = 48000;

std::vector<double> sine(double amplitude, double hz, std::size_t frames, double offset = 0) {
    std::vector<double> samples(frames);
    for (std::size_t n = 0; n < frames; ++n)
        samples[n] = offset + amplitude * std::sin(2 * std::numbers::pi * hz *
                                                   static_cast<double>(n) / rate);
    return samples;
}

LevelMeter meter(double level_over_s = 0.3) { return {Hertz(rate), Seconds(level_over_s)}; }

TEST(LevelMeter, ReadsTheRmsAndPeakOfASineWithoutItsMean) {
    auto channel = meter();
    // 1 kHz: 50 periods a piece, a peak at every twelfth of its 48 frames.
    channel.hear(sine(0.5, 1000, 48000, 0.25));
    const auto reading = channel.reading();
    EXPECT_NEAR(reading.rms, 0.5 / std::numbers::sqrt2, 1e-12);  // rounding
    EXPECT_NEAR(reading.peak, 0.75, 1e-12);
    EXPECT_EQ(reading.held, reading.peak);
}

TEST(LevelMeter, ReadsTheSameForAnyCutting) {
    const auto samples = sine(0.3, 997, 30000);
    auto whole = meter();
    whole.hear(samples);
    auto cut = meter();
    for (std::size_t n = 0; n < samples.size();) {
        const auto size = std::min<std::size_t>(1 + n % 777, samples.size() - n);
        const auto from = samples.begin() + static_cast<std::ptrdiff_t>(n);
        cut.hear({from, from + static_cast<std::ptrdiff_t>(size)});
        n += size;
    }
    EXPECT_EQ(cut.reading().rms, whole.reading().rms);
    EXPECT_EQ(cut.reading().peak, whole.reading().peak);
}

TEST(LevelMeter, FollowsWithinItsTimeAndHoldsThePeakForThreeSeconds) {
    auto channel = meter(0.3);
    channel.hear(sine(0.5, 1000, 4800));
    channel.hear(std::vector<double>(14400, 0.0));  // 0.3 s
    EXPECT_EQ(channel.reading().rms, 0);
    EXPECT_EQ(channel.reading().peak, 0);
    EXPECT_NEAR(channel.reading().held, 0.5, 1e-12);
    channel.hear(std::vector<double>(127200, 0.0));  // 2.65 s more: the last piece just counts
    EXPECT_NEAR(channel.reading().held, 0.5, 1e-12);
    channel.hear(std::vector<double>(2400, 0.0));
    EXPECT_EQ(channel.reading().held, 0);
}

TEST(LevelMeter, ReadsNothingBeforeItHeardAnything) {
    EXPECT_EQ(meter().reading().rms, 0);
    EXPECT_EQ(meter().reading().held, 0);
}

TEST(LevelMeter, CountsTheTimesItStaysAtFullScale) {
    auto channel = meter();
    const double most = 1 - 0x1p-23;  // of 24 bits
    channel.hear({0, most, 0, -1, 0});
    EXPECT_EQ(channel.reading().clips, 0U) << "a sine may touch full scale";
    channel.hear({most, most, most, 0, -1});
    channel.hear({-1, -1, 0});
    EXPECT_EQ(channel.reading().clips, 2U);
    channel.hear(std::vector<double>(480000, 0.0));
    EXPECT_EQ(channel.reading().clips, 2U) << "they are not forgotten";
}

}  // namespace
}  // namespace ohmloop::measure
