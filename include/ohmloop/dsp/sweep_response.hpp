#pragma once

#include "ohmloop/units/quantity.hpp"

#include <complex>
#include <span>
#include <vector>

namespace ohmloop::dsp {

/// The transfer function between a reference (the stimulus as rendered at the recorder's clock,
/// at its place in the record) and a recording of equal length, by regularised spectral division,
/// gated to [-pre, +post] around the reference's time so that harmonic responses (which lead) and
/// late noise stay out. Values at the asked frequencies, each inside the sweep's band and above the
/// gate's pass frequency.
struct SweepResponse {
    std::vector<double> frequency_hz;
    std::vector<std::complex<double>> response;
    std::vector<double> relative_uncertainty;  ///< standard, of |response|, from the noise
};

/// What is kept of the impulse response, and of the band: nothing below `stop`, all above `pass`.
/// `pre` stays short of the second harmonic's lead, L ln 2.
struct SweepGate {
    Seconds pre{0.25};
    Seconds post{0.5};
    Hertz stop{4};
    Hertz pass{14};
};

[[nodiscard]] SweepResponse sweep_response(std::span<const double> recorded,
                                           std::span<const double> reference, Hertz rate,
                                           std::span<const double> frequencies_hz,
                                           const SweepGate& gate = {});

/// Harmonics of one order along a synchronised sweep x = A sin(2 pi f1 L exp(t/L)), f1 L whole: the
/// response of order n leads the linear one by L ln n and is cut out there, half of the way to its
/// neighbours to each side, flat in the middle (Novak, Lotton, Simon, JAES 63(10), 2015).
struct SweepHarmonic {
    std::vector<double> frequency_hz;  ///< of the fundamental; the harmonic's is n times that
    /// The harmonic over the fundamental, its phase phi_n - n phi_1 for a sine: the mean over a
    /// twelfth of an octave, less what noise adds to its power.
    std::vector<std::complex<double>> ratio;
    std::vector<double> uncertainty;  ///< standard, of |ratio|, from the noise
};

/// Which harmonics: `order` 2 to 10. Each frequency times `order` lies above 20 Hz and, with its
/// twelfth of an octave, inside the sweep's band.
struct SweepOrder {
    int order = 2;
    std::vector<double> frequencies_hz;
};

/// One for each that is asked, from one division of the spectra. `constant`: L.
[[nodiscard]] std::vector<SweepHarmonic> sweep_harmonics(std::span<const double> recorded,
                                                         std::span<const double> reference,
                                                         Hertz rate, Seconds constant,
                                                         std::span<const SweepOrder> asked);

}  // namespace ohmloop::dsp
