#pragma once

#include "ohmloop/measure/alignment.hpp"
#include "ohmloop/measure/take.hpp"

#include <vector>

namespace ohmloop::measure {

/// Where a recording's sound breaks off or goes on displaced between its markers.
struct SoundBreak {
    int channel = 0;         ///< output channel: 0 left, 1 right
    double seconds = 0;      ///< into the layout
    bool displaced = false;  ///< its phase goes on elsewhere: samples were lost or repeated
};

/// All of a recording whose alignment is known, channel by channel: of tones, ramp and sweep, as
/// far as they can be heard.
[[nodiscard]] std::vector<SoundBreak> find_sound_breaks(const RawTake& raw,
                                                        const Alignment& alignment);

/// True where all of `later`'s are within 50 ms of one of `earlier`'s in their channel: of two
/// recordings, so much the port's own doing and not the host's.
[[nodiscard]] bool at_the_same_places(const std::vector<SoundBreak>& earlier,
                                      const std::vector<SoundBreak>& later);

}  // namespace ohmloop::measure
