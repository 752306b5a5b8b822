#pragma once

#include "ohmloop/signal/rates.hpp"
#include "ohmloop/signal/waveform.hpp"
#include "ohmloop/units/quantity.hpp"

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

namespace ohmloop::device {

/// The audio system refused or went away; what() is one clear sentence (exit code 4).
class DeviceError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// What a person would want to know about a device.
struct DeviceInfo {
    std::string host_api;
    std::string name;
    int input_channels = 0;
    int output_channels = 0;
    Hertz default_rate;
    bool simulated = false;
};

/// An open stream that plays silence between exchanges. Destroying it fades out, stops, closes.
class RunningStream {
  public:
    RunningStream() = default;
    RunningStream(const RunningStream&) = delete;
    RunningStream& operator=(const RunningStream&) = delete;
    virtual ~RunningStream() = default;

    /// Plays two channels, which have the rate of playing; returns the frames recorded meanwhile,
    /// of at least the time played and a tail that covers the latency. Blocks. Throws DeviceError
    /// when the device is lost; throws Interrupted when `request_stop` came first.
    virtual signal::Recording exchange(const signal::Waveform& play) = 0;

    /// Asks the host for buffers twice as long, for what loses samples; the common delay of the
    /// exchanges before is lost. False, and nothing changed, where that cannot help. Throws
    /// DeviceError.
    virtual bool double_latency() { return false; }

    [[nodiscard]] virtual signal::Rates rates() const = 0;
    /// True where playing and recording share one clock and one running stream.
    [[nodiscard]] virtual bool one_clock() const = 0;
};

/// A stop was asked for (Ctrl-C); the output is silent.
class Interrupted : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

struct StreamSettings {
    /// Two only for two devices.
    signal::Rates rates{Hertz(48000)};
    std::uint32_t frames_per_buffer = 0;  ///< 0: the host's choice
    /// Asked for each way. Measuring needs no small one, and small ones lose samples.
    Seconds latency{0.100};
    int output_channels[2] = {1, 2};  ///< left, right; counted from 1
    int input_channels[2] = {1, 2};
    /// An input sample above this (full scale = 1), or none, mutes the output at once; exchange()
    /// throws. No converter gives twice its full scale, and steps of 6 dB that stop at the first
    /// clip never ask for it: where a float host delivers it, something on the way amplifies.
    double input_peak_limit = 2;
};

/// Something that can play and record at once.
class AudioDevice {
  public:
    AudioDevice() = default;
    AudioDevice(const AudioDevice&) = delete;
    AudioDevice& operator=(const AudioDevice&) = delete;
    virtual ~AudioDevice() = default;

    [[nodiscard]] virtual DeviceInfo output_info() const = 0;
    [[nodiscard]] virtual DeviceInfo input_info() const = 0;
    virtual std::unique_ptr<RunningStream> start(const StreamSettings& settings) = 0;
};

}  // namespace ohmloop::device
