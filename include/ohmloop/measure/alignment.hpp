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
    rate_swap,       ///< markers stretched by a ratio of sample rates
    clock_wanders,   ///< the offset between the clocks changes within the take
    lost_samples,    ///< end marker not where the clocks put it
    truncated        ///< starts or ends inside the layout
};

struct AlignmentResult {
    Alignment alignment;
    AlignmentFault fault = AlignmentFault::none;
    std::string text;                     ///< one sentence when fault is not none
    std::optional<std::uint16_t> number;  ///< the number read
};

/// Finds the first and the last marker of `layout` in the loudest channel, reads their number,
/// and works out start and stretch (offsets to +-1000 ppm).
[[nodiscard]] AlignmentResult align(const signal::Recording& recording,
                                    const signal::Layout& layout);

/// The number a layout's markers carry; nullopt without markers.
[[nodiscard]] std::optional<std::uint16_t> layout_marker_number(const signal::Layout& layout);

/// The number of the first readable marker, whatever the layout; nullopt when there is none.
[[nodiscard]] std::optional<std::uint16_t> read_marker_number(const signal::Recording& recording);

}  // namespace ohmloop::measure
