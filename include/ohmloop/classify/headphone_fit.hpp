#pragma once

#include "ohmloop/classify/source_curve.hpp"
#include "ohmloop/profiles/headphone.hpp"
#include "ohmloop/result/verdict.hpp"

#include <optional>

namespace ohmloop::classify {

/// What drives a headphone; absent what is not known.
struct HeadphoneDrive {
    SourceCurve impedance;
    bool impedance_is_bound = false;  ///< the impedance is at most this, possibly nothing
    double impedance_uncertainty_ohm = 0;
    std::optional<double> emf_v = {};  ///< largest clean sine without load, rms
    /// Not known whether it is `emf_v` or as little as this, or yet another between two modes of a
    /// port that senses its load.
    std::optional<double> least_emf_v = {};
    double emf_uncertainty_db = 0;
    bool emf_is_bound = false;             ///< at least so much
    double overdrive_db = 0;               ///< how much more, distorted, full level drives it with
    std::optional<double> current_a = {};  ///< rms; the limit, or reached clean without one
    bool current_is_limit = false;
    bool current_is_untried = false;  ///< full level draws more than was seen: it may give less
    std::optional<double> coupling_farads = {};
};

/// Music's peaks stand this far above its average, dB.
inline constexpr double music_peak_db = 15;

/// What a headphone gets from a source, all by Ohm's law, V = EMF Z/(Z + Zo):
/// - clean peak SPL: S + 20 lg(V/1 V) of the largest clean sine at 1 kHz, cut at the current limit,
///   with half-width from sensitivity, level and source impedance in quadrature; its power I^2 Re
///   Z;
/// - headroom of music over 85 and 100 dB average, its peaks 15 dB above that;
/// - damping: nominal |Z| over |Zo| at 1 kHz, and the least |Z| over |Zo| where it lies;
/// - response change: 20 lg|Z/(Z + Zo)| from 20 Hz to 20 kHz, greatest less smallest, and the
///   frequency farthest from 1 kHz; of a headphone known by its nominal impedance only it is at
///   most the greatest 20 lg|1 + Zo/Z| at 80 % of that, or where
///   its minimum is given at that, and of balanced armatures not known;
/// - bass corner: the highest frequency where the coupling capacitor's reactance equals |Z + R|;
/// - current margin: the limit over what full level would draw where |Z + Zo| is least;
/// - rating of music at full level, in whole decibels, with what full level overdrives it: unsafe
///   from 95 dB average, loud from 85, enough from 75, quiet below. It is no test to EN 50332. 85
///   dB is taken for safe over a working day; every 3 dB more halve the time: 48 minutes at 95 dB.
/// Between two modes the peak is the middle of both, its uncertainty reaches either, the rating is
/// at least that of the larger, and power and current margin are not known.
/// Where the current was not tried, loudness and power are at most so much, and where the EMF is a
/// bound as well, at least what the current seen gives. Figures that stand on a bound are among the
/// result's lower or upper bounds.
[[nodiscard]] result::HeadphoneFit headphone_fit(const HeadphoneDrive& drive,
                                                 const profiles::Headphone& headphone);

}  // namespace ohmloop::classify
