#pragma once

#include "audio_io/portaudio_library.hpp"

#include "ohmloop/device/audio_device.hpp"

#include <memory>

namespace ohmloop::audio_io {

/// Opens and starts one full-duplex stream on `device`; it plays silence between exchanges, and
/// playing and recording share one clock. Throws DeviceError.
[[nodiscard]] std::unique_ptr<device::RunningStream> start_duplex_stream(
    std::shared_ptr<PortAudioLibrary> library, const ListedDevice& device,
    const device::StreamSettings& settings);

/// Opens a stream on each of two devices. Their clocks slip, so both run only while an exchange
/// plays: between exchanges neither plays anything. Throws DeviceError.
[[nodiscard]] std::unique_ptr<device::RunningStream> open_stream_pair(
    std::shared_ptr<PortAudioLibrary> library, const ListedDevice& output,
    const ListedDevice& input, const device::StreamSettings& settings);

}  // namespace ohmloop::audio_io
