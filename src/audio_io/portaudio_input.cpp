#include "audio_io/portaudio_input.hpp"

#include "audio_io/portaudio_states.hpp"

#include "ohmloop/audio_io/device_lock.hpp"
#include "ohmloop/device/stop_request.hpp"
#include "ohmloop/units/expects.hpp"

#include <cmath>
#include <thread>
#include <utility>

namespace ohmloop::audio_io {

using device::DeviceInfo;
using device::StreamSettings;

namespace {

// How long a reader may be away before something is lost.
constexpr double kept_s = 2;

std::size_t kept_frames(Hertz rate) {
    return static_cast<std::size_t>(std::ceil(kept_s * rate.value()));
}

bool is_same(const ListedDevice& a, const ListedDevice& b) { return a.index == b.index; }

/// An input whose stream feeds a ring.
class PortAudioInput : public device::InputStream {
  public:
    PortAudioInput(std::shared_ptr<PortAudioLibrary> library, StreamSides sides,
                   const StreamSettings& settings)
        : lock_(sides.input->info),
          ring_(std::make_shared<realtime::InputRing>(kept_frames(settings.rates.recorded))),
          open_(std::move(library), std::move(sides), settings) {
        open_.transfer().feeds(ring_);
    }

    device::InputPiece read(std::size_t frames) override {
        expects(2 * frames <= kept_frames(rate()), "at most a second is read at once");
        std::size_t readable = 0;
        while ((readable = ring_->readable()) < frames) {
            if (device::stop_requested()) throw device::Interrupted("stopped on request");
            tend();
            std::this_thread::sleep_for(poll_interval);
        }
        device::InputPiece piece;
        piece.recording = {rate(), open_.sides().format(), ring_->read(readable)};
        piece.gaps = ring_->take_gaps();
        piece.recording.overruns = ring_->take_reports();
        // Many hosts lose something while a stream starts: before what is heard first.
        if (!std::exchange(has_read_, true)) piece.gaps = piece.recording.overruns = 0;
        return piece;
    }

    [[nodiscard]] Hertz rate() const override { return open_.rate(); }
    [[nodiscard]] DeviceInfo info() const override { return open_.sides().input->info; }

    /// Before the first read.
    void start() { running_.emplace(open_); }

    void tend() override { running_->require_alive(); }

  protected:
    void stop() { running_.reset(); }
    [[nodiscard]] OpenStream& open() { return open_; }
    [[nodiscard]] StartedStream& running() { return *running_; }

  private:
    DeviceLock lock_;
    std::shared_ptr<realtime::InputRing> ring_;
    OpenStream open_;
    std::optional<StartedStream> running_;
    bool has_read_ = false;
};

/// Plays through the stream that records.
class DuplexInput final : public PortAudioInput {
  public:
    using PortAudioInput::PortAudioInput;

    void play(const EndlessPlay& play) {
        start();
        running().arm_endless(play.waveform, play.repeat_from);
    }

    void tend() override {
        if (running().tend()) running().require_unmuted();
    }
};

/// Plays through a stream of its own, on another device.
class PairedInput final : public PortAudioInput {
  public:
    PairedInput(const std::shared_ptr<PortAudioLibrary>& library, const ListedDevice& output,
                const ListedDevice& input, const StreamSettings& settings)
        : PortAudioInput(library, StreamSides{{}, input}, settings),
          output_lock_(output.info),
          output_(library, StreamSides{output, {}}, settings) {
        // A loud input mutes the output, and an output that muted itself ends the listening.
        open().transfer().mutes_also(output_.transfer());
        output_.transfer().mutes_also(open().transfer());
    }

    /// Neither stream is called back any more when the first is closed: each mutes the other.
    ~PairedInput() override {
        player_.reset();
        stop();
    }

    void play(const EndlessPlay& play) {
        start();
        player_.emplace(output_);
        running().arm_endless({rate(), {{}, {}}}, 0);
        player_->arm_endless(play.waveform, play.repeat_from);
    }

    void tend() override {
        if (running().tend()) running().require_unmuted();
        if (player_->tend()) player_->require_unmuted();
    }

  private:
    DeviceLock output_lock_;
    OpenStream output_;
    std::optional<StartedStream> player_;
};

}  // namespace

std::unique_ptr<device::InputStream> start_input_stream(std::shared_ptr<PortAudioLibrary> library,
                                                        const ListedDevice& input,
                                                        const StreamSettings& settings) {
    auto stream =
        std::make_unique<PortAudioInput>(std::move(library), StreamSides{{}, input}, settings);
    stream->start();
    return stream;
}

std::unique_ptr<device::InputStream> start_playing_input_stream(
    std::shared_ptr<PortAudioLibrary> library, const ListedDevice& output,
    const ListedDevice& input, const StreamSettings& settings, const EndlessPlay& play) {
    if (is_same(output, input)) {
        auto stream =
            std::make_unique<DuplexInput>(std::move(library), StreamSides{output, input}, settings);
        stream->play(play);
        return stream;
    }
    auto stream = std::make_unique<PairedInput>(library, output, input, settings);
    stream->play(play);
    return stream;
}

}  // namespace ohmloop::audio_io
