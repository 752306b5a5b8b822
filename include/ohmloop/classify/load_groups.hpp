#pragma once

#include "ohmloop/classify/weighing.hpp"
#include "ohmloop/result/verdict.hpp"

#include <vector>

namespace ohmloop::classify {

/// Of a port that senses its load, lightest first: the loads that get one and the same EMF, and
/// what the port is to them. Empty for others, and where its impedance is not known.
///
/// A group is judged as a port that has only these loads. Its impedance is that of all groups, and
/// speaks for none; that the port made a mode for such loads speaks for what they are: line inputs
/// from 1 kohm, headphones below.
[[nodiscard]] std::vector<result::LoadGroup> load_groups(const PortFacts& facts,
                                                         const Settings& settings);

}  // namespace ohmloop::classify
