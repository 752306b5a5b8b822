#pragma once

#include "ohmloop/units/quantity.hpp"

#include <cstdint>
#include <vector>

namespace ohmloop::signal {

/// A marker is a train of linear chirps between 1 and 8 kHz, -20 dBFS by design of its caller:
/// one long sync chirp (up), then one short chirp for each bit of the number and its check bits,
/// rising for 1 and falling for 0, most significant first. Below 0.45 of every rate from 32 kHz.
struct MarkerShape {
    static constexpr double low_hz = 1000;
    static constexpr double high_hz = 8000;
    static constexpr double sync_s = 0.050;
    static constexpr double gap_s = 0.004;
    static constexpr double bit_s = 0.006;
    static constexpr int number_bits = 16;
    static constexpr int check_bits = 8;
};

/// Whole length of a marker.
[[nodiscard]] Seconds marker_duration();
/// Its waveform at t seconds after its start, peak 1; 0 outside.
[[nodiscard]] double marker_value(std::uint16_t number, double t);
/// The sync chirp alone, for correlation.
[[nodiscard]] double sync_value(double t);
/// One bit's chirp alone, t from its own start.
[[nodiscard]] double bit_value(bool rising, double t);
/// Start of bit `index` (0 = most significant of the number; check bits follow) in the marker.
[[nodiscard]] double bit_start_s(int index);
/// CRC-8 (polynomial 0x07) over the two bytes of the number.
[[nodiscard]] std::uint8_t marker_check(std::uint16_t number);

}  // namespace ohmloop::signal
