#pragma once

#include "ohmloop/units/quantity.hpp"

#include <span>

namespace ohmloop::measure {

/// The coarsest power of two of which all samples are multiples: one step of the converter, full
/// scale = 1, also where a 16-bit recording stands in a 24-bit file. 0 where there is none.
[[nodiscard]] double sample_step(std::span<const double> samples);

/// Rounding without dither errs in step with a tone: mean square, on average over orders, of what
/// it adds to a low harmonic. `noise` is the mean square of all noise in the record, rounding
/// included; what of it stood before the converter dithers.
///
/// The error of rounding A steps of amplitude is sum_k (-1)^k / (pi k) sin(2 pi k A sin wt), whose
/// harmonic n is 2 / (pi k) J_n(2 pi k A); far above n the mean of J^2 is 1 / (pi 2 pi k A). An
/// offset shares it between odd and even orders, hence half of zeta(3) / (pi^4 A) steps^2 for
/// each. Gaussian noise of sigma steps weakens term k by exp(-4 pi^2 k^2 sigma^2) in power.
[[nodiscard]] double rounding_in_harmonic(double tone_rms, double noise, double step);

/// Noise too weak to move the converter from step to step reads as nothing, or as half a step's
/// toggling where it stands between two: below 0.35 steps^2 read over half the rate, anything up
/// to that may have been there. Above, Gaussian noise of sigma^2 >= 0.35 - 1/12 steps^2 reads right
/// to 2 %: (4 sigma^2 + 1/pi^2) exp(-2 pi^2 sigma^2). 0 where nothing is hidden.
[[nodiscard]] double density_hidden_by_steps(double step, double read_density, Hertz rate);

}  // namespace ohmloop::measure
