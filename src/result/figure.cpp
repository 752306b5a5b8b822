#include "ohmloop/result/figure.hpp"

#include "ohmloop/units/expects.hpp"

#include <cmath>
#include <utility>

namespace ohmloop::result {

Figure measured(FigureKey key, const Estimate& estimate, std::string unit) {
    // The decibels of a perfect zero, a quotient by nothing: no number is better than a wrong one.
    const double half_width = expanded_uncertainty(estimate);
    if (!std::isfinite(estimate.value) || !std::isfinite(half_width))
        return not_measured(std::move(key), std::move(unit), "no finite number came out");
    Figure figure;
    figure.key = std::move(key);
    figure.kind = Kind::measured;
    figure.value = estimate.value;
    figure.uncertainty = half_width;
    figure.low = estimate.value - *figure.uncertainty;
    figure.high = estimate.value + *figure.uncertainty;
    figure.unit = std::move(unit);
    figure.dominant = dominant_source(estimate);
    figure.terms = merged(estimate.terms);
    return figure;
}

Figure bound(FigureKey key, Kind kind, double value, std::string unit, std::string reason) {
    expects(kind == Kind::upper_bound || kind == Kind::lower_bound, "a bound is upper or lower");
    if (!std::isfinite(value)) return not_measured(std::move(key), std::move(unit), reason);
    Figure figure;
    figure.key = std::move(key);
    figure.kind = kind;
    figure.value = value;
    (kind == Kind::upper_bound ? figure.high : figure.low) = value;
    figure.unit = std::move(unit);
    figure.reason = std::move(reason);
    return figure;
}

Figure not_measured(FigureKey key, std::string unit, std::string reason) {
    Figure figure;
    figure.key = std::move(key);
    figure.kind = Kind::not_measured;
    figure.unit = std::move(unit);
    figure.reason = std::move(reason);
    return figure;
}

}  // namespace ohmloop::result
