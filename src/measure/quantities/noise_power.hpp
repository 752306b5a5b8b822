#pragma once

#include "ohmloop/dsp/band_noise.hpp"
#include "ohmloop/measure/evaluate.hpp"
#include "ohmloop/measure/observations.hpp"

#include <optional>

namespace ohmloop::measure {

/// What a band and a weighting leave of white noise of 20 Hz-20 kHz.
struct PassedNoise {
    double share = 1;             ///< of its power
    double bandwidth_hz = 19980;  ///< statistical: (int S)^2 / int S^2
};
/// Through the audio band as far as a rate has it, and a power weighting; by Simpson's rule over
/// the logarithm of frequency, good to 1e-5.
[[nodiscard]] PassedNoise passed_noise(Hertz rate, const dsp::PowerWeighting& weighting = {});

/// A noise reading with the input's own noise taken off, on the record's scale (mean square).
struct NoisePower {
    double mean_square = 0;  ///< of the port; what was read where nothing was taken off
    double uncertainty = 0;  ///< standard, of the averaging
    /// Half-width, rectangular: what an AC coupling nobody declared may have taken off the hum.
    double response_half_width = 0;
    double input_ratio = 0;  ///< r: the input's over the port's power
    bool subtracted = false;

    /// The port's power lies above this, or below, once in forty each.
    [[nodiscard]] double low() const;
    [[nodiscard]] double high() const;
};

/// What was read, hum raised by what the input's AC coupling takes off it; nothing subtracted.
[[nodiscard]] NoisePower noise_at_jack(const NoiseReading& read, const InputModel& input);

/// Port = read - input; for noise that scatters u(P)/P = sqrt(((1+r)^2/T + r^2/T_ref)/B), and hum
/// adds its product with it. Nothing is taken off where the input's noise or full scale is not
/// known.
[[nodiscard]] NoisePower port_noise(const NoiseReading& read, const InputModel& input,
                                    const PassedNoise& passed = {});

/// The input's own noise on the record's scale (mean square); nullopt where it is not known.
[[nodiscard]] std::optional<double> input_noise_mean_square(const InputModel& input);

}  // namespace ohmloop::measure
