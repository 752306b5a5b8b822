#pragma once

#include "source_budget.hpp"

#include "ohmloop/result/estimate.hpp"

namespace ohmloop::measure {

/// Does noise bend the magnitude: is any part known to no better than a tenth of |Z|? First order
/// does below (METHODS 4.7).
[[nodiscard]] bool bends(const ImpedanceEstimate& estimate);

/// 95 % interval of |Z| from the joint distribution of both parts, drawn from the terms' shapes
/// (GUM supplement 2): noise in quadrature adds to a magnitude, never takes away. The lower end is
/// the largest |Z| that would read as much as was read, or more, in 2.5 % of cases, zero where none
/// of them would do so more rarely; the upper end is what 97.5 % of the draws about the reading
/// stay below. The same terms give the same interval.
[[nodiscard]] result::Interval magnitude_interval(const ImpedanceEstimate& estimate);

/// A real part below zero by more than twice its uncertainty: no source has one.
[[nodiscard]] bool is_impossible(const ImpedanceEstimate& estimate);

}  // namespace ohmloop::measure
