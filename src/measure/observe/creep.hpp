#pragma once

#include "ohmloop/dsp/tone_fit.hpp"

#include <vector>

namespace ohmloop::measure {

/// Takes out of a fit's residual what the first tone leaves there when its level runs up or down in
/// a straight line: a gain that drifts, which is neither distortion nor noise, and which the notch
/// of an analyzer hides. One value of thousands, so that noise loses nothing.
void take_off_creep(std::vector<double>& residual, const dsp::ToneFit& fit);

}  // namespace ohmloop::measure
