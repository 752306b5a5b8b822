#include "audio_io/portaudio_stream.hpp"

#include "ohmloop/audio_io/realtime/duplex_transfer.hpp"
#include "ohmloop/device/stop_request.hpp"
#include "ohmloop/units/expects.hpp"
#include "ohmloop/units/text.hpp"

#include <fmt/format.h>
#include <portaudio.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>

namespace ohmloop::audio_io {

using device::DeviceError;
using device::Interrupted;
using device::StreamSettings;
using realtime::DuplexTransfer;
using realtime::Mute;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

// Measuring needs no small latency, and small ones lose samples.
constexpr double suggested_latency_s = 0.100;
// Beyond that a reported latency is none: JACK's comes as a difference of unsigned numbers that
// may wrap, 1e5 s.
constexpr double longest_latency_s = 5;
constexpr auto poll_interval = 5ms;
constexpr auto first_callback_limit = 2s;
constexpr auto shortest_loss = 500ms;
// 20 ms of ramp, begun one callback after the request.
constexpr auto fade_limit = 250ms;

template <class Sample>
constexpr PaSampleFormat host_format = std::is_same_v<Sample, float> ? paFloat32 : paInt32;

realtime::HostFlags flags_of(PaStreamCallbackFlags flags) noexcept {
    return {.overrun = (flags & paInputOverflow) != 0,
            .underrun = (flags & (paOutputUnderflow | paInputUnderflow)) != 0};
}

// The host's thread: no allocation, lock, log or waiting in here nor below.
template <class Sample>
int callback(const void* input, void* output, unsigned long frames, const PaStreamCallbackTimeInfo*,
             PaStreamCallbackFlags flags, void* user) noexcept {
    auto& transfer = *static_cast<DuplexTransfer*>(user);
    if (device::stop_requested()) transfer.request_stop();
    transfer.process(static_cast<const Sample*>(input), static_cast<Sample*>(output),
                     static_cast<std::uint32_t>(frames), flags_of(flags));
    return paContinue;
}

// ---- what is asked of the host

bool is_float_native(const ListedDevice& device) {
    return device.info.host_api.find("JACK") != std::string::npos;
}

std::uint32_t channels_needed(const int (&channels)[2]) {
    expects(channels[0] >= 1 && channels[1] >= 1, "channels count from 1");
    return static_cast<std::uint32_t>(std::max(channels[0], channels[1]));
}

realtime::ChannelMap map_of(const int (&channels)[2]) {
    return {.count = channels_needed(channels),
            .left = static_cast<std::uint32_t>(channels[0] - 1),
            .right = static_cast<std::uint32_t>(channels[1] - 1)};
}

void require_channels(const ListedDevice& device, const char* kind, std::uint32_t needed,
                      int present) {
    if (needed <= static_cast<std::uint32_t>(present)) return;
    throw DeviceError(fmt::format("'{}' has {} {} channel{}; channel {} was asked for",
                                  device.info.name, present, kind, present == 1 ? "" : "s",
                                  needed));
}

PaStreamParameters parameters(const ListedDevice& device, std::uint32_t channels,
                              PaSampleFormat format) {
    return {.device = device.index,
            .channelCount = static_cast<int>(channels),
            .sampleFormat = format,
            .suggestedLatency = suggested_latency_s,
            .hostApiSpecificStreamInfo = nullptr};
}

struct StreamRequest {
    PaStreamParameters input;
    PaStreamParameters output;
    double rate;
    unsigned long frames;
    PaStreamCallback* callback;
};

template <class Sample>
StreamRequest request_for(const ListedDevice& device, const StreamSettings& settings) {
    const auto inputs = channels_needed(settings.input_channels);
    const auto outputs = channels_needed(settings.output_channels);
    require_channels(device, "input", inputs, device.info.input_channels);
    require_channels(device, "output", outputs, device.info.output_channels);
    return {.input = parameters(device, inputs, host_format<Sample>),
            .output = parameters(device, outputs, host_format<Sample>),
            .rate = settings.rate.value(),
            .frames = settings.frames_per_buffer,  // 0 is paFramesPerBufferUnspecified
            .callback = &callback<Sample>};
}

StreamRequest request_for(const ListedDevice& device, const StreamSettings& settings) {
    return is_float_native(device) ? request_for<float>(device, settings)
                                   : request_for<std::int32_t>(device, settings);
}

realtime::TransferSettings transfer_settings(const StreamSettings& settings) {
    return {.rate = settings.rate,
            .output = map_of(settings.output_channels),
            .input = map_of(settings.input_channels),
            .input_peak_limit = settings.input_peak_limit};
}

// ---- the states of a stream

/// Opened, closed when destroyed.
class OpenStream {
  public:
    OpenStream(std::shared_ptr<PortAudioLibrary> library, const std::string& name,
               const StreamRequest& request, std::shared_ptr<DuplexTransfer> transfer)
        : library_(std::move(library)), transfer_(std::move(transfer)) {
        // Shared: should the host hang, its thread keeps what it writes to.
        auto opened = std::make_shared<PaStream*>(nullptr);
        library_->require(
            fmt::format("'{}' cannot be opened at {}", name, print(Hertz(request.rate), 5)),
            [opened, request, user = transfer_] {
                return Pa_OpenStream(opened.get(), &request.input, &request.output, request.rate,
                                     request.frames, paClipOff | paDitherOff, request.callback,
                                     user.get());
            });
        stream_ = *opened;
    }
    OpenStream(const OpenStream&) = delete;
    OpenStream& operator=(const OpenStream&) = delete;
    ~OpenStream() {
        if (library_->attempt([stream = stream_] { return Pa_CloseStream(stream); })) return;
        // The host may still call back: what it calls into must never be freed.
        (void)new std::shared_ptr<DuplexTransfer>(transfer_);
    }

    [[nodiscard]] PaStream* raw() const { return stream_; }
    [[nodiscard]] PortAudioLibrary& library() const { return *library_; }
    [[nodiscard]] DuplexTransfer& transfer() const { return *transfer_; }

  private:
    std::shared_ptr<PortAudioLibrary> library_;
    std::shared_ptr<DuplexTransfer> transfer_;
    PaStream* stream_ = nullptr;
};

/// Started, stopped when destroyed.
class StartedStream {
  public:
    StartedStream(std::unique_ptr<OpenStream> open, const std::string& name)
        : open_(std::move(open)) {
        library().require(fmt::format("'{}' cannot be started", name),
                          [stream = open_->raw()] { return Pa_StartStream(stream); });
    }
    StartedStream(const StartedStream&) = delete;
    StartedStream& operator=(const StartedStream&) = delete;
    ~StartedStream() {
        const auto stream = open_->raw();
        if (device::abort_requested()) {
            library().attempt([stream] { return Pa_AbortStream(stream); });
        } else {
            library().attempt([stream] { return Pa_StopStream(stream); });
        }
    }

    [[nodiscard]] bool is_active() const { return Pa_IsStreamActive(open_->raw()) == 1; }
    [[nodiscard]] const PaStreamInfo& info() const { return *Pa_GetStreamInfo(open_->raw()); }
    [[nodiscard]] PortAudioLibrary& library() const { return open_->library(); }
    [[nodiscard]] DuplexTransfer& transfer() const { return open_->transfer(); }

  private:
    std::unique_ptr<OpenStream> open_;
};

/// Notices that the host has stopped calling back.
class LossWatch {
  public:
    LossWatch(const DuplexTransfer& transfer, Hertz rate, Clock::duration least)
        : transfer_(transfer), rate_(rate), least_(least), passed_(transfer.passed_frames()) {}

    /// Called every poll_interval or so.
    [[nodiscard]] bool is_lost() {
        const auto now = Clock::now();
        // A suspended process must not take its own sleep for the device's.
        waited_ += std::min<Clock::duration>(now - looked_, 10 * poll_interval);
        looked_ = now;
        const auto passed = transfer_.passed_frames();
        if (passed != passed_) waited_ = Clock::duration::zero();
        passed_ = passed;
        return waited_ > std::max<Clock::duration>(least_, 4 * period());
    }

  private:
    [[nodiscard]] Clock::duration period() const {
        const std::chrono::duration<double> seconds(transfer_.block_frames() / rate_.value());
        return std::chrono::duration_cast<Clock::duration>(seconds);
    }

    const DuplexTransfer& transfer_;
    Hertz rate_;
    Clock::duration least_;
    std::uint64_t passed_;
    Clock::time_point looked_ = Clock::now();
    Clock::duration waited_{0};
};

class PortAudioStream : public device::RunningStream {
  public:
    PortAudioStream(std::unique_ptr<OpenStream> open, std::string name, signal::SampleFormat format,
                    Hertz rate)
        : name_(std::move(name)), format_(format), rate_(rate), stream_(std::move(open), name_) {
        require_rate();
        await_first_callback();
    }
    PortAudioStream(const PortAudioStream&) = delete;
    PortAudioStream& operator=(const PortAudioStream&) = delete;
    ~PortAudioStream() override { fade_out(); }

    signal::Recording exchange(const signal::Waveform& play) override;
    [[nodiscard]] Hertz rate() const override { return rate_; }
    [[nodiscard]] bool one_clock() const override { return true; }

  private:
    void require_rate() const;
    void await_first_callback() const;
    void await_end();
    void fade_out() noexcept;
    void require_unmuted() const;
    [[nodiscard]] std::uint64_t tail_frames() const;
    [[noreturn]] void report_loss() const;

    std::string name_;
    signal::SampleFormat format_;
    Hertz rate_;
    StartedStream stream_;
    bool is_exchanging_ = false;
};

signal::Recording PortAudioStream::exchange(const signal::Waveform& play) {
    expects(play.rate == rate_, "what is played has the stream's rate");
    expects(!is_exchanging_, "a stream that failed is not used again");
    if (device::stop_requested()) throw Interrupted("stopped on request");
    auto& transfer = stream_.transfer();
    transfer.arm(play, play.frames() + tail_frames());
    is_exchanging_ = true;
    await_end();
    is_exchanging_ = false;
    auto recording = transfer.collect(format_);
    require_unmuted();
    return recording;
}

void PortAudioStream::await_end() {
    auto& transfer = stream_.transfer();
    LossWatch watch(transfer, rate_, shortest_loss);
    while (!transfer.is_finished()) {
        transfer.beat();
        if (device::abort_requested()) throw Interrupted("aborted on request");
        if (!stream_.is_active() || watch.is_lost()) report_loss();
        stream_.library().messages().drain();
        std::this_thread::sleep_for(poll_interval);
    }
}

double credible(double latency_s) {
    const bool is_credible = latency_s >= 0 && latency_s <= longest_latency_s;
    return is_credible ? latency_s : suggested_latency_s;
}

// Reported latencies are wrong by a third and more; twice what is reported covers those seen.
std::uint64_t PortAudioStream::tail_frames() const {
    const auto& info = stream_.info();
    const double seconds = 0.25 + 2 * (credible(info.inputLatency) + credible(info.outputLatency));
    return static_cast<std::uint64_t>(std::ceil(seconds * rate_.value()));
}

void PortAudioStream::require_unmuted() const {
    switch (stream_.transfer().mute()) {
        case Mute::none:
            return;
        case Mute::stop_request:
            throw Interrupted("stopped on request");
        case Mute::input_peak:
            throw DeviceError(
                fmt::format("'{}': the input rose above its limit, so the output "
                            "was muted",
                            name_));
        case Mute::stale_heartbeat:
            throw DeviceError(
                fmt::format("'{}': this program stood still for half a second while "
                            "playing, so the output was muted",
                            name_));
        case Mute::bad_output:
            expects(false, "what is played is finite and within full scale");
    }
}

void PortAudioStream::report_loss() const {
    throw DeviceError(
        fmt::format("'{}' stopped answering: the device or its server is gone", name_));
}

void PortAudioStream::require_rate() const {
    const double rate = stream_.info().sampleRate;
    // Hosts report a card's true rate, which may be off by some 100 ppm.
    if (std::abs(rate / rate_.value() - 1) < 1e-3) return;
    throw DeviceError(fmt::format("'{}' runs at {} where {} was asked for", name_,
                                  print(Hertz(rate), 5), print(rate_, 5)));
}

void PortAudioStream::await_first_callback() const {
    LossWatch watch(stream_.transfer(), rate_, first_callback_limit);
    while (stream_.transfer().passed_frames() == 0) {
        if (watch.is_lost()) report_loss();
        std::this_thread::sleep_for(poll_interval);
    }
}

void PortAudioStream::fade_out() noexcept {
    auto& transfer = stream_.transfer();
    transfer.request_stop();
    if (!is_exchanging_ || device::abort_requested()) return;
    const auto end = Clock::now() + fade_limit;
    while (!transfer.is_finished() && Clock::now() < end) {
        std::this_thread::sleep_for(poll_interval);
    }
}

}  // namespace

std::unique_ptr<device::RunningStream> start_portaudio_stream(
    std::shared_ptr<PortAudioLibrary> library, const ListedDevice& device,
    const StreamSettings& settings) {
    const auto request = request_for(device, settings);
    auto transfer = std::make_shared<DuplexTransfer>(transfer_settings(settings));
    auto open = std::make_unique<OpenStream>(std::move(library), device.info.name, request,
                                             std::move(transfer));
    const auto format =
        is_float_native(device) ? signal::SampleFormat::float32 : signal::SampleFormat::int32;
    return std::make_unique<PortAudioStream>(std::move(open), device.info.name, format,
                                             settings.rate);
}

}  // namespace ohmloop::audio_io
