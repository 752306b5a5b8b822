// How near the estimators come to the Cramer-Rao bounds: a sample of the table that
// scripts/long_checks makes with 600 draws.

#include "benchmark/estimator_limits.hpp"

#include "support/simulated_run.hpp"

#include <gtest/gtest.h>

using namespace ohmloop;

TEST(estimator_limits, AreReachedToATenth) {
    const auto rows = benchmark::estimator_limits(test::runs(100), test::first_seed());
    double sum = 0;
    for (const auto& row : rows) {
        // A row's ratio scatters by 1/sqrt(2 draws), 7 % of a hundred: twice that beside the tenth.
        // A ratio far below one would show a bound that is none.
        const double slack = 2 * row.ratio_error();
        EXPECT_LT(row.ratio(), 1.1 + slack) << row.quantity << ", " << row.seconds << " s";
        EXPECT_GT(row.ratio(), 0.9 - slack) << row.quantity << ", " << row.seconds << " s";
        sum += row.ratio();
    }
    // Some eighty rows, of which two or three share their noise: 0.07 sqrt(2/80) = 1.1 %.
    const double mean = sum / static_cast<double>(rows.size());
    EXPECT_LT(mean, 1.1);
    EXPECT_GT(mean, 0.95);
}
