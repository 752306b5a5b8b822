#include "audio_io/portaudio_states.hpp"

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

// Beyond that a reported latency is none: JACK's comes as a difference of unsigned numbers that
// may wrap, 1e5 s.
constexpr double longest_latency_s = 5;
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

std::uint32_t channels_needed(const int (&channels)[2]) {
    expects(channels[0] >= 1 && channels[1] >= 1, "channels count from 1");
    return static_cast<std::uint32_t>(std::max(channels[0], channels[1]));
}

realtime::ChannelMap map_of(const int (&channels)[2]) {
    return {.count = channels_needed(channels),
            .left = static_cast<std::uint32_t>(channels[0] - 1),
            .right = static_cast<std::uint32_t>(channels[1] - 1)};
}

/// A stream that records counts by the recorder's clock; one that does both has one clock.
Hertz rate_of(const StreamSides& sides, const StreamSettings& settings) {
    const auto& rates = settings.rates;
    if (sides.input && sides.output && rates.recorded != rates.played) {
        throw DeviceError(fmt::format(
            "'{}' plays and records in one stream, so at one rate: {} and {} need two devices",
            sides.name(), print_rate(rates.recorded), print_rate(rates.played)));
    }
    return sides.input ? rates.recorded : rates.played;
}

realtime::TransferSettings transfer_settings(const StreamSettings& settings, Hertz rate) {
    return {.rate = rate,
            .output = map_of(settings.output_channels),
            .input = map_of(settings.input_channels),
            .input_peak_limit = settings.input_peak_limit};
}

void require_channels(const ListedDevice& device, const char* kind, std::uint32_t needed,
                      int present) {
    if (needed <= static_cast<std::uint32_t>(present)) return;
    throw DeviceError(fmt::format("'{}' has {} {} channel{}; channel {} was asked for",
                                  device.info.name, present, kind, present == 1 ? "" : "s",
                                  needed));
}

struct StreamRequest {
    std::optional<PaStreamParameters> input;
    std::optional<PaStreamParameters> output;
    double rate;
    unsigned long frames;
    PaStreamCallback* callback;
};

template <class Sample>
StreamRequest request_for(const StreamSides& sides, const StreamSettings& settings, Hertz rate) {
    const auto parameters = [&](const ListedDevice& device, std::uint32_t channels) {
        return PaStreamParameters{.device = device.index,
                                  .channelCount = static_cast<int>(channels),
                                  .sampleFormat = host_format<Sample>,
                                  .suggestedLatency = settings.latency.value(),
                                  .hostApiSpecificStreamInfo = nullptr};
    };
    StreamRequest request{{},
                          {},
                          rate.value(),
                          settings.frames_per_buffer,
                          &callback<Sample>};  // 0 frames are paFramesPerBufferUnspecified
    if (sides.input) {
        const auto channels = channels_needed(settings.input_channels);
        require_channels(*sides.input, "input", channels, sides.input->info.input_channels);
        request.input = parameters(*sides.input, channels);
    }
    if (sides.output) {
        const auto channels = channels_needed(settings.output_channels);
        require_channels(*sides.output, "output", channels, sides.output->info.output_channels);
        request.output = parameters(*sides.output, channels);
    }
    return request;
}

StreamRequest request_for(const StreamSides& sides, const StreamSettings& settings, Hertz rate) {
    return sides.format() == signal::SampleFormat::float32
               ? request_for<float>(sides, settings, rate)
               : request_for<std::int32_t>(sides, settings, rate);
}

template <class Parameters>
const Parameters* pointer(const std::optional<Parameters>& parameters) {
    return parameters ? &*parameters : nullptr;
}

bool takes(PortAudioLibrary& library, const StreamRequest& request, Hertz rate) {
    // The question opens the device: what it asks is owned by the call, which may outlive a host
    // that hangs.
    return library.attempt([input = request.input, output = request.output, rate] {
        return Pa_IsFormatSupported(pointer(input), pointer(output), rate.value());
    });
}

/// How to ask for a rate that the device takes, where it refuses only this one.
std::string other_rate(PortAudioLibrary& library, const StreamSides& sides,
                       const StreamRequest& request) {
    if (takes(library, request, Hertz(request.rate))) return {};
    for (const Hertz rate : usual_rates) {
        if (!takes(library, request, rate)) continue;
        return fmt::format("; it takes {}: --{} {:g}", print_rate(rate),
                           sides.input ? "rate" : "output-rate", rate.value());
    }
    return {};
}

double credible(double latency_s, Seconds asked) {
    const bool is_credible = latency_s >= 0 && latency_s <= longest_latency_s;
    return is_credible ? latency_s : asked.value();
}

}  // namespace

const std::string& StreamSides::name() const {
    return output ? output->info.name : input->info.name;
}

signal::SampleFormat StreamSides::format() const {
    const auto& api = output ? output->info.host_api : input->info.host_api;
    return api.find("JACK") != std::string::npos ? signal::SampleFormat::float32
                                                 : signal::SampleFormat::int32;
}

// ---- open

OpenStream::OpenStream(std::shared_ptr<PortAudioLibrary> library, StreamSides sides,
                       const StreamSettings& settings)
    : library_(std::move(library)),
      sides_(std::move(sides)),
      rate_(rate_of(sides_, settings)),
      asked_latency_(settings.latency),
      transfer_(std::make_shared<DuplexTransfer>(transfer_settings(settings, rate_))) {
    const auto request = request_for(sides_, settings, rate_);
    // Shared: should the host hang, its thread keeps what it writes to.
    auto opened = std::make_shared<PaStream*>(nullptr);
    const auto open = [opened, request, user = transfer_] {
        return Pa_OpenStream(opened.get(), pointer(request.input), pointer(request.output),
                             request.rate, request.frames, paClipOff | paDitherOff,
                             request.callback, user.get());
    };
    try {
        library_->require(
            fmt::format("'{}' cannot be opened at {}", sides_.name(), print_rate(rate_)), open);
    } catch (const DeviceError& error) {
        throw DeviceError(error.what() + other_rate(*library_, sides_, request));
    }
    stream_ = *opened;
}

OpenStream::~OpenStream() {
    if (library_->attempt([stream = stream_] { return Pa_CloseStream(stream); })) return;
    // The host may still call back: what it calls into must never be freed.
    (void)new std::shared_ptr<DuplexTransfer>(transfer_);
}

Seconds OpenStream::latency() const {
    const auto* info = Pa_GetStreamInfo(stream_);
    if (!info) return asked_latency_;
    return Seconds(credible(info->inputLatency, asked_latency_) +
                   credible(info->outputLatency, asked_latency_));
}

// ---- started

StartedStream::StartedStream(OpenStream& open)
    : open_(open), first_frame_(open.transfer().passed_frames()) {
    open_.library().require(fmt::format("'{}' cannot be started", open_.sides().name()),
                            [stream = open_.stream_] { return Pa_StartStream(stream); });
    require_rate();
    watch();
    while (open_.transfer().passed_frames() == first_frame_) {
        if (watch_->is_lost()) report_loss();
        std::this_thread::sleep_for(poll_interval);
    }
}

StartedStream::~StartedStream() {
    fade_out();
    const auto stream = open_.stream_;
    if (device::abort_requested()) {
        open_.library().attempt([stream] { return Pa_AbortStream(stream); });
    } else {
        open_.library().attempt([stream] { return Pa_StopStream(stream); });
    }
}

void StartedStream::arm(const signal::Waveform& play, std::uint64_t frames) {
    expects(play.rate == open_.rate(), "what is played has the stream's rate");
    expects(!exchanges_, "a stream that failed is not used again");
    open_.transfer().arm(play, frames);
    exchanges_ = true;
    watch();
}

void StartedStream::arm_endless(const signal::Waveform& play, std::size_t repeat_from) {
    expects(play.rate == open_.rate(), "what is played has the stream's rate");
    expects(!exchanges_, "a stream that failed is not used again");
    open_.transfer().arm_endless(play, repeat_from);
    exchanges_ = true;
    watch();
}

bool StartedStream::tend() {
    auto& transfer = open_.transfer();
    transfer.beat();
    if (transfer.is_finished()) return true;
    require_alive();
    return false;
}

void StartedStream::require_alive() {
    if (device::abort_requested()) throw Interrupted("aborted on request");
    if (Pa_IsStreamActive(open_.stream_) != 1 || watch_->is_lost()) report_loss();
    open_.library().messages().drain();
}

signal::Recording StartedStream::collect() {
    exchanges_ = false;
    return open_.transfer().collect(open_.sides().format());
}

void StartedStream::require_unmuted() const {
    const auto& name = open_.sides().name();
    switch (open_.transfer().mute()) {
        case Mute::none:
            return;
        case Mute::stop_request:
            throw Interrupted("stopped on request");
        case Mute::input_peak:
            throw DeviceError(
                fmt::format("'{}': the input rose above its limit, so the output was muted", name));
        case Mute::stale_heartbeat:
            throw DeviceError(fmt::format(
                "'{}': this program stood still for half a second while playing, so the output "
                "was muted",
                name));
        case Mute::bad_output:
            expects(false, "what is played is finite and within full scale");
    }
}

void StartedStream::report_loss() const {
    throw DeviceError(
        fmt::format("'{}' stopped answering: the device or its server is gone, or "
                    "too busy; if it still runs, try again",
                    open_.sides().name()));
}

void StartedStream::require_rate() const {
    const auto* info = Pa_GetStreamInfo(open_.stream_);
    // Hosts report a card's true rate, which may be off by some 100 ppm.
    if (!info || std::abs(info->sampleRate / open_.rate().value() - 1) < 1e-3) return;
    throw DeviceError(fmt::format("'{}' runs at {} where {} was asked for", open_.sides().name(),
                                  print_rate(Hertz(info->sampleRate)), print_rate(open_.rate())));
}

void StartedStream::watch() { watch_.emplace(open_.transfer(), open_.rate(), first_frame_); }

void StartedStream::fade_out() noexcept {
    if (!exchanges_) return;
    auto& transfer = open_.transfer();
    transfer.request_stop();
    if (device::abort_requested()) return;
    const auto end = Clock::now() + fade_limit;
    while (!transfer.is_finished() && Clock::now() < end) {
        std::this_thread::sleep_for(poll_interval);
    }
}

}  // namespace ohmloop::audio_io
