#pragma once

#include "ohmloop/measure/alignment.hpp"
#include "ohmloop/signal/layout.hpp"

#include <complex>
#include <span>
#include <vector>

namespace ohmloop::measure {

/// Some ten milliseconds of a segment, at least four periods, under a Hann window.
struct GainBlock {
    double seconds = 0;         ///< of its centre into the segment, on the stimulus's clock
    std::complex<double> gain;  ///< recorded over played, at the frequency played there
    double played = 0;          ///< peak amplitude
    /// Mean square over that of `played`, slow tones taken out: falls with a tone that breaks off,
    /// rises with what is added to it.
    double power = 0;
    double radians_per_frame = 0;
};

/// Blocks half over one another through the steady part of a segment: of its tone nearest 997 Hz,
/// of a ramp, of a sweep at full level. Empty where the channel is not driven, for other segments,
/// where the record does not hold the segment, and below a few steps of the converter.
[[nodiscard]] std::vector<GainBlock> track_gain(std::span<const double> x,
                                                const signal::Layout& layout,
                                                const signal::PlacedSegment& segment,
                                                const Alignment& alignment, int channel);

}  // namespace ohmloop::measure
