#pragma once

#include "ohmloop/measure/evaluate.hpp"

#include <optional>

namespace ohmloop::measure {

/// A noise reading with the input's own noise taken off, on the record's scale (mean square).
struct NoisePower {
    double mean_square = 0;           ///< of the port; what was read where nothing was taken off
    double relative_uncertainty = 0;  ///< standard, of the power
    double input_ratio = 0;           ///< r: the input's over the port's power
    bool subtracted = false;
};

/// Port = read - input; u(P)/P = sqrt(((1+r)^2/T + r^2/T_ref)/B). Nothing is taken off where the
/// input's noise or full scale is not known. `input_share`: of the input's unweighted noise power,
/// what passes the weighting that was read through.
[[nodiscard]] NoisePower port_noise(double read_mean_square, double bandwidth_hz, double seconds,
                                    const InputModel& input, double input_share = 1);

/// The input's own noise on the record's scale (mean square); nullopt where it is not known.
[[nodiscard]] std::optional<double> input_noise_mean_square(const InputModel& input);

}  // namespace ohmloop::measure
