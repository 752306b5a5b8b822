#pragma once

#include "ohmloop/classify/capability.hpp"
#include "ohmloop/profiles/populations.hpp"
#include "ohmloop/result/verdict.hpp"

#include <vector>

namespace ohmloop::classify {

/// Fills what each of the nine criteria is of this port, of a usual line output and of a usual
/// headphone output: the table people compare ports by. What was not measured says so.
void compare(std::vector<result::Criterion>& criteria, const PortFacts& facts,
             const Capability& port, const profiles::Populations& populations);

}  // namespace ohmloop::classify
