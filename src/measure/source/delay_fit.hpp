#pragma once

#include "measure/take/gain_table.hpp"
#include "source_fit.hpp"

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

/// Which loads of a row, lightest first, share an EMF, and the EMF of each group re the first. No
/// groups: one EMF for all.
struct EmfGroups {
    Partition group_of;
    std::vector<double> emf;
};

/// Recordings whose clocks or starts differ have delays of their own. A series source explains
/// magnitudes and phases of all tones at once with one delay for each recording and segment, and
/// one EMF for each group of loads, while gains and resistors err by no more than they may; the
/// rows come back with those delays taken off. What the
/// delays and the inductance share cannot be told apart but by the magnitudes, which are the same
/// for either sign of it: phases stay relative, and the inductance is taken as positive.
struct DelayFit {
    SeriesSource source;
    /// The source with the inductance one standard uncertainty away, everything else fitted again.
    SeriesSource other_source;
    bool inductance_stands_out = false;
    std::vector<double> delay_uncertainty_s;  ///< of each row's segment, the inductance held
    double chi_square = 0;
    int degrees_of_freedom = 0;
    /// Does such a source explain the readings, or, where loads disagree at one frequency already,
    /// how they change with it? Where not, and where they are too few, no delay is taken off.
    bool explains = false;
};
DelayFit remove_delays(std::vector<GainRow>& rows, const AnalysisSetup& setup,
                       const EmfGroups& groups = {});

}  // namespace ohmloop::measure
