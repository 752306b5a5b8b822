#pragma once

#include "ohmloop/result/figure.hpp"

#include <string>
#include <vector>

namespace ohmloop::measure {

/// A power ratio as a figure in decibels: terms and ends are of the power, so that the interval
/// is longer downwards where it is wide. Ends that differ by less than a tenth are told as one
/// half-width, the longer.
[[nodiscard]] result::Figure power_figure(result::FigureKey key, double ratio,
                                          std::vector<result::Term> terms,
                                          const result::Interval& ends);

}  // namespace ohmloop::measure
