#pragma once

#include "ohmloop/units/quantity.hpp"

#include <complex>
#include <span>
#include <vector>

namespace ohmloop::dsp {

/// The transfer function between a reference (the stimulus as rendered at the recorder's clock,
/// at its place in the record) and a recording of equal length, by regularised spectral division,
/// gated to [-pre, +post] around the reference's time so that harmonic responses (which lead) and
/// late noise stay out. Offset and drift slower than about 6 Hz are taken out. Values at the asked
/// frequencies, each inside the sweep's band. Errs below 0.004 dB from 20 Hz for a sweep from 10 Hz
/// of 3 s and more through coupling capacitors of 0.5 Hz and up.
struct SweepResponse {
    std::vector<double> frequency_hz;
    std::vector<std::complex<double>> response;
    std::vector<double> relative_uncertainty;  ///< standard, of |response|, from the noise
};

struct SweepGate {
    Seconds pre{0.05};
    Seconds post{0.5};
};

[[nodiscard]] SweepResponse sweep_response(std::span<const double> recorded,
                                           std::span<const double> reference, Hertz rate,
                                           std::span<const double> frequencies_hz,
                                           const SweepGate& gate = {});

}  // namespace ohmloop::dsp
