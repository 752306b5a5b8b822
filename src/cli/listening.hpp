#pragma once

#include "ohmloop/device/input_stream.hpp"
#include "ohmloop/measure/monitor.hpp"
#include "ohmloop/units/quantity.hpp"

#include <functional>
#include <optional>

namespace ohmloop::cli {

struct Listening {
    Seconds every{0.1};               ///< between two updates
    std::optional<Seconds> duration;  ///< none: until somebody ends it
    /// Before, a tone climbs: of no second that began earlier anything but levels is told.
    Seconds steady_from{0};
};

/// Listens and shows each update, the last one when the duration ends. `show` returns whether
/// anybody still looks. Throws what the stream throws.
void listen(device::InputStream& input, const Listening& listening,
            const measure::MonitorSettings& settings,
            const std::function<bool(const measure::MonitorReading&)>& show);

}  // namespace ohmloop::cli
