#pragma once

#include "cli/monitor_text.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace ohmloop::cli {

/// What a terminal shows.
struct Window {
    std::size_t columns = 80;
    std::size_t rows = 24;
    bool colour = false;

    bool operator==(const Window&) const = default;
};

/// One update on a terminal: bars, figures of both channels and, where there is room, a spectrum;
/// in lines no wider than the window, and one less than it has rows. Trouble is red in colour.
[[nodiscard]] std::vector<std::string> monitor_block(const measure::MonitorReading& reading,
                                                     const MonitoredInput& input,
                                                     const Window& window);

}  // namespace ohmloop::cli
