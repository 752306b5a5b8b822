#include "measure/quantities/lines_in_noise.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace ohmloop::measure {
namespace {

/// How many of many readings of lines of a power, drawn, lie below one.
double drawn_share_below(const LinesInNoise& reading, double power) {
    std::mt19937_64 random(3);
    std::normal_distribution<double> part(0, std::sqrt(reading.noise / 2));
    const double each = std::sqrt(power / reading.lines);
    constexpr int draws = 100'000;
    int below = 0;
    for (int k = 0; k < draws; ++k) {
        double read = 0;
        for (int line = 0; line < reading.lines; ++line) {
            const double along = each + part(random);
            const double across = part(random);
            read += along * along + across * across;
        }
        below += read <= reading.read;
    }
    return static_cast<double>(below) / draws;
}

/// Three standard deviations of a share of 2.5 % of 100 000 draws, and what the normal of many
/// errs by.
constexpr double share_error = 0.0015 + 0.001;

}  // namespace

TEST(lines_in_noise, OneAloneReadsAsMuchByChanceAsAnExponentialSays) {
    for (const double x : {0.5, 3.0, 9.0}) {
        const LinesInNoise line{2 * x, 2, 1};
        EXPECT_NEAR(line.chance(), std::exp(-x), 1e-12);
    }
    // chi-square of 18 degrees of freedom, from tables: 34.805 in one case of a hundred.
    EXPECT_NEAR((LinesInNoise{34.805 / 2, 1, 9}).chance(), 0.01, 1e-6);
}

TEST(lines_in_noise, StandOutWhereNoiseHardlyEverReadsAsMuch) {
    EXPECT_FALSE((LinesInNoise{9.1, 1, 1}).stand_out());
    EXPECT_TRUE((LinesInNoise{9.3, 1, 1}).stand_out());
}

TEST(lines_in_noise, EndsAreThePowersOfWhichFewReadAsLowOrAsHigh) {
    for (const int lines : {1, 4, 9})
        for (const double x : {1.0, 2.0, 4.0, 9.0, 39.0, 41.0}) {
            const LinesInNoise reading{0.5 * x * lines, 0.5, lines};
            const auto ends = reading.power();
            EXPECT_NEAR(drawn_share_below(reading, ends.high), 0.025, share_error)
                << lines << ' ' << x;
            if (ends.low > 0)
                EXPECT_NEAR(drawn_share_below(reading, ends.low), 0.975, share_error)
                    << lines << ' ' << x;
            else
                EXPECT_LE(drawn_share_below(reading, 0), 0.975 + share_error) << lines << ' ' << x;
        }
}

TEST(lines_in_noise, OfLessThanNoiseLeavesBoundAsOfAsMuch) {
    EXPECT_DOUBLE_EQ((LinesInNoise{0.01, 1, 1}).power().high, (LinesInNoise{1, 1, 1}).power().high);
}

}  // namespace ohmloop::measure
