#pragma once

#include "ohmloop/audio_io/endless_tone.hpp"
#include "ohmloop/audio_io/simulated_device.hpp"
#include "ohmloop/device/input_stream.hpp"

#include <memory>

namespace ohmloop::audio_io {

/// The card of a simulated bench, heard while its port plays a tone without end; in real time, and
/// without gaps whenever it is read. Not while a stream of the same bench is in use.
[[nodiscard]] std::unique_ptr<device::InputStream> make_simulated_input(const SimulatedBench& bench,
                                                                        const PlayedTone& tone);

}  // namespace ohmloop::audio_io
