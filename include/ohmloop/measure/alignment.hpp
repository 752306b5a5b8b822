#pragma once

#include "ohmloop/signal/layout.hpp"
#include "ohmloop/signal/waveform.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace ohmloop::measure {

/// Where a layout stands in a recording: stimulus frame m is recorded frame
/// start + m * stretch; stretch - 1 is the clock offset, positive when the recorder runs fast.
struct Alignment {
    double start = 0;
    double stretch = 1;
    double stretch_uncertainty = 0;  ///< standard
    int polarity = 1;                ///< of the louder channel at the start marker
    double score = 0;                ///< normalized correlation of the sync chirp, 0..1

    [[nodiscard]] double clock_offset_ppm() const { return (stretch - 1) * 1e6; }
    [[nodiscard]] double frame_of(double stimulus_frame) const {
        return start + stimulus_frame * stretch;
    }
};

/// Why a recording could not be aligned.
enum class AlignmentFault {
    none,
    no_signal,       ///< nothing above the noise
    no_marker,       ///< signal, but no marker word
    foreign_marker,  ///< a valid number that is not this layout's
    rate_swap,       ///< markers and tones stretched by a ratio of sample rates
    clock_off,       ///< stretched more than clocks differ, by no such ratio
    clock_wanders,   ///< the offset between the clocks changes within the take
    lost_samples,    ///< end marker not where the clocks put it
    several_plays,   ///< whole more than once, at different levels
    truncated        ///< starts or ends inside the layout
};

struct AlignmentResult {
    Alignment alignment;
    AlignmentFault fault = AlignmentFault::none;
    std::string text;                     ///< one sentence when fault is not none
    std::optional<std::uint16_t> number;  ///< the number read
    int plays = 1;  ///< times the recording holds the layout whole; the first is aligned
};

/// Finds the first and the last marker of `layout` in the loudest channel, reads their number,
/// and works out start and stretch (offsets to +-1000 ppm; larger ones are named).
[[nodiscard]] AlignmentResult align(const signal::Recording& recording,
                                    const signal::Layout& layout);

/// The number a layout's markers carry; nullopt without markers.
[[nodiscard]] std::optional<std::uint16_t> layout_marker_number(const signal::Layout& layout);

/// The first readable marker of a recording, whatever the layout and at whatever speed.
struct MarkerReading {
    std::uint16_t number = 0;
    double stretch = 1;  ///< recorded frames for each of the stimulus made at the recording's rate
};
[[nodiscard]] std::optional<MarkerReading> read_marker(const signal::Recording& recording);

}  // namespace ohmloop::measure
