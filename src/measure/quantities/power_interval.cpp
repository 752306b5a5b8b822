#include "power_interval.hpp"

#include "jack_scale.hpp"

#include <algorithm>
#include <cmath>

namespace ohmloop::measure {

namespace {

constexpr double nearly_symmetric = 1.1;

}  // namespace

result::Figure power_figure(result::FigureKey key, double ratio, std::vector<result::Term> terms,
                            const result::Interval& ends) {
    const double value = 10 * std::log10(ratio);
    auto figure = result::measured(
        std::move(key), {value, scaled(std::move(terms), db_per_neper / 2 / ratio)}, "dB");
    if (figure.kind != result::Kind::measured) return figure;
    const double down = value - 10 * std::log10(ends.low);
    const double up = 10 * std::log10(ends.high) - value;
    if (std::max(down, up) < nearly_symmetric * std::min(down, up)) {
        figure.uncertainty = std::max(down, up);
        figure.low = value - *figure.uncertainty;
        figure.high = value + *figure.uncertainty;
        return figure;
    }
    figure.uncertainty.reset();
    figure.low = value - down;
    figure.high = value + up;
    return figure;
}

}  // namespace ohmloop::measure
