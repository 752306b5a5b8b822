#pragma once

namespace ohmloop::measure {

/// dB, half-width: what the gate about the impulse response of a sweep may do to a level. The
/// lowest frequencies' responses last longest: of the shortest sweep 0.004 dB at 20 Hz, less in
/// proportion above.
[[nodiscard]] constexpr double gated_db(double hz) { return 0.004 * 20 / hz; }

inline constexpr const char* gate_source = "gate of the sweep";

}  // namespace ohmloop::measure
