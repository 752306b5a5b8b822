#pragma once

#include "classify/quoter.hpp"

#include "ohmloop/result/verdict.hpp"

#include <vector>

namespace ohmloop::classify {

/// What to watch where it feeds a line input: legs of a balanced output, hum, mono plugs.
[[nodiscard]] std::vector<result::Advice> line_cautions(const PortFacts& facts,
                                                        const Capability& port,
                                                        const Quoter& quoter);

}  // namespace ohmloop::classify
