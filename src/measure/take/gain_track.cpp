#include "gain_track.hpp"

#include "segment_cut.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <variant>

namespace ohmloop::measure {

namespace {

using std::numbers::pi;

constexpr double block_s = 0.01;
constexpr double least_periods = 4;
/// Below a few steps of the converter a tone comes and goes with the noise that lifts it.
constexpr double least_steps = 4;

/// What a segment plays between `from` and `to` seconds into it: a sine whose frequency and
/// amplitude are constant or grow exponentially.
struct Played {
    double from = 0;
    double to = 0;
    double hz_at_from = 0;
    double amplitude_at_from = 0;
    double rise = 0;    ///< d ln f / dt, 1/s
    double growth = 0;  ///< d ln A / dt, 1/s

    [[nodiscard]] double hz(double t) const { return hz_at_from * std::exp(rise * (t - from)); }
    [[nodiscard]] double amplitude(double t) const {
        return amplitude_at_from * std::exp(growth * (t - from));
    }
    /// Turns at t, counted from where no matter.
    [[nodiscard]] double cycles(double t) const { return rise > 0 ? hz(t) / rise : hz_at_from * t; }
};

Played played_by(const signal::Tone& tone, const signal::SegmentSpec& spec) {
    const double from = spec.settle.value();
    return {from, from + spec.steady.value(), tone.frequency.value(), peak_amplitude(tone.level)};
}

Played played_by(const signal::LevelRamp& ramp, const signal::SegmentSpec& spec) {
    auto played = played_by(signal::Tone{ramp.frequency, ramp.from, 0}, spec);
    played.growth = std::numbers::ln10 / 20 * (ramp.to - ramp.from).value() / spec.steady.value();
    return played;
}

/// From the octave on that fades in, to where it fades out.
Played played_by(const signal::LogSweep& sweep, const signal::SegmentSpec& spec) {
    const double constant = signal::sweep_constant(sweep, spec.steady).value();
    const double length = signal::sweep_duration(sweep, spec.steady).value();
    const double faded_in = std::min(constant * std::numbers::ln2, 0.25 * length);
    const double settle = spec.settle.value();
    return {settle + faded_in,
            settle + length - spec.fade.value(),
            sweep.start.value() * std::exp(faded_in / constant),
            peak_amplitude(sweep.level),
            1 / constant,
            0};
}

std::optional<Played> played_by(const signal::SegmentSpec& spec) {
    if (const signal::Tone* tone = reference_tone_of(spec)) return played_by(*tone, spec);
    if (const auto* ramp = std::get_if<signal::LevelRamp>(&spec.stimulus))
        return played_by(*ramp, spec);
    if (const auto* sweep = std::get_if<signal::LogSweep>(&spec.stimulus))
        return played_by(*sweep, spec);
    return std::nullopt;
}

/// Frames of the record and their place on the stimulus's clock.
struct Frames {
    double start;  ///< frame at which the segment begins
    double per_s;  ///< recorded frames for each second of the stimulus
    std::size_t first;
    std::size_t last;

    [[nodiscard]] double seconds(std::size_t n) const {
        return (static_cast<double>(n) - start) / per_s;
    }
};

std::vector<double> hann(std::size_t count) {
    std::vector<double> window(count);
    for (std::size_t n = 0; n < count; ++n)
        window[n] =
            1 - std::cos(2 * pi * (static_cast<double>(n) + 0.5) / static_cast<double>(count));
    return window;
}

class Tracker {
  public:
    Tracker(std::span<const double> x, const Played& played, const Frames& frames)
        : x_(x), played_(played), frames_(frames) {
        const double t = frames.seconds(frames.first);
        const double step_s = 1 / frames.per_s;
        const double shrink = std::exp(-played.growth * step_s);
        const double speed_up = std::exp(played.rise * step_s);
        double scale = 2 / played.amplitude(t);
        double cycles = played.cycles(t);
        std::complex<double> wheel = std::polar(1.0, -2 * pi * (cycles - std::floor(cycles)));
        const auto turn = std::polar(1.0, -2 * pi * played.hz_at_from * step_s);
        turned_.reserve(frames.last - frames.first);
        for (std::size_t n = frames.first; n < frames.last; ++n, scale *= shrink) {
            turned_.push_back(scale * x[n] * wheel);
            if (played.rise > 0) {
                cycles *= speed_up;
                wheel = std::polar(1.0, -2 * pi * (cycles - std::floor(cycles)));
            } else {
                wheel *= turn;
            }
        }
    }

    [[nodiscard]] std::vector<GainBlock> blocks() {
        std::vector<GainBlock> found;
        std::size_t begin = 0;
        while (true) {
            const double hz = played_.hz(frames_.seconds(frames_.first + begin));
            const double length_s = std::max(block_s, least_periods / hz);
            const auto length = static_cast<std::size_t>(length_s * frames_.per_s);
            if (length < 8 || begin + length > turned_.size()) return found;
            found.push_back(block(begin, length));
            begin += length / 2;
        }
    }

  private:
    [[nodiscard]] GainBlock block(std::size_t begin, std::size_t length) {
        if (window_.size() != length) window_ = hann(length);
        GainBlock found;
        found.seconds = frames_.seconds(frames_.first + begin + length / 2);
        found.radians_per_frame = 2 * pi * played_.hz(found.seconds) / frames_.per_s;
        found.played = played_.amplitude(found.seconds);
        // Against half a period before, where the tone is opposite and slower ones much the same.
        const auto half = static_cast<std::size_t>(std::lround(pi / found.radians_per_frame));
        for (std::size_t n = 0; n < length; ++n) {
            found.gain += window_[n] * turned_[begin + n];
            const std::size_t frame = frames_.first + begin + n;
            const double change = frame < half ? 0 : x_[frame] - x_[frame - half];
            found.power += window_[n] * std::pow(change / (2 * found.played), 2);
        }
        found.gain /= static_cast<double>(length);
        found.power /= static_cast<double>(length);
        return found;
    }

    std::span<const double> x_;
    const Played& played_;
    Frames frames_;
    std::vector<std::complex<double>> turned_;  ///< frames times the played tone's conjugate
    std::vector<double> window_;
};

/// A converter's step: the smallest there is between two frames.
double smallest_step(std::span<const double> x) {
    double smallest = HUGE_VAL;
    for (std::size_t n = 1; n < x.size(); ++n) {
        const double step = std::abs(x[n] - x[n - 1]);
        if (step > 0 && step < smallest) smallest = step;
    }
    return std::isinf(smallest) ? 0 : smallest;
}

double largest_amplitude(const std::vector<GainBlock>& blocks) {
    double largest = 0;
    for (const auto& block : blocks)
        largest = std::max(largest, std::abs(block.gain) * block.played);
    return largest;
}

}  // namespace

std::vector<GainBlock> track_gain(std::span<const double> x, const signal::Layout& layout,
                                  const signal::PlacedSegment& segment, const Alignment& alignment,
                                  int channel) {
    const auto played = played_by(segment.spec);
    if (!played || signal::drive_sign(segment.spec.drive, channel) == 0) return {};
    Frames frames{alignment.frame_of(static_cast<double>(segment.start)),
                  layout.rate.value() * alignment.stretch, 0, 0};
    const double first = std::ceil(frames.start + played->from * frames.per_s);
    const double last = std::floor(frames.start + played->to * frames.per_s);
    if (first < 0 || last > static_cast<double>(x.size()) || last <= first) return {};
    frames.first = static_cast<std::size_t>(first);
    frames.last = static_cast<std::size_t>(last);
    auto blocks = Tracker(x, *played, frames).blocks();
    const double least =
        least_steps * smallest_step(x.subspan(frames.first, frames.last - frames.first));
    if (largest_amplitude(blocks) < least) blocks.clear();
    return blocks;
}

}  // namespace ohmloop::measure
