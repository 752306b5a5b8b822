#pragma once

#include "ohmloop/dsp/band_noise.hpp"

namespace ohmloop::measure {

/// What AES17's standard notch (5.2.8, which allows a Q of 1.2 to 3) passes of a power, tuned to
/// `centre_hz`: (x - 1/x)^2 / ((x - 1/x)^2 + 1/Q^2), x = f / centre. Q is 2.
[[nodiscard]] dsp::PowerWeighting aes17_notch(double centre_hz);

}  // namespace ohmloop::measure
