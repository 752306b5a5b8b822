#pragma once

#include "ohmloop/device/audio_device.hpp"

#include <string>

namespace ohmloop::audio_io {

/// Keeps other runs of this program off a device while it lives: what they play would be in this
/// one's recording. The lock is advisory, by a file in $XDG_RUNTIME_DIR, else in the folder for
/// temporary files; the system takes it back from a process that dies.
class DeviceLock {
  public:
    /// Throws DeviceError naming the process that holds it.
    explicit DeviceLock(const device::DeviceInfo& device);
    DeviceLock(DeviceLock&& other) noexcept;
    DeviceLock& operator=(DeviceLock&& other) noexcept;
    ~DeviceLock();

  private:
    int file_ = -1;
};

}  // namespace ohmloop::audio_io
