#pragma once

#include "measure/take/gain_table.hpp"

#include "ohmloop/measure/evaluate.hpp"

#include <vector>

namespace ohmloop::measure {

/// A source as resistance, capacitance and inductance in series; reactances at 997 Hz, ohms,
/// both counted positive: Z = R + j (x_l f/f0 - x_c f0/f).
struct SeriesSource {
    double resistance = 0;
    double capacitive = 0;
    double inductive = 0;

    [[nodiscard]] std::complex<double> impedance(double frequency_hz) const;
};

/// Admittance of a load across the jack with the input in parallel, siemens.
[[nodiscard]] std::complex<double> admittance(const profiles::Load& load, const InputModel& input,
                                              double frequency_hz);

/// Recordings whose clocks or starts differ have delays of their own. A series source explains
/// magnitudes and phases of all tones at once with one delay for each recording and segment; the
/// rows come back with those delays taken off. What the delays and the inductance share cannot be
/// told apart but by the magnitudes, so phases stay relative.
struct DelayFit {
    SeriesSource source;
    /// Reactance at 997 Hz, ohms, standard: what an inductance may hide behind the delays.
    double hidden_inductive = 0;
    bool inductance_stands_out = false;
    std::vector<double> delay_uncertainty_s;  ///< of each row's segment, the inductance held
    double chi_square = 0;
    int degrees_of_freedom = 0;
    bool converged = false;
};
DelayFit remove_delays(std::vector<GainRow>& rows, const InputModel& input);

}  // namespace ohmloop::measure
