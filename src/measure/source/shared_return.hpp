#pragma once

#include "measure/take/gain_table.hpp"

#include "ohmloop/measure/evaluate.hpp"

#include <complex>
#include <optional>

namespace ohmloop::measure {

/// The resistance of the return that both channels' currents share, from what a silent channel
/// shows while the other plays alone into the heaviest load: 0 = V2 (1 + Y Zo + Y r) + r Y V1.
/// `impedance` is the silent channel's own near 997 Hz. nullopt where that was not played.
[[nodiscard]] std::optional<double> shared_return_ohm(const GainTable& table,
                                                      const AnalysisSetup& setup, int channel,
                                                      std::complex<double> impedance);

/// Playing opposite signals the return's currents cancel only between channels of one level. What
/// is left, r (1 + V2/V1) in series with the source, is taken off the gains of a row.
void remove_shared_return(GainRow& row, const GainTable& table, const AnalysisSetup& setup,
                          int channel, double return_ohm, std::complex<double> impedance);

}  // namespace ohmloop::measure
