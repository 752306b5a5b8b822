#include "impedance_figure.hpp"

#include "measure/source/magnitude_interval.hpp"
#include "measure/source/shared_return.hpp"

#include <cmath>

namespace ohmloop::measure {

using result::Estimate;
using result::Figure;

result::Interval interval_of(const ImpedanceEstimate& estimate) {
    if (bends(estimate)) return magnitude_interval(estimate);
    const double magnitude = std::abs(estimate.value);
    const double u = result::expanded_uncertainty({magnitude, estimate.magnitude});
    return {magnitude - u, magnitude + u};
}

bool is_resolved(const ImpedanceEstimate& estimate, const result::Interval& interval) {
    const double u = result::standard_uncertainty({0, estimate.real}) +
                     result::standard_uncertainty({0, estimate.imaginary});
    return std::isfinite(std::abs(estimate.value)) && std::isfinite(u) &&
           std::isfinite(interval.low) && std::isfinite(interval.high);
}

Figure magnitude_figure(const result::FigureKey& key, const ImpedanceEstimate& estimate,
                        const result::Interval& interval) {
    const Estimate magnitude{std::abs(estimate.value), estimate.magnitude};
    if (interval.low > 0) {
        auto figure = result::measured(key, magnitude, "ohm");
        const double above = interval.high - magnitude.value;
        const double below = magnitude.value - interval.low;
        if (!figure.value || std::abs(above - below) < 1e-9 * above) return figure;
        figure.low = interval.low;
        figure.high = interval.high;
        figure.uncertainty.reset();
        return figure;
    }
    auto figure = result::bound(key, result::Kind::upper_bound, interval.high, "ohm",
                                "the interval reaches zero: the set-up resolves no less");
    figure.dominant = result::dominant_source(magnitude);
    figure.terms = result::merged(magnitude.terms);
    return figure;
}

void include_return(Figure& figure) {
    figure.conditions["return"] = "included: one channel alone cannot tell it from the source";
    if (figure.kind != result::Kind::measured || !figure.low) return;
    const double lowest = *figure.low - 0.95 * largest_return_ohm;
    figure.uncertainty.reset();
    if (lowest > 0) {
        figure.low = lowest;
    } else {
        const auto conditions = figure.conditions;
        const auto terms = figure.terms;
        figure = result::bound(figure.key, result::Kind::upper_bound, *figure.high, figure.unit,
                               "one channel alone cannot tell the source from the return");
        figure.conditions = conditions;
        figure.terms = terms;
    }
    figure.dominant = "shared return";
}

void add_parts(Figure& figure, const ImpedanceEstimate& estimate) {
    const Estimate real{estimate.value.real(), estimate.real};
    const Estimate imaginary{estimate.value.imag(), estimate.imaginary};
    figure.real_ohm = real.value;
    figure.imag_ohm = imaginary.value;
    figure.real_uncertainty_ohm = result::expanded_uncertainty(real);
    figure.imag_uncertainty_ohm = result::expanded_uncertainty(imaginary);
}

}  // namespace ohmloop::measure
