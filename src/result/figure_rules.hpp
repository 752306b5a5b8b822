#pragma once

#include "ohmloop/result/figure.hpp"

#include <optional>
#include <string>

namespace ohmloop::result {

/// What is wrong with a figure beyond its types: a quantity, unit, channel, drive or weighting no
/// result of this version has, a value against its kind or outside its interval, a magnitude below
/// zero. Empty: nothing. One sentence, without a place.
[[nodiscard]] std::optional<std::string> fault_of(const Figure& figure);

/// left, right, a pair left>right, or channel3 and on of a recording that has them.
[[nodiscard]] bool is_channel(const std::string& word);

}  // namespace ohmloop::result
