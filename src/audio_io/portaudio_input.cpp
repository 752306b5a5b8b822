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

class PortAudioInput : public device::InputStream {
  public:
    PortAudioInput(std::shared_ptr<PortAudioLibrary> library, const ListedDevice& input,
                   const StreamSettings& settings)
        : lock_(input.info),
          info_(input.info),
          ring_(std::make_shared<realtime::InputRing>(kept_frames(settings.rate))),
          open_(std::move(library), StreamSides{{}, input}, settings) {
        open_.transfer().feeds(ring_);
        running_.emplace(open_);
    }

    signal::Recording read(std::size_t frames) override {
        expects(2 * frames <= kept_frames(rate()), "at most a second is read at once");
        std::size_t readable = 0;
        while ((readable = ring_->readable()) < frames) {
            if (device::stop_requested()) throw device::Interrupted("stopped on request");
            running_->require_alive();
            std::this_thread::sleep_for(poll_interval);
        }
        signal::Recording recording{rate(), open_.sides().format(), ring_->read(readable)};
        // Many hosts lose something while a stream starts: before what is heard first.
        const auto gaps = ring_->take_gaps();
        recording.overruns = std::exchange(has_read_, true) ? gaps : 0;
        return recording;
    }

    [[nodiscard]] Hertz rate() const override { return open_.rate(); }
    [[nodiscard]] DeviceInfo info() const override { return info_; }

  private:
    DeviceLock lock_;
    DeviceInfo info_;
    std::shared_ptr<realtime::InputRing> ring_;
    OpenStream open_;
    std::optional<StartedStream> running_;
    bool has_read_ = false;
};

}  // namespace

std::unique_ptr<device::InputStream> start_input_stream(std::shared_ptr<PortAudioLibrary> library,
                                                        const ListedDevice& input,
                                                        const StreamSettings& settings) {
    return std::make_unique<PortAudioInput>(std::move(library), input, settings);
}

}  // namespace ohmloop::audio_io
