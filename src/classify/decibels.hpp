#pragma once

#include <cmath>

namespace ohmloop::classify {

/// 20 lg of a ratio of amplitudes; minus infinity of nothing, which the typed `to_decibels`
/// refuses.
[[nodiscard]] inline double decibels(double ratio) { return 20 * std::log10(ratio); }

}  // namespace ohmloop::classify
