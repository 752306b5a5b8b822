#pragma once

#include "ohmloop/profiles/load.hpp"
#include "ohmloop/signal/wiring.hpp"

#include <string>
#include <vector>

namespace ohmloop::cli {

/// Which wire goes where between the jack and the recording input, with the place of the loads.
[[nodiscard]] std::string wiring_drawing(signal::Wiring wiring,
                                         const std::vector<profiles::Load>& loads,
                                         const std::string& output, const std::string& input);

}  // namespace ohmloop::cli
