#pragma once

#include "ohmloop/classify/evidence.hpp"
#include "ohmloop/result/verdict.hpp"

#include <vector>

namespace ohmloop::classify {

/// The nine criteria in the interface's order, each with what was measured or "not measured: why",
/// the class it points to and how strongly, and beside what line and headphone outputs usually are.
/// What each adds to the odds is put in from contributions(...), which needs the priors.
[[nodiscard]] std::vector<result::Criterion> criteria(const PortFacts& facts,
                                                      const Capability& port,
                                                      const std::vector<Evidence>& evidence,
                                                      const profiles::Populations& populations);

}  // namespace ohmloop::classify
