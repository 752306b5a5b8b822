#pragma once

namespace ohmloop::simulation {

/// Both channels of one frame (left, right; or their modes) in one vector register. Every
/// operator works lane by lane, a number beside a Pair stands for both lanes.
using Pair [[gnu::vector_size(16)]] = double;

constexpr Pair pair(double left, double right) { return Pair{left, right}; }
inline Pair swapped(Pair p) { return Pair{p[1], p[0]}; }
/// (l, r) to ((l + r)/2, (l - r)/2).
inline Pair to_modes(Pair p) { return Pair{0.5 * (p[0] + p[1]), 0.5 * (p[0] - p[1])}; }
/// The inverse of to_modes.
inline Pair from_modes(Pair p) { return Pair{p[0] + p[1], p[0] - p[1]}; }

}  // namespace ohmloop::simulation
