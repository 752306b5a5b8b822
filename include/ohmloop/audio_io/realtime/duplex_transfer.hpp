#pragma once

#include "ohmloop/audio_io/realtime/input_ring.hpp"
#include "ohmloop/signal/waveform.hpp"
#include "ohmloop/units/quantity.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

namespace ohmloop::audio_io::realtime {

/// One direction of an interleaved host buffer: `count` channels a frame, of which two are used.
/// Indices count from 0 and may be equal.
struct ChannelMap {
    std::uint32_t count = 2;
    std::uint32_t left = 0;
    std::uint32_t right = 1;
};

using Clock = std::chrono::steady_clock;

struct TransferSettings {
    Hertz rate{48000};
    ChannelMap output;
    ChannelMap input;
    /// An input sample above this (full scale = 1), or one that is no finite number, mutes.
    double input_peak_limit = std::numeric_limits<double>::infinity();
    /// Integer outputs are rounded to this many bits with TPDF dither; exact zeros stay zero.
    int output_bits = 24;
    /// Read once a callback; neither allocates nor waits.
    Clock::time_point (*now)() noexcept = &Clock::now;
};

/// Why the output was ramped down.
enum class Mute { none, stop_request, input_peak, stale_heartbeat, bad_output };

/// What the host said about one callback: hints, not proof.
struct HostFlags {
    bool overrun = false;
    bool underrun = false;
};

/// The audio callback's work without any audio library. Between exchanges the output is silent.
///
/// Threads: process() belongs to the host's callback thread; arm(), collect() to one control
/// thread; the rest to any. process() does not allocate, lock, log or wait. The memory of an
/// exchange belongs to the callback from arm() until is_finished(), else to the control thread.
class DuplexTransfer {
  public:
    explicit DuplexTransfer(const TransferSettings& settings);

    /// Plays two channels once, then silence until `frames` have been recorded, starting with the
    /// next callback. Not while an exchange runs. A stop request stays; other mutes are forgotten.
    void arm(const signal::Waveform& play, std::uint64_t frames);

    /// Plays two channels once, then their frames from `repeat_from` on again and again, until it
    /// is muted. It records nothing: what comes in is for a ring. Nothing to play is silence.
    void arm_endless(const signal::Waveform& play, std::size_t repeat_from);

    /// All frames recorded, or muted and silent.
    [[nodiscard]] bool is_finished() const noexcept;
    [[nodiscard]] std::uint64_t recorded_frames() const noexcept { return recorded_.load(); }
    [[nodiscard]] Mute mute() const noexcept { return mute_.load(); }

    /// Moves out what was recorded so far. Only when finished, or when no callback can come.
    [[nodiscard]] signal::Recording collect(signal::SampleFormat format);

    /// The control thread lives. Without a beat for 500 ms of a running exchange the output ramps
    /// to silence: of time and not of frames, since sound servers ask for seconds at once.
    void beat() noexcept { beats_.fetch_add(1); }

    /// Ramps to silence within 20 ms from the next callback on, for good. Async-signal-safe.
    void request_stop() noexcept { stop_.store(true); }

    /// Where two devices serve one exchange: what mutes this transfer mutes the partner's output
    /// too. Before any callback; the partner outlives the callbacks.
    void mutes_also(DuplexTransfer& partner) noexcept { partner_ = &partner; }

    /// All that comes in, exchange or not, goes into the ring too; where the host gives nothing, or
    /// what is no finite number, there is a gap. Before any callback.
    void feeds(std::shared_ptr<InputRing> ring) { ring_ = std::move(ring); }

    /// Frames of all callbacks so far: stands still when the device is gone.
    [[nodiscard]] std::uint64_t passed_frames() const noexcept { return passed_.load(); }
    /// Frames of the last callback.
    [[nodiscard]] std::uint32_t block_frames() const noexcept { return block_.load(); }

    /// One callback: interleaved buffers of `frames` frames, either may be null. Sample is
    /// std::int32_t or float.
    template <class Sample>
    void process(const Sample* input, Sample* output, std::uint32_t frames,
                 HostFlags flags) noexcept;

  private:
    enum class Phase { idle, armed, running, finished };

    struct Exchange {
        std::vector<double> play[2];
        std::vector<double> record[2];
        std::uint64_t frames = 0;
        std::size_t repeat_from = 0;
        bool is_endless = false;
        std::uint64_t position = 0;
        std::uint32_t overruns = 0;
        std::uint32_t underruns = 0;
    };

    void begin(Exchange&& exchange, const signal::Waveform& play);
    template <class Sample>
    double observe_input(const Sample* input, std::uint32_t frames) noexcept;
    template <class Sample>
    void feed_ring(const Sample* input, std::uint32_t frames, bool is_whole) noexcept;
    template <class Sample>
    void exchange_block(const Sample* input, Sample* output, std::uint32_t frames) noexcept;
    template <class Sample>
    void record_frame(const Sample* frame) noexcept;
    template <class Sample>
    void play_frame(Sample* frame) noexcept;
    template <class Sample>
    Sample converted(double x) noexcept;
    [[nodiscard]] double played(std::size_t channel) const noexcept;
    [[nodiscard]] double guarded(double x) noexcept;
    [[nodiscard]] double next_gain() noexcept;
    [[nodiscard]] double dither() noexcept;
    void watch_heartbeat() noexcept;
    void begin_mute(Mute reason) noexcept;
    [[nodiscard]] bool has_ended() const noexcept;

    TransferSettings settings_;
    std::vector<double> ramp_;  ///< raised cosine from 1 towards 0, 20 ms

    std::atomic<Phase> phase_{Phase::idle};
    std::atomic<Mute> mute_{Mute::none};
    std::atomic<Mute> partners_mute_{Mute::none};  ///< asked for by the partner's callback
    std::atomic<bool> stop_{false};
    std::atomic<std::uint32_t> beats_{0};
    std::atomic<std::uint64_t> recorded_{0};
    std::atomic<std::uint64_t> passed_{0};
    std::atomic<std::uint32_t> block_{0};

    DuplexTransfer* partner_ = nullptr;
    std::shared_ptr<InputRing> ring_;
    Exchange exchange_;
    std::size_t ramped_ = 0;  ///< frames of the ramp already played
    std::uint32_t seen_beats_ = 0;
    Clock::time_point called_;  ///< at the exchange's last callback
    Clock::duration since_beat_{0};
    std::uint64_t random_ = 1;
};

}  // namespace ohmloop::audio_io::realtime
