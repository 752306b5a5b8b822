#pragma once

#include "harmonic_power.hpp"
#include "noise_power.hpp"

namespace ohmloop::measure {

/// What THD+N is made of.
struct Parts {
    Harmonics harmonics;
    PortShare port;  ///< of the harmonics
    NoisePower noise;
};

[[nodiscard]] Whole whole_of(const Parts& parts);

/// Why THD+N is no more than a bound; nullptr where it is a figure. An input nobody declared makes
/// none of it: its reading says much all the same, and its interval how little of it is sure.
[[nodiscard]] const char* hidden_by(const Parts& parts, const Whole& whole,
                                    const InputModel& input);

/// Whether the input's noise is in it, as its conditions say it.
void say_of_noise(result::Figure& figure, const Parts& parts);

/// THD+N re fundamental. A bound where the input's noise or distortion rules what is left.
/// `least`: as of ratio_figure.
[[nodiscard]] result::Figure thd_n_of(const result::FigureKey& key, const Parts& parts,
                                      double fundamental_rms, double least,
                                      const InputModel& input);

}  // namespace ohmloop::measure
