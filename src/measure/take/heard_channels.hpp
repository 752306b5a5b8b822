#pragma once

#include "measure/observe/observe.hpp"

#include "ohmloop/measure/take.hpp"

#include <vector>

namespace ohmloop::measure {

/// The recorded channels that answer one that is driven: one recorded channel answers the first
/// driven one; of two, each answers its own side. `raw` and `alignment` must outlive them.
[[nodiscard]] std::vector<ObservedChannel> heard_channels(const RawTake& raw,
                                                          const Alignment& alignment);

}  // namespace ohmloop::measure
