#include "ohmloop/dsp/correlation.hpp"

#include "dsp/tones.hpp"

#include "ohmloop/signal/marker.hpp"
#include "ohmloop/units/expects.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace ohmloop::dsp {
namespace {

std::vector<double> chirp(double rate) {
    std::vector<double> pattern(static_cast<std::size_t>(signal::MarkerShape::sync_s * rate));
    for (std::size_t n = 0; n < pattern.size(); ++n)
        pattern[n] = signal::sync_value(double(n) / rate);
    return pattern;
}

void add_chirp(std::vector<double>& x, double rate, double position, double gain) {
    for (std::size_t n = 0; n < x.size(); ++n)
        x[n] += gain * signal::sync_value((double(n) - position) / rate);
}

double rms_of_chirp(double rate) {
    double sum = 0;
    for (double v : chirp(rate)) sum += v * v;
    return std::sqrt(sum / (signal::MarkerShape::sync_s * rate));
}

TEST(Correlation, PlacesAPatternBetweenFrames) {
    for (double rate : {32000.0, 44100.0, 48000.0, 192000.0})
        for (double fraction : {0.0, 0.13, 0.25, 0.5, 0.77}) {
            std::vector<double> x(20000);
            add_chirp(x, rate, 4321 + fraction, 0.1);
            const auto found = find_pattern(x, chirp(rate), 0.5, 1000);
            ASSERT_EQ(found.size(), 1U) << rate;
            EXPECT_NEAR(found[0].position, 4321 + fraction, 0.002);  // edges of the chirp alias
            EXPECT_GT(found[0].score, 0.999);
            EXPECT_EQ(found[0].polarity, 1);
        }
}

TEST(Correlation, ErrsBelowAHundredthOfAFrameAt20DecibelsOfSignalToNoise) {
    const double rate = 48000;
    double squares = 0;
    for (unsigned trial = 0; trial < 100; ++trial) {
        const double position = 5000 + 0.0737 * trial;
        std::vector<double> x(12000);
        add_chirp(x, rate, position, -0.1);
        add_noise(x, 0.1 * rms_of_chirp(rate) / 10, 50 + trial);
        const auto found = find_pattern(x, chirp(rate), 0.5, 1000);
        ASSERT_EQ(found.size(), 1U);
        EXPECT_EQ(found[0].polarity, -1);
        squares += std::pow(found[0].position - position, 2) / 100;
    }
    EXPECT_LT(std::sqrt(squares), 0.01);
    // Not below the bound 1/(beta sqrt(2E/N0)): 2E/N0 = N SNR = 240 000, beta about 0.64 rad/frame.
    EXPECT_GT(std::sqrt(squares), 0.7 / (0.64 * std::sqrt(240000.0)));
}

TEST(Correlation, FindsEveryPlaceBestFirstAndSpaced) {
    const double rate = 48000;
    std::vector<double> x(200000);
    add_chirp(x, rate, 1000, 0.1);
    add_chirp(x, rate, 60000.5, -1e-3);  // score does not depend on level
    add_chirp(x, rate, 150000, 0.5);
    add_noise(x, 5e-5, 4);
    const auto found = find_pattern(x, chirp(rate), 0.6, 2400);
    ASSERT_EQ(found.size(), 3U);
    EXPECT_NEAR(found[0].position, 150000, 0.01);
    EXPECT_NEAR(found[1].position, 1000, 0.01);
    EXPECT_NEAR(found[2].position, 60000.5, 0.1);
    EXPECT_EQ(found[2].polarity, -1);
    EXPECT_GE(found[1].score, found[2].score);
}

TEST(Correlation, EqualsItsDefinitionAtWholeFrames) {
    std::vector<double> x(3000);
    add_noise(x, 1, 6);
    const std::vector<double> pattern(x.begin() + 700, x.begin() + 900);
    EXPECT_NEAR(score_at(x, pattern, 700), 1, 1e-14);
    double product = 0;
    double energy = 0;
    double own = 0;
    for (std::size_t i = 0; i < 200; ++i) {
        product += x[123 + i] * pattern[i];
        energy += x[123 + i] * x[123 + i];
        own += pattern[i] * pattern[i];
    }
    EXPECT_NEAR(score_at(x, pattern, 123), product / std::sqrt(energy * own), 1e-14);
}

TEST(Correlation, FindsNothingInSilenceOrNoise) {
    const auto pattern = chirp(48000);
    EXPECT_TRUE(find_pattern(std::vector<double>(50000, 0.0), pattern, 0.2, 100).empty());
    std::vector<double> x(50000);
    add_noise(x, 0.1, 12);
    EXPECT_TRUE(find_pattern(x, pattern, 0.2, 100).empty());  // scatter of a score: 1/sqrt(2400)
    EXPECT_TRUE(find_pattern(std::vector<double>(100), pattern, 0.2, 100).empty());
}

TEST(Correlation, FindsAPatternAtTheRecordsEnds) {
    const double rate = 48000;
    const auto pattern = chirp(rate);
    const auto start = find_pattern(pattern, pattern, 0.9, 100);
    ASSERT_EQ(start.size(), 1U);
    EXPECT_NEAR(start[0].position, 0, 1e-6);
    std::vector<double> x(40000);
    add_chirp(x, rate, 40000 - double(pattern.size()), 1);
    const auto end = find_pattern(x, pattern, 0.9, 100);
    ASSERT_EQ(end.size(), 1U);
    EXPECT_NEAR(end[0].position, 40000 - double(pattern.size()), 0.01);
}

TEST(Correlation, RefusesASilentPattern) {
    const std::vector<double> x(100, 1.0);
    EXPECT_THROW((void)find_pattern(x, std::vector<double>(10, 0.0), 0.5, 1), BrokenContract);
    EXPECT_THROW((void)score_at(x, std::vector<double>(10, 1.0), 95), BrokenContract);
}

}  // namespace
}  // namespace ohmloop::dsp
