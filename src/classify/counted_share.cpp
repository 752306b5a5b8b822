#include "classify/counted_share.hpp"

#include <cmath>
#include <numbers>

namespace ohmloop::classify {

namespace {

/// d ln P / d counted share.
double slope_by_count(const CountedShare& share, bool having) {
    return having ? (1 - share.allowance) / share.having() : -1 / (1 - share.counted());
}

/// d ln P / d ln allowance.
double slope_by_allowance(const CountedShare& share, bool having) {
    const double slope =
        having ? (1 - share.counted()) / share.having() : -1 / (1 - share.allowance);
    return slope * share.allowance;
}

/// Of a share p of n devices: p (1 - p) / (n + 2), n + 1 of them being Jeffreys' beta's.
double deviation_by_count(const CountedShare& share, bool having) {
    const double p = share.counted();
    return slope_by_count(share, having) * std::sqrt(p * (1 - p) / (share.of + 2));
}

}  // namespace

double ratio_deviation(const CountedShare& line, const CountedShare& headphone,
                       double judged_decades, bool having) {
    const double judged = std::numbers::ln10 * judged_decades;
    return std::hypot(
        std::hypot(deviation_by_count(line, having), deviation_by_count(headphone, having)),
        judged *
            std::hypot(slope_by_allowance(line, having), slope_by_allowance(headphone, having)));
}

}  // namespace ohmloop::classify
