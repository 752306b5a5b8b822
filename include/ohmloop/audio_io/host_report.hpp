#pragma once

#include "ohmloop/audio_io/portaudio_device.hpp"

#include <string>
#include <vector>

namespace ohmloop::audio_io {

/// A host API as PortAudio found it.
struct HostApiReport {
    std::string name;
    int devices = 0;
    std::string default_output;  ///< empty: none
    std::string default_input;
};

/// A device and those of the usual rates that its host says it takes, all channels at once. A host
/// that resamples says so of every rate.
struct DeviceReport {
    ListedDevice listed;
    std::vector<Hertz> rates;
};

/// What PortAudio is and sees.
struct HostReport {
    std::string library;  ///< its version
    std::vector<HostApiReport> host_apis;
    std::vector<DeviceReport> devices;
};

/// Asks every host API and device; plays and records nothing. Throws DeviceError when the audio
/// system does not answer.
[[nodiscard]] HostReport examine_hosts(HostMessageEcho echo = HostMessageEcho::hidden);

}  // namespace ohmloop::audio_io
