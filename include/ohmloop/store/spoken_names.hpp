#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ohmloop::store {

// File names of makers' models, "sennheiser-hd-600", as people type them: "HD 600", "hd600".
// Only letters and digits count, and a name's parts begin and end at its dashes and between
// letters and digits.

/// The names whose last parts are what was typed ("hd 600" is "sennheiser-hd-600", not
/// "sennheiser-hd-600-s"); if none, those that hold it in their midst ("dt 770").
[[nodiscard]] std::vector<std::string> names_meant(std::string_view typed,
                                                   std::span<const std::string> names);

/// The names nearest to what was typed, with or without the maker, best first, at most three.
[[nodiscard]] std::vector<std::string> names_resembling(std::string_view typed,
                                                        std::span<const std::string> names);

}  // namespace ohmloop::store
