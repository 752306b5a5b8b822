#pragma once

#include "ohmloop/signal/rates.hpp"
#include "ohmloop/signal/segment_spec.hpp"
#include "ohmloop/signal/waveform.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace ohmloop::signal {

/// A segment at its place: it sounds in [start, start + length) and is steady in
/// [steady_start, steady_start + steady_length); frames at the layout's rate.
struct PlacedSegment {
    SegmentSpec spec;
    std::size_t start = 0;
    std::size_t length = 0;
    std::size_t steady_start = 0;
    std::size_t steady_length = 0;
};

/// Segments one behind the other, counted in frames of what is to record them.
struct Layout {
    Hertz rate;
    std::vector<PlacedSegment> segments;
    std::size_t frames = 0;
    std::optional<Hertz> play_rate = {};  ///< where it is played at another

    [[nodiscard]] Rates rates() const { return {rate, play_rate.value_or(rate)}; }
};

/// Places `specs` one behind the other, each with its settling, steady part and closing fade,
/// `gap` of digital zero between them.
[[nodiscard]] Layout place(Rates rates, const std::vector<SegmentSpec>& specs,
                           Seconds gap = Seconds(0.01));

/// The stimulus of one segment at `t` seconds after its start, before the channel's drive sign;
/// 0 outside. Defined for every real t, so that a reference can be made at a recorder's clock.
[[nodiscard]] double value_at(const SegmentSpec& spec, double t);

/// +1, -1 or 0: the factor of channel 0 (left) or 1 (right) under a drive.
[[nodiscard]] double drive_sign(Drive drive, int channel);

/// Two channels at the rate of playing, full scale = 1: the stimulus at the times of the player's
/// frames, so that no resampling stands between, whatever the recorder's rate.
[[nodiscard]] Waveform render(const Layout& layout);

/// Length of a spec as played: settle + steady + closing fade.
[[nodiscard]] Seconds duration(const SegmentSpec& spec);

}  // namespace ohmloop::signal
