#pragma once

#include "hum.hpp"

#include "ohmloop/dsp/band_noise.hpp"
#include "ohmloop/dsp/tone_fit.hpp"
#include "ohmloop/measure/observations.hpp"

#include <span>
#include <vector>

namespace ohmloop::measure {

/// A steady record taken apart: tones, hum, what settles slowly, and the noise that is left. Hum is
/// fitted together with the tones, for a rectangular record leaks a line of amplitude a into what
/// lies df away: a / (pi df T), more than the noise of a harmonic where hum is strong.
struct Separation {
    dsp::ToneFit fit;            ///< the tones asked for, then the lines of hum
    std::size_t tones = 0;       ///< how many of the fit's lines are tones
    std::vector<double> steady;  ///< the record without its slow part
    std::vector<double> residual;
    Hum hum;

    /// Mean square per hertz of the residual about each line of the fit.
    [[nodiscard]] std::vector<double> densities() const;
    [[nodiscard]] double seconds() const;
};

[[nodiscard]] Separation separate(std::span<const double> x, Hertz rate,
                                  const std::vector<double>& tones_hz);

/// Hum and noise in the audio band.
[[nodiscard]] NoiseReading read_noise(const Separation& parts,
                                      const dsp::PowerWeighting& weighting = {});

/// 20 Hz to 20 kHz, or to 0.45 of a low rate.
struct AudioBand {
    double low_hz;
    double high_hz;
};
[[nodiscard]] AudioBand audio_band(Hertz rate);

}  // namespace ohmloop::measure
