#pragma once

#include "ohmloop/measure/monitor.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace ohmloop::cli {

/// The louder channel's spectrum as bars from -140 to 0 dBFS in `rows` lines, and below them the
/// frequencies; no line wider than `columns`. Nothing where there is no room for 2 rows and 20
/// columns.
[[nodiscard]] std::vector<std::string> plot_spectrum(const measure::MonitorReading& reading,
                                                     std::size_t columns, std::size_t rows);

}  // namespace ohmloop::cli
