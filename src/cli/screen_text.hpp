#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace ohmloop::cli {

/// Characters of UTF-8, each of which takes a column.
[[nodiscard]] std::size_t width_of(const std::string& text);

/// Its first characters; of what a device is called nothing may move the cursor.
[[nodiscard]] std::string cut(const std::string& text, std::size_t columns);

/// What was longer ends in "…".
[[nodiscard]] std::string shortened(const std::string& text, std::size_t columns);

/// What ends at a comma, a semicolon or two blanks and fits; else whole words and "…". Half a
/// figure is a wrong one.
[[nodiscard]] std::string whole_words(const std::string& text, std::size_t columns);

/// "name, 48 kHz, full scale 1 V": the first item, shortened if need be, and of the others those
/// that fit whole.
[[nodiscard]] std::string whole_items(const std::vector<std::string>& items, std::size_t columns);

}  // namespace ohmloop::cli
