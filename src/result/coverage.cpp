#include "result/coverage.hpp"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/policies/policy.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

namespace ohmloop::result {
namespace {

constexpr double coverage = 0.95;
constexpr double upper_quantile = 0.5 + coverage / 2;

/// Boost would work in long double otherwise, at five times the cost: a figure needs hundreds.
using InDouble = boost::math::policies::policy<boost::math::policies::promote_double<false>>;
using StudentsT = boost::math::students_t_distribution<double, InDouble>;

double bell_cdf(const Bell& bell, double x) {
    if (bell.degrees_of_freedom <= 0) return 0.5 * std::erfc(-x / (bell.u * std::numbers::sqrt2));
    return boost::math::cdf(StudentsT(bell.degrees_of_freedom), x / bell.u);
}

double rectangular_cdf(double half_width, double x) {
    return std::clamp(0.5 + x / (2 * half_width), 0.0, 1.0);
}

/// A distribution function F(x), symmetric about zero, on an even grid of [-reach, reach] with a
/// point at zero; 0 below and 1 above.
class GridCdf {
  public:
    template <class Cdf>
    GridCdf(double reach, const Cdf& cdf) : step_(reach / half_count), values_(2 * half_count + 1) {
        for (int i = 0; i <= half_count; ++i) {
            const double f = cdf(step_ * i);
            values_[at(half_count + i)] = f;
            values_[at(half_count - i)] = 1 - f;
        }
    }

    /// Adds an independent rectangular of half-width a: F(x) becomes the mean of F over
    /// [x - a, x + a]. Points closer than `a` to the ends of the grid become wrong when F has not
    /// reached 0 or 1 there, and no others.
    void convolve(double a) {
        integrate();
        std::vector<double> next(values_.size());
        for (int i = 0; i <= 2 * half_count; ++i) {
            const double x = step_ * i;
            next[at(i)] = std::clamp((integral(x + a) - integral(x - a)) / (2 * a), 0.0, 1.0);
        }
        values_ = std::move(next);
    }

    /// The x >= 0 with F(x) = p, linear between grid points.
    [[nodiscard]] double quantile(double p) const {
        const auto upper_half = values_.begin() + half_count;
        const auto above = std::lower_bound(upper_half, values_.end() - 1, p);
        if (above == upper_half) return 0;
        const double before = *(above - 1);
        const double fraction = *above > before ? (p - before) / (*above - before) : 1.0;
        return step_ * (static_cast<double>(above - upper_half) - 1 + fraction);
    }

  private:
    // A step of some 0.02 u: linear interpolation widens the variance by a sixth of its square,
    // and so the quantile by less than 1e-4.
    static constexpr int half_count = 500;
    static std::size_t at(int i) { return static_cast<std::size_t>(i); }

    void integrate() {
        integral_.assign(values_.size(), 0.0);
        for (std::size_t i = 1; i < values_.size(); ++i)
            integral_[i] = integral_[i - 1] + step_ * (values_[i - 1] + values_[i]) / 2;
    }

    /// Integral of the linear interpolant from the grid's start to x (x counted from that start).
    [[nodiscard]] double integral(double x) const {
        const double end = step_ * 2 * half_count;
        if (x <= 0) return 0;
        if (x >= end) return integral_.back() + (x - end);
        const auto i = std::min(static_cast<std::size_t>(x / step_), values_.size() - 2);
        const double dx = x - step_ * static_cast<double>(i);
        const double slope = (values_[i + 1] - values_[i]) / step_;
        return integral_[i] + dx * (values_[i] + slope * dx / 2);
    }

    double step_;
    std::vector<double> values_;
    std::vector<double> integral_;
};

}  // namespace

double half_width_95(const Bell& bell) {
    if (bell.u <= 0) return 0;
    if (bell.degrees_of_freedom <= 0)
        return bell.u * boost::math::quantile(boost::math::normal(), upper_quantile);
    const boost::math::students_t t(bell.degrees_of_freedom);
    return bell.u * boost::math::quantile(t, upper_quantile);
}

double half_width_95(const Bell& bell, std::span<const double> rectangulars) {
    if (rectangulars.empty()) return half_width_95(bell);
    std::vector<double> widths(rectangulars.begin(), rectangulars.end());
    std::sort(widths.begin(), widths.end(), std::greater<>());
    if (widths.size() == 1 && bell.u <= 0) return coverage * widths.front();

    // The answer is at most the sum of the half-widths plus the bell's own; beyond it one more sum
    // keeps the ends of the grid, where convolving is wrong, out of reach.
    const double sum = std::accumulate(widths.begin(), widths.end(), 0.0);
    const double reach = 2 * sum + half_width_95(bell);
    const bool has_bell = bell.u > 0;
    GridCdf cdf(reach, [&](double x) {
        return has_bell ? bell_cdf(bell, x) : rectangular_cdf(widths.front(), x);
    });
    for (std::size_t i = has_bell ? 0 : 1; i < widths.size(); ++i) cdf.convolve(widths[i]);
    return cdf.quantile(upper_quantile);
}

}  // namespace ohmloop::result
