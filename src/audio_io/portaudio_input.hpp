#pragma once

#include "audio_io/portaudio_library.hpp"

#include "ohmloop/device/input_stream.hpp"

#include <memory>

namespace ohmloop::audio_io {

/// Opens and starts a stream that records from `input` and plays nothing. Throws DeviceError.
[[nodiscard]] std::unique_ptr<device::InputStream> start_input_stream(
    std::shared_ptr<PortAudioLibrary> library, const ListedDevice& input,
    const device::StreamSettings& settings);

}  // namespace ohmloop::audio_io
