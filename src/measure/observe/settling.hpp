#pragma once

#include "ohmloop/dsp/tone_fit.hpp"
#include "ohmloop/units/quantity.hpp"

#include <span>
#include <vector>

namespace ohmloop::measure {

/// The slow part of a record: an offset, a drift, and charges that coupling capacitors give off.
/// A port with even harmonics makes direct voltage in step with its level; AC coupling turns each
/// step into a decay that outlasts any affordable settling time and, unremoved, reads as
/// distortion. Least squares on a straight line and decays of 30 ms to 1 s, an octave apart, which
/// leave less than 2e-3 of any decay between; 50 and 60 Hz stand beside them and stay.
[[nodiscard]] std::vector<double> settling_of(std::span<const double> x, Hertz rate);

/// A record of steady tones without its slow part, and the tones.
struct SettledTones {
    std::vector<double> samples;
    dsp::ToneFit fit;
};

/// Tones and decays are not quite orthogonal, so each is fitted to what the other leaves. A slow
/// part no larger than noise has in so few columns stays.
[[nodiscard]] SettledTones fit_settled(std::span<const double> x, Hertz rate,
                                       const std::vector<double>& frequencies_hz);

}  // namespace ohmloop::measure
