#pragma once

#include "ohmloop/dsp/tone_fit.hpp"

#include <vector>

namespace ohmloop::measure {

/// Takes out of a fit's residual what the first tone's phase leaves there when it moves slower than
/// 40 Hz: two clocks do that, and the notch of an analyzer (AES17 5.2.8) hides it. Only where the
/// phase moves clearly more than the level does, so that noise, hum and distortion stay.
void take_off_slow_phase(std::vector<double>& residual, const dsp::ToneFit& fit);

}  // namespace ohmloop::measure
