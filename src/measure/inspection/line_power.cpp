#include "line_power.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::measure {

namespace {

constexpr double db_of_relative_power = 10 * std::numbers::log10e;
constexpr double one_in_a_thousand = 3.090;  ///< standard deviations of a normal variable
constexpr double one_in_twenty = 1.645;
constexpr UncertainPower full_scale_sine{0.5, 0};

double square(double x) { return x * x; }

/// That Gamma variable of `shape` over its mean which is exceeded once in a thousand times, after
/// Wilson and Hilferty: its cube root is nearly normal. Exact values: 6.91 at 1, 2.27 at 10.
double rare_excess(double shape) {
    const double ninth = 1 / (9 * shape);
    return std::pow(1 - ninth + one_in_a_thousand * std::sqrt(ninth), 3);
}

}  // namespace

Reading ratio_db(const UncertainPower& a, const UncertainPower& b) {
    const double db = 10 * std::log10(a.mean_square / b.mean_square);
    if (!std::isfinite(db)) return {result::Kind::not_measured, 0, 0};
    return {result::Kind::measured, db,
            db_of_relative_power *
                std::hypot(a.uncertainty / a.mean_square, b.uncertainty / b.mean_square)};
}

Reading level_dbfs(const UncertainPower& power) { return ratio_db(power, full_scale_sine); }

void LinePower::add(double read, double noise) {
    read_ += read;
    noise_ += noise;
    noise_squared_ += square(noise);
    cross_ += (read - noise) * noise;
}

double LinePower::uncertainty() const {
    return std::sqrt(2 * std::max(0.0, cross_) + noise_squared_);
}

bool LinePower::stands_out() const {
    if (!(noise_ > 0)) return read_ > 0;
    // As many equal lines as scatter like these; one that rules counts alone.
    const double lines = square(noise_) / noise_squared_;
    return read_ > rare_excess(lines) * noise_;
}

double LinePower::at_most() const {
    if (!(noise_ > 0)) return read_;
    // (p - v)^2 = z^2 (2 p t + sum t^2), solved for p: v the tones as estimated, z the number of
    // standard deviations, t a line's noise.
    const double estimated = std::max(0.0, tones());
    const double spread = square(one_in_twenty) * noise_squared_ / noise_;
    return estimated + spread +
           std::sqrt(square(spread) + 2 * estimated * spread +
                     square(one_in_twenty) * noise_squared_);
}

Reading ratio_db(const LinePower& tones, const UncertainPower& reference) {
    if (tones.stands_out()) return ratio_db({tones.tones(), tones.uncertainty()}, reference);
    const Reading bound = ratio_db({tones.at_most(), 0}, {reference.mean_square, 0});
    if (bound.kind == result::Kind::not_measured) return bound;
    return {result::Kind::upper_bound, bound.db, 0};
}

Reading level_dbfs(const LinePower& tones) { return ratio_db(tones, full_scale_sine); }

}  // namespace ohmloop::measure
