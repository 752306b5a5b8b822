#pragma once

#include "support/allocation_counter.hpp"

#include "ohmloop/audio_io/realtime/duplex_transfer.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <numbers>
#include <vector>

namespace ohmloop::audio_io::realtime {

using signal::Waveform;

inline constexpr double rate_hz = 48000;
inline constexpr std::size_t ramp_frames = 960;         // 20 ms
inline constexpr std::size_t heartbeat_frames = 24000;  // 500 ms

/// Frames that this thread's hosts have asked for: they keep the transfers' time.
inline thread_local std::int64_t host_frames = 0;

inline TransferSettings settings() {
    TransferSettings result;
    result.rate = Hertz(rate_hz);
    result.now = []() noexcept {
        return Clock::time_point(std::chrono::nanoseconds(host_frames * 1000000 / 48));
    };
    return result;
}

inline Waveform constant(double left, double right, std::size_t frames) {
    return {Hertz(rate_hz),
            {std::vector<double>(frames, left), std::vector<double>(frames, right)}};
}

inline Waveform sine(double level, std::size_t frames) {
    auto wave = constant(0, 0, frames);
    for (std::size_t n = 0; n < frames; ++n) {
        const double phase = 2 * std::numbers::pi * 997 * static_cast<double>(n) / rate_hz;
        wave.channels[0][n] = level * std::sin(phase);
        wave.channels[1][n] = level * std::cos(phase);
    }
    return wave;
}

/// A host that connects a transfer's output to its own input, one block late, and keeps all that
/// was played.
template <class Sample>
class Host {
  public:
    explicit Host(DuplexTransfer& transfer, ChannelMap output = {}, ChannelMap input = {})
        : transfer_(transfer), output_(output), input_(input) {}

    void block(std::uint32_t frames, HostFlags flags = {}) {
        std::vector<Sample> in(std::size_t{frames} * input_.count, input_value_);
        for (std::size_t n = 0; n < frames && looped_ + 1 < played[0].size() && loops_;
             ++n, ++looped_) {
            in[n * input_.count + input_.left] = played[0][looped_];
            in[n * input_.count + input_.right] = played[1][looped_];
        }
        // Garbage that must never be heard.
        std::vector<Sample> out(std::size_t{frames} * output_.count, Sample{77});
        const auto before = testing::allocations_of_this_thread();
        transfer_.process(in.data(), out.data(), frames, flags);
        allocated += testing::allocations_of_this_thread() - before;
        host_frames += frames;
        for (std::size_t n = 0; n < frames; ++n) {
            played[0].push_back(out[n * output_.count + output_.left]);
            played[1].push_back(out[n * output_.count + output_.right]);
            for (std::uint32_t c = 0; c < output_.count; ++c) {
                const bool is_used = c == output_.left || c == output_.right;
                if (!is_used && out[n * output_.count + c] != Sample{0}) ++strays;
            }
        }
    }

    void run(std::initializer_list<std::uint32_t> sizes, std::size_t most = 200000) {
        const std::vector<std::uint32_t> cycle(sizes);
        for (std::size_t n = 0, i = 0; !transfer_.is_finished() && n < most; ++i) {
            transfer_.beat();
            block(cycle[i % cycle.size()]);
            n += cycle[i % cycle.size()];
        }
    }

    void feed(Sample value) {
        input_value_ = value;
        loops_ = false;
    }

    std::vector<Sample> played[2];
    std::size_t allocated = 0;
    std::size_t strays = 0;

  private:
    DuplexTransfer& transfer_;
    ChannelMap output_;
    ChannelMap input_;
    Sample input_value_{0};
    bool loops_ = true;
    std::size_t looped_ = 0;
};

inline std::size_t last_audible(const std::vector<float>& samples) {
    const auto it = std::find_if(samples.rbegin(), samples.rend(), [](float x) { return x != 0; });
    return static_cast<std::size_t>(samples.rend() - it);
}

}  // namespace ohmloop::audio_io::realtime
