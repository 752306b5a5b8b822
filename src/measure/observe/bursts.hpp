#pragma once

#include "separation.hpp"

#include <span>
#include <vector>

namespace ohmloop::measure {

/// Share of a residual's power that lies in moments of 20 ms which stand out of it: clicks, bursts.
[[nodiscard]] double click_share_of(std::span<const double> residual, double rate);

/// By how much moments that stand out a hundredfold moved each tone of a record, peak amplitude:
/// what their residual holds at the tone's frequency. A tone that breaks off for a moment leaves
/// itself in the residual there. 0 where nothing stands out.
[[nodiscard]] std::vector<double> moved_by_bursts(const Separation& parts);

}  // namespace ohmloop::measure
