#pragma once

#include "classify/quoter.hpp"

#include "ohmloop/result/verdict.hpp"

#include <vector>

namespace ohmloop::classify {

/// Can it be used as a line out? What line inputs get and lose, the volume to set for them, noise
/// and distortion so set, and what to watch.
[[nodiscard]] std::vector<result::Advice> line_advice(const PortFacts& facts,
                                                      const Capability& port, const Quoter& quoter);

}  // namespace ohmloop::classify
