#pragma once

#include "ohmloop/result/result.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace ohmloop::report {

/// A row a quantity, a column a load; as many loads side by side as `width` columns hold. Channels
/// that differ get a row each. Empty without figures of a load.
[[nodiscard]] std::vector<std::string> key_figure_table(const result::Result& result,
                                                        std::size_t width);

/// Output impedance at 997 Hz, at the other frequencies, and what else has no load; on a page of
/// `width` columns.
[[nodiscard]] std::string source_paragraph(const result::Result& result, std::size_t width);

}  // namespace ohmloop::report
