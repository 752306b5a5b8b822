#pragma once

#include "ohmloop/units/quantity.hpp"

#include <complex>
#include <functional>
#include <span>
#include <vector>

namespace ohmloop::dsp {

/// Mean square of a record in a band by the full periodogram (rectangular window, straight line
/// removed), so that the estimate reaches 4.34/sqrt(B T) dB; edge bins counted by their share.
/// Statistical bandwidth B = (int S)^2 / int S^2 from a smoothed spectrum.
struct BandPower {
    double mean_square = 0;
    double statistical_bandwidth_hz = 0;
    double seconds = 0;

    /// Relative standard uncertainty of mean_square: 1/sqrt(B T).
    [[nodiscard]] double relative_uncertainty() const;
};

/// Power weighting factor at a frequency, e.g. the square of an A filter; identity when empty.
using PowerWeighting = std::function<double(double frequency_hz)>;

[[nodiscard]] BandPower band_power(std::span<const double> x, Hertz rate, Hertz low, Hertz high,
                                   const PowerWeighting& weighting = {});

/// One-sided power density (mean square per hertz) about each frequency: the mean of the
/// periodogram over the octave around it, which errs by 2 % for noise that falls as 1/f. Bins
/// within 1.5 of any of the frequencies are left out: where a line was fitted and taken off, its
/// noise went with it. 0 where no bin is left.
[[nodiscard]] std::vector<double> density_about(std::span<const double> x, Hertz rate,
                                                std::span<const double> frequencies_hz);

/// |A|^2 of IEC 61672-1 Annex E, 1 at 1 kHz.
[[nodiscard]] double a_weighting_power(double frequency_hz);
/// The network of ITU-R BS.468-4 less 5.63 dB, which is AES17's: 1 at 2 kHz within 0.001 dB. Its
/// rms is "CCIR-RMS", not the quasi-peak reading of the recommendation.
[[nodiscard]] double ccir_rms_weighting_power(double frequency_hz);
/// That network itself, 1 at 1 kHz, with its phase.
[[nodiscard]] std::complex<double> itu_468_response(double frequency_hz);

}  // namespace ohmloop::dsp
