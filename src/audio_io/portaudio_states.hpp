#pragma once

#include "audio_io/loss_watch.hpp"
#include "audio_io/portaudio_library.hpp"

#include "ohmloop/audio_io/realtime/duplex_transfer.hpp"
#include "ohmloop/device/audio_device.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace ohmloop::audio_io {

/// The devices one host stream serves; one of them, or both of one host API.
struct StreamSides {
    std::optional<ListedDevice> output;
    std::optional<ListedDevice> input;

    /// What a sentence calls it: the output's name, or the input's where there is no output.
    [[nodiscard]] const std::string& name() const;
    /// What the host hands over: float where the host API itself is float (JACK), else int32.
    [[nodiscard]] signal::SampleFormat format() const;
};

/// A stream of the host, opened, its callback tied to a transfer; closed when destroyed.
class OpenStream {
  public:
    /// Throws DeviceError: channels or rate the device has not, a host that refuses or hangs.
    OpenStream(std::shared_ptr<PortAudioLibrary> library, StreamSides sides,
               const device::StreamSettings& settings);
    OpenStream(const OpenStream&) = delete;
    OpenStream& operator=(const OpenStream&) = delete;
    ~OpenStream();

    [[nodiscard]] realtime::DuplexTransfer& transfer() const { return *transfer_; }
    [[nodiscard]] PortAudioLibrary& library() const { return *library_; }
    [[nodiscard]] const StreamSides& sides() const { return sides_; }
    [[nodiscard]] Hertz rate() const { return rate_; }
    /// Both ways, as the host reports it, or as asked for where that cannot be believed.
    [[nodiscard]] Seconds latency() const;

  private:
    friend class StartedStream;

    std::shared_ptr<PortAudioLibrary> library_;
    StreamSides sides_;
    Hertz rate_;
    Seconds asked_latency_;
    std::shared_ptr<realtime::DuplexTransfer> transfer_;
    void* stream_ = nullptr;  ///< PortAudio's; leaves portaudio_states.cpp never
};

/// An open stream that runs and plays silence between exchanges; an exchange that is unfinished
/// when it is destroyed is faded out first, then the stream is stopped.
class StartedStream {
  public:
    /// Returns once the host calls back. `open` outlives it. Throws DeviceError.
    explicit StartedStream(OpenStream& open);
    StartedStream(const StartedStream&) = delete;
    StartedStream& operator=(const StartedStream&) = delete;
    ~StartedStream();

    /// To be called every poll_interval while somebody waits for the host. Throws Interrupted on an
    /// abort, DeviceError when the device is lost.
    void require_alive();

    /// As DuplexTransfer::arm.
    void arm(const signal::Waveform& play, std::uint64_t frames);
    /// As DuplexTransfer::arm_endless.
    void arm_endless(const signal::Waveform& play, std::size_t repeat_from);
    /// To be called instead while an exchange runs: beats the heart; true when it has ended.
    [[nodiscard]] bool tend();
    /// What was recorded, once tend() was true.
    [[nodiscard]] signal::Recording collect();
    /// Throws Interrupted or DeviceError when the exchange collected last was muted.
    void require_unmuted() const;

  private:
    void require_rate() const;
    void watch();
    [[noreturn]] void report_loss() const;
    void fade_out() noexcept;

    OpenStream& open_;
    std::uint64_t first_frame_;  ///< of the transfer's, when the stream was started
    std::optional<LossWatch> watch_;
    bool exchanges_ = false;
};

}  // namespace ohmloop::audio_io
