#pragma once

#include "ohmloop/units/quantity.hpp"

#include <cstddef>
#include <vector>

namespace ohmloop::measure {

/// `bands` bands of equal ratio from 20 Hz to 20 kHz, or to half the rate where that is lower.
[[nodiscard]] std::vector<double> band_edges_hz(std::size_t bands, Hertz rate);

/// Mean square in each band, by a Hann window: a tone that lies at least two bins inside one reads
/// its own there. A band narrower than a bin takes the next one.
[[nodiscard]] std::vector<double> band_levels(const std::vector<double>& samples, Hertz rate,
                                              const std::vector<double>& edges_hz);

}  // namespace ohmloop::measure
