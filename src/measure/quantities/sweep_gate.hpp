#pragma once

#include "ohmloop/result/figure.hpp"

namespace ohmloop::measure {

/// dB, half-width: what the gate about the impulse response of a sweep may do to a level. The
/// lowest frequencies' responses last longest: of the shortest sweep 0.004 dB at 20 Hz, less in
/// proportion above.
[[nodiscard]] constexpr double gated_db(double hz) { return 0.004 * 20 / hz; }

inline constexpr const char* gate_source = "gate of the sweep";

/// The gate does the same in every run, mostly less than its bound: the truth lies inside more
/// often than in 95 of 100.
inline void say_gated(result::Figure& figure) {
    figure.conditions["interval"] = "conservative: the gate of the sweep is bounded, not drawn";
}

}  // namespace ohmloop::measure
