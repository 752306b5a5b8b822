#pragma once

#include <complex>
#include <span>
#include <vector>

#include "ohmloop/units/quantity.hpp"

namespace ohmloop::dsp {

/// The transfer function between a reference (the stimulus as rendered at the recorder's clock,
/// at its place in the record) and a recording of equal length, by regularised spectral division,
/// gated to [-pre, +post] around the reference's time so that harmonic responses (which lead) and
/// late noise stay out. Values at the asked frequencies, each inside the sweep's band.
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
