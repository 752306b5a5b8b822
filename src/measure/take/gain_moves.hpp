#pragma once

#include "gain_track.hpp"

#include "ohmloop/measure/take.hpp"

#include <span>

namespace ohmloop::measure {

/// How far a channel's gain at 997 Hz moved within a take: what its quiet tones and the ramp's
/// quiet part read after one another, and what a loud tone and the ramp at its level. Nothing
/// where noise, distortion or a shared return may be why they differ.
struct GainMove {
    double quiet_db = 0;  ///< largest difference of two quiet readings, or range within one
    double loud_db = 0;   ///< the loud tone re the ramp at its level, or its own range
};
[[nodiscard]] GainMove find_gain_move(const Take& take, const ChannelObservations& seen);

/// By how much the level of a steady tone moves within its segment; 0 where noise explains it.
[[nodiscard]] double level_range_db(std::span<const GainBlock> track);

/// Names gains that moved, and says in the observations by how much.
void doubt_moved_gains(Take& take);

}  // namespace ohmloop::measure
