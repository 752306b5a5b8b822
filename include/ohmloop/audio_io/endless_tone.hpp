#pragma once

#include "ohmloop/signal/waveform.hpp"
#include "ohmloop/units/decibel.hpp"
#include "ohmloop/units/quantity.hpp"

#include <cstddef>

namespace ohmloop::audio_io {

/// What is played while somebody listens: the same on both channels.
struct PlayedTone {
    Hertz frequency{997};
    DbFs level{-20};
};

/// A waveform that is played once and then from `repeat_from` on again and again.
struct EndlessPlay {
    signal::Waveform waveform;
    std::size_t repeat_from = 0;
};

/// A tone that starts at -60 dBFS, or at its level where that is lower, and climbs by 20 dB a
/// second: time to take the headphones off, or to press Ctrl-C. A whole number of hertz, so that
/// the second that is repeated joins itself.
[[nodiscard]] EndlessPlay climbing_tone(const PlayedTone& tone, Hertz rate);

}  // namespace ohmloop::audio_io
