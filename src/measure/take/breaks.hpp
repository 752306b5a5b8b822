#pragma once

#include "gain_track.hpp"

#include <optional>
#include <span>

namespace ohmloop::measure {

/// Where a segment's sound breaks off, or goes on displaced: what a buffer that runs empty, a bad
/// contact or a port that protects itself leave.
struct Break {
    double seconds = 0;         ///< into the segment
    double length_s = 0;        ///< for which the level is low; 0 for a mere displacement
    double frames_skipped = 0;  ///< modulo the tone's period; 0 when the phase goes on as before
};

/// Breaks in the gain of a segment: a level below its surroundings, or that steps, with nothing
/// added to explain it; a phase that steps and stays. Compression, automatic gain, wander, noise
/// and bursts of it are none. Nothing where the tone cannot be heard.
[[nodiscard]] std::vector<Break> find_breaks(std::span<const GainBlock> track);

}  // namespace ohmloop::measure
