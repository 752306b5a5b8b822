#pragma once

#include "ohmloop/device/audio_device.hpp"
#include "ohmloop/measure/approach.hpp"
#include "ohmloop/signal/wiring.hpp"
#include "ohmloop/units/decibel.hpp"

#include <optional>
#include <vector>

namespace ohmloop::session {

/// How a port's loudest falls on the recording input.
struct InputLevel {
    /// dBFS of the recording at the loudest that may be played, or that the port gives; none where
    /// nothing was heard.
    std::optional<double> loudest_dbfs;
    bool too_strong = false;  ///< clips, or would
    /// Of a stereo jack: the input that hears next to nothing, 0 left, 1 right.
    std::optional<int> missing_channel{};

    [[nodiscard]] bool is_good() const;
    /// By how much to turn the input gain: negative down; 0 where it is good or nothing was heard.
    [[nodiscard]] Decibels turn() const;
};

/// From the steps of an approach that went up to `ceiling` or as far as it could.
[[nodiscard]] InputLevel input_level(const std::vector<measure::StepReading>& steps,
                                     signal::Wiring wiring, DbFs ceiling);

/// Plays the approach, from -60 dBFS up, with what is connected. Throws as RunningStream::exchange.
[[nodiscard]] InputLevel check_input_level(device::RunningStream& stream, signal::Wiring wiring,
                                           DbFs ceiling);

}  // namespace ohmloop::session
