#pragma once

#include "ohmloop/result/verdict.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace ohmloop::report {

/// What line inputs get: a line of headings and one an input, with its level re each nominal one;
/// then the same of headphones, a column a load. Empty where nothing is known.
[[nodiscard]] std::vector<std::string> line_input_table(const result::CapabilityGrid& grid,
                                                        std::size_t width);
[[nodiscard]] std::vector<std::string> headphone_load_table(const result::CapabilityGrid& grid,
                                                            std::size_t width);
/// "10 kΩ: 1.98 V; 32 Ω: 1.95 V, 119 mW, 60.9 mA" of the first line input and, of headphones,
/// 32 and 300 ohm; empty where no level is known.
[[nodiscard]] std::string capability_line(const result::CapabilityGrid& grid);

}  // namespace ohmloop::report
