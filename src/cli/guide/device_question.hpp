#pragma once

#include "cli/guide/keyboard.hpp"

#include "ohmloop/audio_io/portaudio_device.hpp"

#include <cstddef>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace ohmloop::cli {

/// Those that play and record, the likely one first: hardware before what a sound server stands
/// for, more inputs before fewer; equal ones in their order.
[[nodiscard]] std::vector<audio_io::ListedDevice> likely_devices(
    std::vector<audio_io::ListedDevice> devices);

/// The choice as it is shown, numbered from 1.
[[nodiscard]] std::string device_menu(const std::vector<audio_io::ListedDevice>& likely);

/// Its place in the menu; the first for an empty answer, none for no number of it.
[[nodiscard]] std::optional<std::size_t> chosen_entry(const std::string& answer,
                                                      std::size_t entries);

/// Asks until a device is chosen; its number, as --device takes it. Throws DeviceError where there
/// is none that plays and records, Interrupted when the person gave up.
[[nodiscard]] std::string ask_device(const std::vector<audio_io::ListedDevice>& devices,
                                     const Keyboard& keyboard, std::ostream& screen);

}  // namespace ohmloop::cli
