#pragma once

#include "ohmloop/device/audio_device.hpp"
#include "ohmloop/signal/waveform.hpp"
#include "ohmloop/units/quantity.hpp"

#include <cstddef>

namespace ohmloop::device {

/// What comes in at a device's input, without end. Destroying it stops and closes.
class InputStream {
  public:
    InputStream() = default;
    InputStream(const InputStream&) = delete;
    InputStream& operator=(const InputStream&) = delete;
    virtual ~InputStream() = default;

    /// At least `frames` frames of two channels (at most a second), and whatever else has come in:
    /// one after the other, with nothing lost among them. `overruns` counts the gaps between
    /// them and those read before: where the host lost samples, or nobody read in time; what was
    /// still unread goes with a gap. Blocks. Throws DeviceError when the device is lost,
    /// Interrupted on `request_stop`.
    virtual signal::Recording read(std::size_t frames) = 0;

    [[nodiscard]] virtual Hertz rate() const = 0;
    [[nodiscard]] virtual DeviceInfo info() const = 0;
};

}  // namespace ohmloop::device
