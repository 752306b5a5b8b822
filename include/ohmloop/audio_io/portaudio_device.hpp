#pragma once

#include "ohmloop/audio_io/endless_tone.hpp"
#include "ohmloop/audio_io/host_messages.hpp"
#include "ohmloop/device/audio_device.hpp"
#include "ohmloop/device/input_stream.hpp"

#include <memory>
#include <string>
#include <vector>

namespace ohmloop::audio_io {

/// A device as PortAudio lists it; `index` is what a user may type instead of the name.
struct ListedDevice {
    int index = 0;
    device::DeviceInfo info;
};

/// All devices of all host APIs, in PortAudio's order; the list is made anew each time unless a
/// device is open. `host_api` as in DeviceChoice. Throws DeviceError when the audio system cannot
/// be asked, or no device is of that host API.
[[nodiscard]] std::vector<ListedDevice> list_devices(HostMessageEcho echo = HostMessageEcho::hidden,
                                                     const std::string& host_api = "");

/// Which device, as the user wrote it: an index, the exact name, or a part of one name only,
/// capitals ignored. One of the two empty: the other's; both empty: the host's default.
struct DeviceChoice {
    std::string output;
    std::string input;
    std::string host_api;  ///< empty: any; else its name or a part of it
    HostMessageEcho echo = HostMessageEcho::hidden;
};

/// The entry `name` means. Throws DeviceError: none (with the nearest names), several (with all).
[[nodiscard]] const ListedDevice& find_device(const std::vector<ListedDevice>& devices,
                                              const std::string& name, const std::string& host_api);

/// A device that plays and one that records, or one that does both in one full-duplex stream. Two
/// have two clocks: their streams run only while an exchange plays (RunningStream::one_clock is
/// false). int32 samples, own rounding and dither, except float where the host API itself is float
/// (JACK). A call into the host that does not return within 5 s (2 s to stop), and a stream whose
/// callbacks stop for max(4 periods, 500 ms), are DeviceErrors. While the device lives a
/// HostMessages lives: see there how the program speaks. Throws DeviceError.
[[nodiscard]] std::unique_ptr<device::AudioDevice> open_portaudio_device(
    const DeviceChoice& choice);

/// The input of one device alone, running; `choice.output` does not count. Nothing is played. The
/// same limits of time, the same HostMessages. Throws DeviceError.
[[nodiscard]] std::unique_ptr<device::InputStream> open_portaudio_input(
    const DeviceChoice& choice, const device::StreamSettings& settings);

/// The same while something sounds on the output, which `choice` names as for
/// open_portaudio_device. It is faded out when the stream is destroyed and on request_stop; what
/// else mutes it (an input beyond its limit, a reader that stays away for half a second) is a
/// DeviceError of read().
[[nodiscard]] std::unique_ptr<device::InputStream> open_portaudio_input(
    const DeviceChoice& choice, const device::StreamSettings& settings, const EndlessPlay& play);

/// True once a call into the host was given up: a thread still waits in there, so the program
/// must end by _exit after flushing its streams.
[[nodiscard]] bool audio_host_hangs() noexcept;

}  // namespace ohmloop::audio_io
