#pragma once

#include "ohmloop/units/quantity.hpp"

#include <span>
#include <vector>

namespace ohmloop::measure {

/// Mains hum in a record without its tones: 50 and 60 Hz, each with harmonics to the fifth.
struct Hum {
    double rms[2] = {0, 0};
    double line_rms[2][5] = {};
    /// Lines of the stronger of the two, at the frequency the mains has; none where they do not
    /// stand out of the noise.
    std::vector<double> frequency_hz;
};

[[nodiscard]] Hum find_hum(std::span<const double> residual, Hertz rate);

}  // namespace ohmloop::measure
