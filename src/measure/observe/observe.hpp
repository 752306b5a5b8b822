#pragma once

#include "ohmloop/measure/alignment.hpp"
#include "ohmloop/measure/observations.hpp"
#include "ohmloop/signal/layout.hpp"

#include <span>

namespace ohmloop::measure {

/// One channel of a recording being observed.
struct ObservedChannel {
    std::span<const double> samples;
    const signal::Layout& layout;
    const Alignment& alignment;
    int channel = 0;  ///< output channel it answers: 0 left, 1 right
};

// Each reads one placed segment; segments that are not wholly inside the record read nothing.
void observe_tones(const ObservedChannel& in, const signal::PlacedSegment& segment,
                   ChannelObservations& out);
void observe_ramp(const ObservedChannel& in, const signal::PlacedSegment& segment,
                  ChannelObservations& out);
void observe_noise(const ObservedChannel& in, const signal::PlacedSegment& segment,
                   ChannelObservations& out);
void observe_sweep(const ObservedChannel& in, const signal::PlacedSegment& segment,
                   ChannelObservations& out);

/// True for the near-silence of the noise measurement: one tone at -90 dBFS or below.
[[nodiscard]] bool is_near_silence(const signal::SegmentSpec& spec);

}  // namespace ohmloop::measure
