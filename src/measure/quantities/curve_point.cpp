#include "curve_point.hpp"

#include <algorithm>

namespace ohmloop::measure {

bool add_point(result::Curve& curve, const result::Figure& figure) {
    if (!figure.value) return false;
    const double value = *figure.value;
    const bool is_measured = figure.kind == result::Kind::measured;
    curve.value.push_back(value);
    curve.kind.push_back(figure.kind);
    curve.uncertainty.push_back(
        is_measured ? std::max(figure.high.value() - value, value - figure.low.value()) : 0);
    return true;
}

}  // namespace ohmloop::measure
