#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ohmloop::cli {

/// A control of a sound card's mixer and how it stands.
struct MixerControl {
    std::string name;
    std::string state;  ///< as `amixer` writes it: "on", "off", "65%", an item's name
};

/// Those controls in the output of `amixer scontents` that are switched on and may change a level
/// between two readings or bend a response: automatic gain, dynamics, boosts, tone controls,
/// echo and noise cancelling.
[[nodiscard]] std::vector<MixerControl> spoiling_controls(std::string_view listing);

}  // namespace ohmloop::cli
