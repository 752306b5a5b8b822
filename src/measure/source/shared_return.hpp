#pragma once

#include "measure/take/gain_table.hpp"

#include "ohmloop/measure/evaluate.hpp"

#include <complex>
#include <optional>
#include <vector>

namespace ohmloop::measure {

/// As much as has been read of a shared return (a Nexus 5X: 0.46 ohm): assumed where the takes do
/// not tell.
inline constexpr double largest_return_ohm = 0.5;

/// A channel's impedance at 997 Hz with opposite drive, as two loads or more tell it; nullopt where
/// they do not.
[[nodiscard]] std::optional<std::complex<double>> source_at_reference(
    const std::vector<Take>& takes, const AnalysisSetup& setup, int channel);

/// The resistance of the return that both channels' currents share, from what a silent channel
/// shows while the other plays alone into the heaviest load: 0 = I (Zo + 1/Y + r) + r I', I = Y V.
/// Where only the silent channel was recorded, the other is taken to be like it. nullopt where
/// that was not played.
[[nodiscard]] std::optional<double> shared_return_ohm(const std::vector<Take>& takes,
                                                      const AnalysisSetup& setup);

/// Playing opposite signals the return's currents cancel only between channels of one level. What
/// is left, r (1 + I'/I) in series with the source, is taken off the gains of a row.
void remove_shared_return(GainRow& row, const std::vector<Take>& takes, const AnalysisSetup& setup,
                          int channel, double return_ohm, std::complex<double> impedance);

/// How much of the return's resistance is left in the impedance while opposite signals play:
/// |1 + I'/I| with the heaviest load, what the input's channels and the resistors may be unequal
/// by included; most of it an assumption where only this channel was recorded.
struct ReturnShare {
    double seen = 0;     ///< to be taken off
    double assumed = 0;  ///< rectangular half-width
};
[[nodiscard]] ReturnShare return_share(const GainRow& row, const std::vector<Take>& takes,
                                       const AnalysisSetup& setup, int channel);

}  // namespace ohmloop::measure
