#include "ohmloop/signal/layout.hpp"

#include "ohmloop/signal/marker.hpp"
#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::signal {

namespace {

double raised_cosine(double share) {
    return 0.5 * (1 - std::cos(std::numbers::pi * std::clamp(share, 0.0, 1.0)));
}

/// sin(2 pi f t + phase); the product's rounding error is carried into the reduced phase, so that
/// minutes of a high tone stay as exact as its first period.
double sine(double frequency, double t, double phase = 0) {
    const double cycles = frequency * t;
    const double lost = std::fma(frequency, t, -cycles);
    return std::sin(2 * std::numbers::pi * ((cycles - std::floor(cycles)) + lost) + phase);
}

/// Opening fade inside the settling (all of it when that is shorter), closing fade after the
/// steady part, 1 between.
double envelope(const SegmentSpec& spec, double t) {
    const double opening = std::min(spec.fade, spec.settle).value();
    if (t < opening) return raised_cosine(t / opening);
    const double beyond = t - (spec.settle + spec.steady).value();
    return beyond > 0 ? raised_cosine(1 - beyond / spec.fade.value()) : 1;
}

double value_of(const Tones& sound, const SegmentSpec& spec, double t) {
    double sum = 0;
    for (const Tone& tone : sound.tones)
        sum += peak_amplitude(tone.level) * sine(tone.frequency.value(), t, tone.phase);
    return envelope(spec, t) * sum;
}

double value_of(const LevelRamp& ramp, const SegmentSpec& spec, double t) {
    const double share = std::clamp((t - spec.settle.value()) / spec.steady.value(), 0.0, 1.0);
    const DbFs level = ramp.from + (ramp.to - ramp.from) * share;
    return envelope(spec, t) * peak_amplitude(level) * sine(ramp.frequency.value(), t);
}

double value_of(const LogSweep& sweep, const SegmentSpec& spec, double t) {
    const double constant = sweep_constant(sweep, spec.steady).value();
    const double length = sweep_duration(sweep, spec.steady).value();
    const double inside = t - spec.settle.value();
    if (inside < 0 || inside >= length) return 0;
    // Opening over a whole octave: an abrupt start gives the harmonics' responses edges, whose
    // tails reach into the linear response's gate.
    const double opening = std::min(constant * std::numbers::ln2, 0.25 * length);
    const double closing = spec.fade.value();
    const double fade = raised_cosine(inside / opening) *
                        (closing > 0 ? raised_cosine((length - inside) / closing) : 1);
    return fade * peak_amplitude(sweep.level) *
           sine(sweep.start.value(), constant * std::exp(inside / constant));
}

double value_of(const Marker& marker, const SegmentSpec& spec, double t) {
    return peak_amplitude(marker.level) * marker_value(marker.number, t - spec.settle.value());
}

double value_of(const Silence&, const SegmentSpec&, double) { return 0; }

/// First frame at or after `t`: a frame that misses by rounding alone counts as being there.
std::size_t frames_before(double t, double rate) {
    return static_cast<std::size_t>(std::max(0.0, std::ceil(t * rate - 1e-6)));
}

PlacedSegment place_at(std::size_t start, const SegmentSpec& spec, double rate) {
    const std::size_t steady_offset = frames_before(spec.settle.value(), rate);
    const std::size_t steady_end = frames_before((spec.settle + spec.steady).value(), rate);
    return {.spec = spec,
            .start = start,
            .length = frames_before(duration(spec).value(), rate),
            .steady_start = start + steady_offset,
            .steady_length = steady_end - steady_offset};
}

}  // namespace

Seconds duration(const SegmentSpec& spec) { return spec.settle + spec.steady + spec.fade; }

Layout place(Rates rates, const std::vector<SegmentSpec>& specs, Seconds gap) {
    expects(rates.slower() > Hertz(0), "a layout's rates are positive");
    const Hertz rate = rates.recorded;
    Layout layout{.rate = rate, .segments = {}};
    if (rates.played != rate) layout.play_rate = rates.played;
    const auto gap_frames = static_cast<std::size_t>(std::llround(gap.value() * rate.value()));
    for (const SegmentSpec& spec : specs) {
        const std::size_t start = layout.segments.empty() ? 0 : layout.frames + gap_frames;
        layout.segments.push_back(place_at(start, spec, rate.value()));
        layout.frames = start + layout.segments.back().length;
    }
    return layout;
}

double value_at(const SegmentSpec& spec, double t) {
    if (!(t >= 0) || t >= duration(spec).value()) return 0;
    return std::visit([&](const auto& stimulus) { return value_of(stimulus, spec, t); },
                      spec.stimulus);
}

double drive_sign(Drive drive, int channel) {
    expects(channel == 0 || channel == 1, "a drive has channels 0 and 1");
    switch (drive) {
        case Drive::both:
            return 1;
        case Drive::left:
            return channel == 0 ? 1 : 0;
        case Drive::right:
            return channel == 1 ? 1 : 0;
        case Drive::opposite:
            return channel == 0 ? 1 : -1;
    }
    return 0;
}

Waveform render(const Layout& layout) {
    const auto [recorded, played] = layout.rates();
    const double ratio = played / recorded;  // of the player's frames to the layout's
    const auto frames_to = [ratio](std::size_t frames) {
        return frames_before(static_cast<double>(frames), ratio);
    };
    Waveform waveform{.rate = played, .channels = {}};
    waveform.channels.assign(2, std::vector<double>(frames_to(layout.frames), 0.0));
    for (const PlacedSegment& segment : layout.segments) {
        const double left = drive_sign(segment.spec.drive, 0);
        const double right = drive_sign(segment.spec.drive, 1);
        const double start = static_cast<double>(segment.start) * ratio;
        const std::size_t end = frames_to(segment.start + segment.length);
        for (std::size_t n = frames_to(segment.start); n < end; ++n) {
            const double value = value_at(
                segment.spec, std::max(0.0, static_cast<double>(n) - start) / played.value());
            waveform.channels[0][n] = left * value;
            waveform.channels[1][n] = right * value;
        }
    }
    return waveform;
}

}  // namespace ohmloop::signal
