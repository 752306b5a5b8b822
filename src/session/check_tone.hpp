#pragma once

#include "ohmloop/signal/layout.hpp"
#include "ohmloop/signal/waveform.hpp"
#include "ohmloop/signal/wiring.hpp"
#include "ohmloop/units/decibel.hpp"

#include <vector>

namespace ohmloop::session {

/// A tone as recorded re as played, in one channel; ratios of amplitudes.
struct LevelReading {
    double gain = 0;
    double noise = 0;  ///< standard uncertainty of `gain`

    [[nodiscard]] bool heard() const { return gain > 5 * noise; }
};

/// One quarter of a second of 997 Hz: long enough that noise hides less than any plug's contacts
/// change the level by, which a step of the approach is not.
[[nodiscard]] signal::Layout check_layout(signal::Rates rates, signal::Wiring wiring, DbFs level);

/// Reads its recording, a channel each; the tone's place is unknown within the recording, and the
/// recorder's clock may be off.
[[nodiscard]] std::vector<LevelReading> read_check(const signal::Recording& recording,
                                                   const signal::Layout& layout);

}  // namespace ohmloop::session
