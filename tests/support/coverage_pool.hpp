#pragma once

#include "support/interval_pool.hpp"

#include "ohmloop/result/figure.hpp"

#include <boost/math/distributions/binomial.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ohmloop::test {

/// Between what a share of intervals that hold must lie, of 2000 runs. Fewer scatter more: refused
/// is what right intervals, of which 95 % hold, give less than once in ten thousand times, as some
/// hundred such questions are asked of one build.
struct Allowed {
    double least = 0;
    double most = 1;

    [[nodiscard]] Allowed of_runs(double runs) const {
        constexpr double false_alarm = 1e-4;
        if (runs >= 2000) return *this;
        const boost::math::binomial_distribution<> held(runs, 0.95);
        return {std::min(least, quantile(held, false_alarm) / runs),
                std::max(most, quantile(complement(held, false_alarm)) / runs)};
    }
};
inline constexpr Allowed pooled{0.935, 0.97};
inline constexpr Allowed single{0.925, 0.98};

/// How an interval is meant: conservative ones, where errors of unknown phase add, only hold.
enum class Promise { exact, conservative };

/// Figures of one quantity over many runs of one bench, each by its key, against the truth.
class CoveragePool {
  public:
    CoveragePool(std::string quantity, Promise promise)
        : quantity_(std::move(quantity)), promise_(promise) {}

    void add(const std::string& key, const result::Figure& figure, double truth) {
        auto& told = told_[key];
        if (figure.kind == result::Kind::measured) {
            ASSERT_TRUE(figure.low && figure.high && figure.value) << quantity_ << ' ' << key;
            told.ratios.push_back(error_over_interval(figure, truth));
        } else {
            const bool upper = figure.kind == result::Kind::upper_bound;
            ++told.bounds;
            told.bounds_held += upper ? truth <= *figure.value : truth >= *figure.value;
        }
    }

    /// Those of one run share its errors: `runs`, not figures, is what a share scatters by.
    void judge(int runs) const {
        const auto all = measured(runs);
        print(all);
        if (!all.empty()) {
            EXPECT_GE(inside(all), allowed(pooled, runs).least) << quantity_;
            EXPECT_LE(inside(all), allowed(pooled, runs).most) << quantity_;
            EXPECT_GT(median(all), tells_width(runs) ? 0.25 : 0) << quantity_;
        }
        for (const auto& [key, told] : told_) {
            EXPECT_GE(told.held(), allowed(single, told.count()).least) << key;
            EXPECT_LE(told.is_measured() ? told.held() : 0, allowed(single, told.count()).most)
                << key;
        }
        EXPECT_GE(sum(&Told::bounds_held), least_of_bounds(runs) * sum(&Told::bounds)) << quantity_;
    }

    [[nodiscard]] bool has_figures(int runs) const { return !measured(runs).empty(); }
    /// Would the share of the measured ones that hold be accepted?
    [[nodiscard]] bool is_accepted(int runs) const {
        const auto all = measured(runs);
        const auto goal = allowed(pooled, runs);
        return inside(all) >= goal.least && inside(all) <= goal.most;
    }

  private:
    /// What was told of one key: intervals, or bounds, or now this and now that.
    struct Told {
        std::vector<double> ratios;
        double bounds = 0;
        double bounds_held = 0;

        [[nodiscard]] double count() const { return static_cast<double>(ratios.size()) + bounds; }
        [[nodiscard]] bool is_measured() const { return bounds < 0.1 * count(); }
        [[nodiscard]] double held() const {
            const double intervals = ratios.empty() ? 0 : inside(ratios);
            return (intervals * static_cast<double>(ratios.size()) + bounds_held) / count();
        }
    };

    /// 95 % of 2000 runs, and of fewer as much less as their chance is greater.
    [[nodiscard]] static double least_of_bounds(double runs) {
        return 0.95 - 2 * std::sqrt(0.95 * 0.05 * std::max(0.0, 1 / runs - 1.0 / 2000));
    }
    /// The median of fewer wanders too far.
    [[nodiscard]] bool tells_width(int runs) const {
        return promise_ == Promise::exact && runs >= 50;
    }
    [[nodiscard]] Allowed allowed(Allowed goal, double runs) const {
        if (promise_ == Promise::conservative) goal.most = HUGE_VAL;
        return goal.of_runs(runs);
    }
    [[nodiscard]] static double inside(const std::vector<double>& ratios) {
        const auto held =
            std::count_if(ratios.begin(), ratios.end(), [](double r) { return r <= 1; });
        return static_cast<double>(held) / static_cast<double>(ratios.size());
    }
    [[nodiscard]] static double median(std::vector<double> ratios) {
        const auto middle = ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2);
        std::nth_element(ratios.begin(), middle, ratios.end());
        return *middle;
    }
    [[nodiscard]] double sum(double Told::*part) const {
        double all = 0;
        for (const auto& [key, told] : told_) all += told.*part;
        return all;
    }
    /// Of the keys that are measured, not those that are so, or told at all, by chance.
    [[nodiscard]] std::vector<double> measured(int runs) const {
        std::vector<double> all;
        for (const auto& [key, told] : told_)
            if (told.is_measured() && told.count() > 0.9 * runs)
                all.insert(all.end(), told.ratios.begin(), told.ratios.end());
        return all;
    }
    void print(const std::vector<double>& all) const {
        double least = 1;
        double most = 0;
        for (const auto& [key, told] : told_) {
            least = std::min(least, told.held());
            if (told.is_measured()) most = std::max(most, told.held());
        }
        std::printf("%-24s %6zu figures, %.3f inside, median |error|/U %.3f; each %.3f to %.3f",
                    quantity_.c_str(), all.size(), all.empty() ? 0 : inside(all),
                    all.empty() ? 0 : median(all), least, most);
        if (const double count = sum(&Told::bounds); count > 0)
            std::printf("; %.0f bounds, %.3f hold", count, sum(&Told::bounds_held) / count);
        std::printf("\n");
    }

    std::string quantity_;
    Promise promise_;
    std::map<std::string, Told> told_;
};

}  // namespace ohmloop::test
