#pragma once

#include <span>

namespace ohmloop::result {

/// The bell-shaped part of an uncertainty: `u` times a standard normal, or times Student's t where
/// the degrees of freedom are finite (0: infinite).
struct Bell {
    double u = 0;
    double degrees_of_freedom = 0;
};

/// h with P(|bell| <= h) = 0.95.
[[nodiscard]] double half_width_95(const Bell& bell);

/// h with P(|bell + sum of rectangulars| <= h) = 0.95, each rectangular given by its half-width
/// (> 0). Every part is symmetric and unimodal, so this is also the shortest 95 % interval.
[[nodiscard]] double half_width_95(const Bell& bell, std::span<const double> rectangulars);

}  // namespace ohmloop::result
