#include "ohmloop/audio_io/simulated_input.hpp"

#include "audio_io/simulated_stream.hpp"

#include "ohmloop/device/stop_request.hpp"

#include <chrono>
#include <cmath>
#include <numbers>
#include <optional>
#include <thread>

namespace ohmloop::audio_io {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double piece_s = 0.05;
constexpr std::chrono::milliseconds nap{5};  ///< between two looks at the stop request

/// A sine without end, piece by piece.
class EndlessTone {
  public:
    EndlessTone(const PlayedTone& tone, Hertz rate)
        : peak_(std::pow(10, tone.level.value() / 20)),
          turns_a_frame_(tone.frequency.value() / rate.value()),
          rate_(rate) {}

    signal::Waveform next(std::size_t frames) {
        std::vector<double> channel(frames);
        for (double& x : channel) {
            const double turns = turns_a_frame_ * static_cast<double>(frame_++);
            x = peak_ * std::sin(2 * std::numbers::pi * (turns - std::floor(turns)));
        }
        return {rate_, {channel, channel}};
    }

  private:
    double peak_;
    double turns_a_frame_;
    Hertz rate_;
    std::uint64_t frame_ = 0;
};

class SimulatedInput final : public device::InputStream {
  public:
    SimulatedInput(std::shared_ptr<SimulatedSession> session, device::DeviceInfo info,
                   const PlayedTone& tone)
        : session_(std::move(session)),
          info_(std::move(info)),
          tone_(tone, session_->rate()),
          unread_{session_->rate(), signal::SampleFormat::int24, {{}, {}}} {
        skip_its_start();
    }

    device::InputPiece read(std::size_t frames) override {
        while (unread_.frames() < frames) play_a_piece();
        await(frames);
        auto block = unread_;
        for (std::size_t c = 0; c < unread_.channels.size(); ++c) {
            auto& rest = unread_.channels[c];
            block.channels[c].resize(frames);
            rest.erase(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(frames));
        }
        return {std::move(block), 0};
    }

    [[nodiscard]] Hertz rate() const override { return session_->rate(); }
    [[nodiscard]] device::DeviceInfo info() const override { return info_; }

  private:
    /// The tone has sounded for a while when somebody begins to listen: longer than the latency.
    void skip_its_start() {
        for (int n = 0; n < 10; ++n) play_a_piece();
        for (auto& channel : unread_.channels) channel.clear();
    }

    // The recorder's clock may be another: not as many frames come as are played.
    void play_a_piece() {
        const auto frames = static_cast<std::size_t>(std::ceil(piece_s * rate().value()));
        const auto piece = session_->pass(tone_.next(frames));
        unread_.format = piece.format;
        for (std::size_t c = 0; c < unread_.channels.size(); ++c) {
            auto& channel = unread_.channels[c];
            channel.insert(channel.end(), piece.channels[c].begin(), piece.channels[c].end());
        }
    }

    /// Until these frames would have come in.
    void await(std::size_t frames) {
        if (!started_) started_ = Clock::now();
        given_ += frames;
        const std::chrono::duration<double> due(static_cast<double>(given_) / rate().value());
        do {
            if (device::stop_requested()) throw device::Interrupted("stopped on request");
            std::this_thread::sleep_for(nap);
        } while (Clock::now() - *started_ < due);
    }

    std::shared_ptr<SimulatedSession> session_;
    device::DeviceInfo info_;
    EndlessTone tone_;
    signal::Recording unread_;
    std::optional<Clock::time_point> started_;
    std::uint64_t given_ = 0;
};

}  // namespace

std::unique_ptr<device::InputStream> make_simulated_input(const SimulatedBench& bench,
                                                          const PlayedTone& tone) {
    return std::make_unique<SimulatedInput>(bench.session, bench.device->input_info(), tone);
}

}  // namespace ohmloop::audio_io
