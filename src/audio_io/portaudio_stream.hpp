#pragma once

#include "audio_io/portaudio_library.hpp"

#include "ohmloop/device/audio_device.hpp"

#include <memory>

namespace ohmloop::audio_io {

/// Opens and starts one full-duplex stream on `device`; it plays silence. Throws DeviceError.
[[nodiscard]] std::unique_ptr<device::RunningStream> start_portaudio_stream(
    std::shared_ptr<PortAudioLibrary> library, const ListedDevice& device,
    const device::StreamSettings& settings);

}  // namespace ohmloop::audio_io
