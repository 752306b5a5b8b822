#pragma once

#include "ohmloop/units/quantity.hpp"

#include <span>
#include <vector>

namespace ohmloop::measure {

/// The slow part of a record: an offset, a drift, and charges that coupling capacitors give off.
/// A port with even harmonics makes direct voltage in step with its level; AC coupling turns each
/// step into a decay that outlasts any affordable settling time and, unremoved, reads as
/// distortion. Least squares on a straight line and decays of 16 ms to 1 s, an octave apart, which
/// leave less than 1e-3 of any decay between and nothing to speak of above 20 Hz.
[[nodiscard]] std::vector<double> settling_of(std::span<const double> x, Hertz rate);

}  // namespace ohmloop::measure
