#pragma once

#include "ohmloop/measure/alignment.hpp"
#include "ohmloop/signal/layout.hpp"

#include <complex>
#include <span>

namespace ohmloop::measure {

/// The frames of a recording that hold a segment's steady part, and the exact stimulus time of
/// the first of them.
struct SegmentCut {
    std::span<const double> samples;
    double seconds_into_segment = 0;  ///< of samples[0], on the stimulus's clock
};

/// Empty samples when the segment is not wholly inside `x`.
[[nodiscard]] SegmentCut cut_steady(std::span<const double> x, const signal::Layout& layout,
                                    const signal::PlacedSegment& segment,
                                    const Alignment& alignment);

/// The played tone as a phasor (peak, cosine reference) at `seconds_into_segment`.
[[nodiscard]] std::complex<double> played_phasor(const signal::Tone& tone, double seconds,
                                                 double drive_sign);

/// The tone of a segment nearest 997 Hz; nullptr for other segments, and of tones whose products or
/// neighbours lie too near to follow one by itself.
[[nodiscard]] const signal::Tone* reference_tone_of(const signal::SegmentSpec& spec);

}  // namespace ohmloop::measure
