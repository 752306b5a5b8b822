#pragma once

#include "ohmloop/device/audio_device.hpp"
#include "ohmloop/signal/waveform.hpp"
#include "ohmloop/units/quantity.hpp"

#include <cstddef>
#include <cstdint>

namespace ohmloop::device {

/// A piece of what came in: frames of two channels, with nothing lost among them as far as it is
/// known. `recording.overruns` counts the losses the host reported meanwhile: hints, not proof.
struct InputPiece {
    signal::Recording recording;
    std::uint32_t gaps = 0;  ///< between these frames and those read before
};

/// What comes in at a device's input, without end. Destroying it stops and closes.
class InputStream {
  public:
    InputStream() = default;
    InputStream(const InputStream&) = delete;
    InputStream& operator=(const InputStream&) = delete;
    virtual ~InputStream() = default;

    /// At least `frames` frames (at most a second), and whatever else has come in. A gap is where
    /// the host gave nothing, or nobody read in time; what was still unread goes with it. Blocks.
    /// Throws DeviceError when the device is lost, Interrupted on `request_stop`.
    virtual InputPiece read(std::size_t frames) = 0;

    /// For a reader that is away for a while: what plays meanwhile mutes itself after half a second
    /// without this or read(). Throws as read() does, but for a stop.
    virtual void tend() {}

    [[nodiscard]] virtual Hertz rate() const = 0;
    [[nodiscard]] virtual DeviceInfo info() const = 0;
};

}  // namespace ohmloop::device
