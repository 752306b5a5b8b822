#pragma once

#include "ohmloop/result/result.hpp"

#include <string>
#include <vector>

namespace ohmloop::report {

/// A row a quantity, a column a load; as many loads side by side as the page holds. Channels that
/// differ get a row each. Empty without figures of a load.
[[nodiscard]] std::vector<std::string> key_figure_table(const result::Result& result);

/// Output impedance at 997 Hz, at the other frequencies, and what else has no load.
[[nodiscard]] std::string source_paragraph(const result::Result& result);

}  // namespace ohmloop::report
