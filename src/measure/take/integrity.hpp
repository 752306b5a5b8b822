#pragma once

#include "gain_track.hpp"
#include "measure/observe/observe.hpp"

#include "ohmloop/measure/take.hpp"

#include <span>
#include <vector>

namespace ohmloop::measure {

/// Clipped input: frames in runs of three or more at digital full scale, and the lowest level
/// played while that happened.
void observe_clipping(const ObservedChannel& in, ChannelObservations& out);

/// Doubts about the tracked gain of a segment that breaks off or goes on displaced; true where it
/// does, and must not be used.
[[nodiscard]] bool doubt_breaks(const ObservedChannel& in, const signal::PlacedSegment& segment,
                                std::span<const GainBlock> track, Take& take);

/// Doubts about one take from its pilots: wandering clock, creeping gain, clicks. A doubt that
/// spoils makes the take unusable.
void doubt_integrity(const ObservedChannel& in, bool one_clock, Take& take);

/// Doubts about the channels of one take: dead, swapped, summed to mono, clipped.
void doubt_channels(Take& take);
/// Takes whose channels are swapped while others' are not compare one channel with the other: they
/// are spoiled.
void refuse_some_swapped(std::vector<Take>& takes);

/// Adds a doubt of this take; `spoils` makes it unusable.
void add_doubt(Take& take, result::Doubt doubt);

/// "left", "right".
[[nodiscard]] const char* channel_name(int channel);

}  // namespace ohmloop::measure
