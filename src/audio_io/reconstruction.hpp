#pragma once

#include "ohmloop/signal/waveform.hpp"

namespace ohmloop::audio_io {

/// What a converter that plays at the waveform's own rate puts out, seen at another: the signal
/// between its samples, two channels of the same duration. Flat to 0.46 of the waveform's rate.
[[nodiscard]] signal::Waveform reconstructed(const signal::Waveform& play, Hertz rate);

}  // namespace ohmloop::audio_io
