#include "ohmloop/simulation/random.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ohmloop::simulation {
namespace {

TEST(Random, NormalsHaveTheMomentsAndTailsOfTheNormalDistribution) {
    Random random(42, 0);
    constexpr int count = 4'000'000;
    double sum = 0;
    double square = 0;
    double fourth = 0;
    int beyond_three = 0;
    int beyond_four = 0;
    for (int i = 0; i < count; ++i) {
        const double x = random.normal();
        sum += x;
        square += x * x;
        fourth += x * x * x * x;
        beyond_three += std::abs(x) > 3;
        beyond_four += std::abs(x) > 4;  // beyond the ziggurat's lowest edge: its tail
    }
    // Each within 5 standard deviations: 1, sqrt 2 and sqrt 96 over sqrt(count); Poisson counts.
    EXPECT_NEAR(sum / count, 0, 5 * 1 / std::sqrt(count));
    EXPECT_NEAR(square / count, 1, 5 * std::sqrt(2.0 / count));
    EXPECT_NEAR(fourth / count, 3, 5 * std::sqrt(96.0 / count));
    const double three = count * std::erfc(3 / std::sqrt(2.0));
    const double four = count * std::erfc(4 / std::sqrt(2.0));
    EXPECT_NEAR(beyond_three, three, 5 * std::sqrt(three));
    EXPECT_NEAR(beyond_four, four, 5 * std::sqrt(four));
}

TEST(Random, StreamsOfOneSeedDiffer) {
    Random a(1, 1);
    Random b(1, 2);
    Random again(1, 1);
    EXPECT_NE(a.bits(), b.bits());
    EXPECT_NE(again.bits(), b.bits());
    EXPECT_EQ(Random(1, 1).bits(), Random(1, 1).bits());
}

}  // namespace
}  // namespace ohmloop::simulation
