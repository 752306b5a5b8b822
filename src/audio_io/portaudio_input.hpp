#pragma once

#include "audio_io/portaudio_library.hpp"

#include "ohmloop/audio_io/endless_tone.hpp"
#include "ohmloop/device/input_stream.hpp"

#include <memory>

namespace ohmloop::audio_io {

/// Opens and starts a stream that records from `input` and plays nothing. Throws DeviceError.
[[nodiscard]] std::unique_ptr<device::InputStream> start_input_stream(
    std::shared_ptr<PortAudioLibrary> library, const ListedDevice& input,
    const device::StreamSettings& settings);

/// The same while `play` sounds on `output`, which may be the same device: in one stream then, else
/// in two. It is faded out when the stream is destroyed and on request_stop; what mutes it (an
/// input beyond its limit, a reader that stays away for half a second) is a DeviceError of read().
[[nodiscard]] std::unique_ptr<device::InputStream> start_playing_input_stream(
    std::shared_ptr<PortAudioLibrary> library, const ListedDevice& output,
    const ListedDevice& input, const device::StreamSettings& settings, const EndlessPlay& play);

}  // namespace ohmloop::audio_io
