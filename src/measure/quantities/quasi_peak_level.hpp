#pragma once

#include "noise_level.hpp"

namespace ohmloop::measure {

/// Noise at the jack as a quasi-peak meter of ITU-R BS.468-4 reads it, from the highest reading
/// with the input's own noise in it, which is taken off in power: true of Gaussian noises, and
/// uncertain by what others may read. A bound where half of the power or more may be the input's.
[[nodiscard]] result::Figure quasi_peak_level(const result::FigureKey& key, double reading,
                                              const HiddenNoise& hidden, const InputModel& input,
                                              Hertz rate);

}  // namespace ohmloop::measure
