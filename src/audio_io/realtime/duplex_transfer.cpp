#include "ohmloop/audio_io/realtime/duplex_transfer.hpp"

#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <type_traits>

namespace ohmloop::audio_io::realtime {

namespace {

constexpr double ramp_s = 0.020;
constexpr auto stale_after = std::chrono::milliseconds(500);
// What a program that was suspended with its stream slept is not held against it.
constexpr auto longest_between_callbacks = std::chrono::milliseconds(100);
// A full-scale sine may exceed 1 by rounding; more is a fault of who made the waveform.
constexpr double ceiling = 1 + 1e-9;

static_assert(std::atomic<double>::is_always_lock_free);
static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

std::vector<double> raised_cosine(std::size_t frames) {
    std::vector<double> ramp(frames);
    for (std::size_t n = 0; n < frames; ++n) {
        const double part = static_cast<double>(n + 1) / static_cast<double>(frames);
        ramp[n] = 0.5 * (1 + std::cos(std::numbers::pi * part));
    }
    return ramp;
}

std::size_t frames_in(double seconds, Hertz rate) {
    return static_cast<std::size_t>(std::ceil(seconds * rate.value()));
}

double full_scale_one(std::int32_t x) { return x * 0x1p-31; }
double full_scale_one(float x) { return static_cast<double>(x); }

bool fits(const ChannelMap& map) { return map.left < map.count && map.right < map.count; }

}  // namespace

DuplexTransfer::DuplexTransfer(const TransferSettings& settings)
    : settings_(settings), ramp_(raised_cosine(frames_in(ramp_s, settings.rate))) {
    expects(fits(settings.output) && fits(settings.input), "channels lie within the buffer");
    expects(settings.output_bits >= 8 && settings.output_bits <= 32, "8 to 32 output bits");
}

// ---- control thread

void DuplexTransfer::arm(const signal::Waveform& play, std::uint64_t frames) {
    expects(frames >= play.frames(), "all that is played is recorded");
    Exchange exchange;
    exchange.frames = frames;
    // Touched now, so that no page fault comes later.
    for (auto& channel : exchange.record) channel.assign(frames, 0.0);
    begin(std::move(exchange), play);
}

void DuplexTransfer::arm_endless(const signal::Waveform& play, std::size_t repeat_from) {
    expects(repeat_from < play.frames() || play.frames() == 0, "something is repeated");
    Exchange exchange;
    exchange.frames = std::numeric_limits<std::uint64_t>::max();
    exchange.repeat_from = repeat_from;
    exchange.is_endless = true;
    begin(std::move(exchange), play);
}

void DuplexTransfer::begin(Exchange&& exchange, const signal::Waveform& play) {
    const auto phase = phase_.load();
    expects(phase == Phase::idle || phase == Phase::finished, "one exchange at a time");
    expects(play.channels.size() == 2, "two channels are played");
    expects(play.channels[0].size() == play.channels[1].size(), "channels are of equal length");
    exchange_ = std::move(exchange);
    for (std::size_t c = 0; c < 2; ++c) exchange_.play[c] = play.channels[c];
    recorded_.store(0);
    mute_.store(Mute::none);
    ramped_ = 0;
    since_beat_ = Clock::duration::zero();
    random_ = 0x9e3779b97f4a7c15;  // the same dither every time: takes repeat
    phase_.store(Phase::armed, std::memory_order_release);
}

bool DuplexTransfer::is_finished() const noexcept {
    return phase_.load(std::memory_order_acquire) == Phase::finished;
}

signal::Recording DuplexTransfer::collect(signal::SampleFormat format) {
    signal::Recording recording{.rate = settings_.rate, .format = format, .channels = {}};
    recording.frames_asked = exchange_.frames;
    recording.overruns = exchange_.overruns;
    recording.underruns = exchange_.underruns;
    for (auto& channel : exchange_.record) {
        if (!exchange_.is_endless) channel.resize(exchange_.position);
        recording.channels.push_back(std::move(channel));
    }
    exchange_ = Exchange{};
    // Not in arm(): the partner may have been muted while this one was not yet armed.
    partners_mute_.store(Mute::none);
    phase_.store(Phase::idle);
    return recording;
}

// ---- callback thread

template <class Sample>
void DuplexTransfer::process(const Sample* input, Sample* output, std::uint32_t frames,
                             HostFlags flags) noexcept {
    // First of all, so that nothing stale is ever heard.
    if (output) std::fill_n(output, std::size_t{frames} * settings_.output.count, Sample{0});
    const double peak = observe_input(input, frames);
    if (ring_) {
        if (flags.overrun || flags.underrun) ring_->note_report();
        feed_ring(input, frames, input && std::isfinite(peak));
    }
    passed_.fetch_add(frames);
    block_.store(frames);
    auto phase = phase_.load(std::memory_order_acquire);
    if (phase == Phase::armed) {
        seen_beats_ = beats_.load();
        called_ = settings_.now();
        if (stop_.load()) ramped_ = ramp_.size();  // nothing has sounded: nothing to fade
        phase_.store(phase = Phase::running);
    }
    if (phase != Phase::running) return;
    exchange_.overruns += flags.overrun;
    exchange_.underruns += flags.underrun;
    if (stop_.load()) begin_mute(Mute::stop_request);
    if (const auto asked = partners_mute_.load(); asked != Mute::none) begin_mute(asked);
    if (!(peak <= settings_.input_peak_limit)) begin_mute(Mute::input_peak);
    watch_heartbeat();
    exchange_block(input, output, frames);
    recorded_.store(exchange_.position);
    if (has_ended()) phase_.store(Phase::finished, std::memory_order_release);
}

// The block's peak; not a number when one of its samples is none, or infinite.
template <class Sample>
double DuplexTransfer::observe_input(const Sample* input, std::uint32_t frames) noexcept {
    if (!input) return 0;
    const auto& map = settings_.input;
    double peak = 0;
    bool is_number = true;
    for (std::uint32_t n = 0; n < frames; ++n) {
        const Sample* frame = input + std::size_t{n} * map.count;
        for (const auto channel : {map.left, map.right}) {
            const double x = std::abs(full_scale_one(frame[channel]));
            if (!std::isfinite(x)) is_number = false;
            peak = std::max(peak, x);
        }
    }
    return is_number ? peak : std::numeric_limits<double>::quiet_NaN();
}

template <class Sample>
void DuplexTransfer::feed_ring(const Sample* input, std::uint32_t frames, bool is_whole) noexcept {
    if (!is_whole) return ring_->mark_gap();
    const auto& map = settings_.input;
    ring_->push(frames, [&](std::size_t n) {
        const Sample* frame = input + n * map.count;
        return InputRing::Frame{full_scale_one(frame[map.left]), full_scale_one(frame[map.right])};
    });
}

template <class Sample>
void DuplexTransfer::exchange_block(const Sample* input, Sample* output,
                                    std::uint32_t frames) noexcept {
    for (std::uint32_t n = 0; n < frames && !has_ended(); ++n) {
        // A missing buffer leaves zeros: the frame is counted, the content checks see the hole.
        if (input && !exchange_.is_endless)
            record_frame(input + std::size_t{n} * settings_.input.count);
        if (output) {
            play_frame(output + std::size_t{n} * settings_.output.count);
        } else if (mute_.load(std::memory_order_relaxed) == Mute::stop_request) {
            // Nobody waits for what is still on its way, as after other mutes.
            static_cast<void>(next_gain());
        }
        ++exchange_.position;
    }
}

template <class Sample>
void DuplexTransfer::record_frame(const Sample* frame) noexcept {
    exchange_.record[0][exchange_.position] = full_scale_one(frame[settings_.input.left]);
    exchange_.record[1][exchange_.position] = full_scale_one(frame[settings_.input.right]);
}

template <class Sample>
void DuplexTransfer::play_frame(Sample* frame) noexcept {
    const double left = guarded(played(0));
    const double right = guarded(played(1));
    const double gain = next_gain();
    frame[settings_.output.left] = converted<Sample>(gain * left);
    frame[settings_.output.right] = converted<Sample>(gain * right);
}

double DuplexTransfer::played(std::size_t channel) const noexcept {
    const auto& play = exchange_.play[channel];
    auto at = exchange_.position;
    if (at < play.size()) return play[at];
    if (!exchange_.is_endless || play.empty()) return 0;
    at = exchange_.repeat_from + (at - play.size()) % (play.size() - exchange_.repeat_from);
    return play[at];
}

// The last line of defence: neither a broken nor an over-range sample reaches the jack.
double DuplexTransfer::guarded(double x) noexcept {
    if (std::abs(x) <= ceiling) return std::clamp(x, -1.0, 1.0);
    begin_mute(Mute::bad_output);
    return std::isfinite(x) ? std::clamp(x, -1.0, 1.0) : 0.0;
}

double DuplexTransfer::next_gain() noexcept {
    if (mute_.load(std::memory_order_relaxed) == Mute::none) return 1;
    return ramped_ < ramp_.size() ? ramp_[ramped_++] : 0;
}

template <class Sample>
Sample DuplexTransfer::converted(double x) noexcept {
    if constexpr (std::is_same_v<Sample, float>) {
        return static_cast<float>(x);
    } else {
        if (x == 0) return 0;  // exact in any number of bits: silence stays digital silence
        const double steps = static_cast<double>(std::int64_t{1} << (settings_.output_bits - 1));
        const double q = std::clamp(std::nearbyint(x * steps + dither()), -steps, steps - 1);
        return static_cast<Sample>(q * (0x1p31 / steps));
    }
}

// Triangular, two steps wide, from two uniform 32-bit halves of one xorshift64.
double DuplexTransfer::dither() noexcept {
    random_ ^= random_ << 13;
    random_ ^= random_ >> 7;
    random_ ^= random_ << 17;
    const auto high = static_cast<double>(random_ >> 32);
    const auto low = static_cast<double>(random_ & 0xffffffffU);
    return (high - low) * 0x1p-32;
}

void DuplexTransfer::watch_heartbeat() noexcept {
    const auto now = settings_.now();
    since_beat_ += std::min<Clock::duration>(now - called_, longest_between_callbacks);
    called_ = now;
    const auto beats = beats_.load();
    if (beats != seen_beats_) since_beat_ = Clock::duration::zero();
    seen_beats_ = beats;
    if (since_beat_ >= stale_after) begin_mute(Mute::stale_heartbeat);
}

void DuplexTransfer::begin_mute(Mute reason) noexcept {
    if (mute_.load(std::memory_order_relaxed) != Mute::none) return;
    mute_.store(reason);
    if (partner_) partner_->partners_mute_.store(reason);
}

bool DuplexTransfer::has_ended() const noexcept {
    const bool is_silent =
        mute_.load(std::memory_order_relaxed) != Mute::none && ramped_ == ramp_.size();
    return is_silent || exchange_.position == exchange_.frames;
}

template void DuplexTransfer::process<std::int32_t>(const std::int32_t*, std::int32_t*,
                                                    std::uint32_t, HostFlags) noexcept;
template void DuplexTransfer::process<float>(const float*, float*, std::uint32_t,
                                             HostFlags) noexcept;

}  // namespace ohmloop::audio_io::realtime
