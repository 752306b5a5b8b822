#pragma once

#include "ohmloop/result/figure.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace ohmloop::test {

/// |error| over the half of the interval on its side, of a figure that has both ends.
inline double error_over_interval(const result::Figure& figure, double truth) {
    const double error = *figure.value - truth;
    return std::abs(error) /
           (error > 0 ? *figure.value - *figure.low : *figure.high - *figure.value);
}

/// Errors over their intervals, of many runs: how often these hold, and whether they are too wide.
/// The median of a normal or rectangular error is 0.34 or 0.53 of its 95 % half-width.
class IntervalPool {
  public:
    explicit IntervalPool(std::string name) : name_(std::move(name)) {}

    void add(const result::Figure& figure, double truth) {
        ASSERT_TRUE(figure.low && figure.high && figure.value) << name_ << ' ' << figure.reason;
        ratios_.push_back(error_over_interval(figure, truth));
    }

    [[nodiscard]] double count() const { return static_cast<double>(ratios_.size()); }
    [[nodiscard]] double inside() const {
        const auto held =
            std::count_if(ratios_.begin(), ratios_.end(), [](double r) { return r <= 1; });
        return static_cast<double>(held) / count();
    }
    [[nodiscard]] double median() const {
        auto sorted = ratios_;
        const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
        std::nth_element(sorted.begin(), middle, sorted.end());
        return *middle;
    }

    /// The share inside within its two ends, and the median above its least.
    void judge(double least_inside, double most_inside, double least_median = 0.25) const {
        ASSERT_FALSE(ratios_.empty()) << name_;
        EXPECT_GE(inside(), least_inside) << name_;
        EXPECT_LE(inside(), most_inside) << name_;
        EXPECT_GT(median(), least_median) << name_;
        std::printf("%-28s %4.0f figures, %.3f inside, median |error|/U %.3f\n", name_.c_str(),
                    count(), inside(), median());
    }

    /// Below this, `count` figures of a true 95 % fall once in two thousand times.
    [[nodiscard]] double least_by_chance() const {
        return 0.95 - 3.3 * std::sqrt(0.95 * 0.05 / count());
    }

  private:
    std::string name_;
    std::vector<double> ratios_;
};

}  // namespace ohmloop::test
