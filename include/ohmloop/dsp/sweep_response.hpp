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

}  // namespace ohmloop::dsp
