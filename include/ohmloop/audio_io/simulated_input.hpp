#pragma once

#include "ohmloop/audio_io/simulated_device.hpp"
#include "ohmloop/device/input_stream.hpp"
#include "ohmloop/units/decibel.hpp"
#include "ohmloop/units/quantity.hpp"

#include <memory>

namespace ohmloop::audio_io {

/// What a simulated port plays while somebody listens: the same on both channels.
struct PlayedTone {
    Hertz frequency{997};
    DbFs level{-20};
};

/// The card of a simulated bench, heard while its port plays a tone without end; in real time, and
/// without gaps whenever it is read. Not while a stream of the same bench is in use.
[[nodiscard]] std::unique_ptr<device::InputStream> make_simulated_input(const SimulatedBench& bench,
                                                                        const PlayedTone& tone);

}  // namespace ohmloop::audio_io
