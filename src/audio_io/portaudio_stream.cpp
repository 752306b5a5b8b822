#include "audio_io/portaudio_stream.hpp"

#include "audio_io/portaudio_states.hpp"

#include "ohmloop/device/stop_request.hpp"
#include "ohmloop/units/expects.hpp"

#include <cmath>
#include <thread>

namespace ohmloop::audio_io {

using device::Interrupted;
using device::StreamSettings;

namespace {

// Beyond it a host that loses samples is not helped by more.
constexpr Seconds longest_latency(1.6);
// Two quartz clocks and what else may come between: longer than any two differ.
constexpr double clock_margin = 2e-3;

// Reported latencies are wrong by a third and more; twice what is reported covers those seen.
double tail_s(Seconds latency) { return 0.25 + 2 * latency.value(); }

std::uint64_t frames_in(double seconds, Hertz rate) {
    return static_cast<std::uint64_t>(std::ceil(seconds * rate.value()));
}

void require_no_stop() {
    if (device::stop_requested()) throw Interrupted("stopped on request");
}

class DuplexStream : public device::RunningStream {
  public:
    DuplexStream(std::shared_ptr<PortAudioLibrary> library, ListedDevice device,
                 const StreamSettings& settings)
        : library_(std::move(library)), device_(std::move(device)), settings_(settings) {
        restart();
    }

    signal::Recording exchange(const signal::Waveform& play) override {
        require_no_stop();
        expects(running_ != nullptr, "a stream that failed is not used again");
        const auto tail = frames_in(tail_s(open_->latency()), open_->rate());
        running_->arm(play, play.frames() + tail);
        while (!running_->tend()) std::this_thread::sleep_for(poll_interval);
        auto recording = running_->collect();
        running_->require_unmuted();
        return recording;
    }

    bool double_latency() override {
        if (2 * settings_.latency.value() > longest_latency.value()) return false;
        settings_.latency = Seconds(2 * settings_.latency.value());
        restart();
        return true;
    }

    [[nodiscard]] signal::Rates rates() const override { return settings_.rates; }
    [[nodiscard]] bool one_clock() const override { return true; }

  private:
    void restart() {
        running_.reset();
        open_.reset();
        open_ = std::make_unique<OpenStream>(library_, StreamSides{device_, device_}, settings_);
        running_ = std::make_unique<StartedStream>(*open_);
    }

    std::shared_ptr<PortAudioLibrary> library_;
    ListedDevice device_;
    StreamSettings settings_;
    std::unique_ptr<OpenStream> open_;
    std::unique_ptr<StartedStream> running_;
};

class StreamPair : public device::RunningStream {
  public:
    StreamPair(std::shared_ptr<PortAudioLibrary> library, ListedDevice output, ListedDevice input,
               const StreamSettings& settings)
        : library_(std::move(library)),
          output_device_(std::move(output)),
          input_device_(std::move(input)),
          settings_(settings) {
        reopen();
    }

    signal::Recording exchange(const signal::Waveform& play) override {
        require_no_stop();
        // The player is destroyed, so faded out, first.
        StartedStream recorder(*input_);
        StartedStream player(*output_);
        const signal::Waveform nothing{input_->rate(), {{}, {}}};
        // The recorder first, so that nothing played is missed.
        recorder.arm(nothing, frames_around(play));
        player.arm(play, play.frames());
        await(recorder, player);
        static_cast<void>(player.collect());
        auto recording = recorder.collect();
        recorder.require_unmuted();
        player.require_unmuted();
        return recording;
    }

    bool double_latency() override {
        if (2 * settings_.latency.value() > longest_latency.value()) return false;
        settings_.latency = Seconds(2 * settings_.latency.value());
        reopen();
        return true;
    }

    [[nodiscard]] signal::Rates rates() const override { return settings_.rates; }
    [[nodiscard]] bool one_clock() const override { return false; }

  private:
    void reopen() {
        output_.reset();
        input_.reset();
        input_ = std::make_unique<OpenStream>(library_, StreamSides{{}, input_device_}, settings_);
        output_ =
            std::make_unique<OpenStream>(library_, StreamSides{output_device_, {}}, settings_);
        // A loud input mutes the output, and an output that muted itself ends the recording.
        input_->transfer().mutes_also(output_->transfer());
        output_->transfer().mutes_also(input_->transfer());
    }

    [[nodiscard]] std::uint64_t frames_around(const signal::Waveform& play) const {
        const double played_s = static_cast<double>(play.frames()) / play.rate.value();
        const Seconds latency(input_->latency().value() + output_->latency().value());
        return frames_in(played_s * (1 + clock_margin) + tail_s(latency), input_->rate());
    }

    static void await(StartedStream& recorder, StartedStream& player) {
        while (true) {
            const bool played = player.tend();
            const bool recorded = recorder.tend();
            if (played && recorded) return;
            std::this_thread::sleep_for(poll_interval);
        }
    }

    std::shared_ptr<PortAudioLibrary> library_;
    ListedDevice output_device_;
    ListedDevice input_device_;
    StreamSettings settings_;
    std::unique_ptr<OpenStream> input_;
    std::unique_ptr<OpenStream> output_;
};

}  // namespace

std::unique_ptr<device::RunningStream> start_duplex_stream(
    std::shared_ptr<PortAudioLibrary> library, const ListedDevice& device,
    const StreamSettings& settings) {
    return std::make_unique<DuplexStream>(std::move(library), device, settings);
}

std::unique_ptr<device::RunningStream> open_stream_pair(std::shared_ptr<PortAudioLibrary> library,
                                                        const ListedDevice& output,
                                                        const ListedDevice& input,
                                                        const StreamSettings& settings) {
    return std::make_unique<StreamPair>(std::move(library), output, input, settings);
}

}  // namespace ohmloop::audio_io
