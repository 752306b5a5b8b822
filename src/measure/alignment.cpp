#include "ohmloop/measure/alignment.hpp"

#include "measure/take/clock_offsets.hpp"
#include "measure/take/marker_reader.hpp"
#include "measure/take/pilot.hpp"
#include "measure/take/plays.hpp"
#include "measure/take/recording_speed.hpp"
#include "measure/take/segment_cut.hpp"

#include "ohmloop/dsp/tone_fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <variant>
#include <vector>

namespace ohmloop::measure {

namespace {

using Samples = std::vector<double>;

/// Clock offsets of real equipment stay within +-500 ppm; up to this they are still followed.
constexpr double largest_offset = 1000e-6;
/// A tone and a pair of markers tell the same speed: some ten of a tone's errors.
constexpr double same_speed = 100e-6;
/// Markers are good to a few hundredths of a frame each; more is a gap, not a clock.
constexpr double largest_miss_frames = 0.6;
/// Plays of one load differ by the drift of gain, those of two by more; a bad contact lies between.
constexpr double same_level_db = 0.01;

std::vector<double> marker_frames(const signal::Layout& layout) {
    std::vector<double> frames;
    for (const auto& segment : layout.segments)
        if (std::holds_alternative<signal::Marker>(segment.spec.stimulus))
            frames.push_back(static_cast<double>(segment.steady_start));
    return frames;
}

double rms(const Samples& x) {
    double sum = 0;
    for (const double v : x) sum += v * v;
    return x.empty() ? 0 : std::sqrt(sum / static_cast<double>(x.size()));
}

AlignmentResult failed(AlignmentFault fault, std::string text) {
    AlignmentResult result;
    result.fault = fault;
    result.text = std::move(text);
    return result;
}

AlignmentResult without_marker(const Samples& x) {
    if (rms(x) < 3e-5) return failed(AlignmentFault::no_signal, "the recording holds no signal");
    return failed(AlignmentFault::no_marker,
                  "the recording holds a signal, but not the start marker of the stimulus");
}

AlignmentResult lost(double frames, double rate) {
    return failed(AlignmentFault::lost_samples,
                  fmt::format("about {:.0f} samples ({:.2g} ms) were {} between the markers",
                              std::abs(frames), 1000 * std::abs(frames) / rate,
                              frames < 0 ? "lost" : "repeated or inserted"));
}

/// A speed that the clocks of two devices do not explain; nothing for one that they do.
std::optional<AlignmentResult> off_speed(Hertz rate, double stretch) {
    if (const auto swap = rate_swap_of(rate, stretch))
        return failed(AlignmentFault::rate_swap,
                      fmt::format("the recording runs at {:.4f} times the stimulus's speed: {}",
                                  1 / stretch, *swap));
    if (std::abs(stretch - 1) <= largest_offset) return std::nullopt;
    return failed(
        AlignmentFault::clock_off,
        fmt::format("the recorder's clock runs {:+.0f} ppm off the player's, where clocks "
                    "stay within 500 ppm: something converts the sample rate or changes "
                    "the speed",
                    (stretch - 1) * 1e6));
}

AlignmentResult foreign(const FoundMarker& read, const signal::Layout& layout) {
    auto result = failed(AlignmentFault::foreign_marker,
                         fmt::format("the recording carries sequence number {}, not {}",
                                     *read.number, layout_marker_number(layout).value_or(0)));
    result.number = read.number;
    return result;
}

/// Weighted mean of the offsets inside the segments; falls back to the markers' own.
void refine_by_pilots(AlignmentResult& result, const Samples& x, const signal::Layout& layout,
                      int channel, double span) {
    Alignment& alignment = result.alignment;
    const double by_markers = alignment.stretch;
    const ClockOffsets offsets(read_pilots(x, layout, alignment, channel), layout.rate);
    if (!offsets.known()) return;
    const double missing = (by_markers - 1 - offsets.mean()) * span;
    if (std::abs(missing) > largest_miss_frames && offsets.explain(missing, span)) {
        result = failed(AlignmentFault::clock_wanders, wander_text(offsets));
        return;
    }
    if (std::abs(missing) > largest_miss_frames) {
        result = lost(missing, layout.rate.value());
        return;
    }
    alignment.stretch = 1 + offsets.mean();
    alignment.stretch_uncertainty = offsets.mean_uncertainty();
}

AlignmentResult aligned_to(const MarkerPair& pair, double first_marker, double span) {
    AlignmentResult result;
    result.number = pair.first.number;
    result.alignment.stretch = pair.stretch;
    result.alignment.start = pair.first.position - first_marker * pair.stretch;
    result.alignment.polarity = pair.first.polarity;
    result.alignment.score = pair.first.score;
    result.alignment.stretch_uncertainty = 0.05 / span;
    return result;
}

/// Amplitude of the layout's loudest steady tone in a play.
double tone_amplitude(const Samples& x, const signal::Layout& layout, const Alignment& alignment) {
    double loudest = 0;
    for (const auto& segment : layout.segments) {
        const signal::Tone* tone = reference_tone_of(segment.spec);
        if (tone == nullptr || segment.spec.steady < Seconds(0.2)) continue;
        const auto cut = cut_steady(x, layout, segment, alignment);
        if (cut.samples.size() < 1000) continue;
        const double hz = tone->frequency.value() / alignment.stretch;
        const auto fit = dsp::fit_tones(cut.samples, layout.rate, std::vector<double>{hz});
        loudest = std::max(loudest, std::abs(fit.phasor.front()));
    }
    return loudest;
}

bool at_one_level(const std::vector<MarkerPair>& plays, const Samples& x,
                  const signal::Layout& layout, double span) {
    std::vector<double> amplitudes;
    for (const auto& play : plays)
        amplitudes.push_back(tone_amplitude(
            x, layout, aligned_to(play, marker_frames(layout).front(), span).alignment));
    const auto [least, most] = std::minmax_element(amplitudes.begin(), amplitudes.end());
    return 20 * std::log10(*most / *least) < same_level_db;
}

/// One play or more, the first of which counts when nothing tells them apart.
AlignmentResult from_plays(const std::vector<MarkerPair>& plays, const Samples& x,
                           const signal::Layout& layout, int channel) {
    const auto frames = marker_frames(layout);
    const double span = frames.back() - frames.front();
    if (plays.size() > 1 && !at_one_level(plays, x, layout, span))
        return failed(AlignmentFault::several_plays,
                      fmt::format("the recording holds the stimulus {} times at different levels: "
                                  "which belongs to this load cannot be told",
                                  plays.size()));
    auto result = aligned_to(plays.front(), frames.front(), span);
    refine_by_pilots(result, x, layout, channel, span);
    result.plays = static_cast<int>(plays.size());
    return result;
}

/// Markers at no distance that a clock explains: another speed, which the tones share, or a gap.
AlignmentResult from_no_play(const MarkersRead& read, double span, Hertz rate) {
    const auto pair = nearest_pair(read.markers, span);
    const bool agree = pair && std::abs(pair->stretch - read.stretch) < same_speed;
    if (auto off = off_speed(rate, agree ? pair->stretch : read.stretch)) return *off;
    if (pair) return lost((pair->stretch - read.stretch) * span, rate.value());
    return failed(AlignmentFault::truncated,
                  "only one of the two markers is in the recording: it starts late or ends early");
}

}  // namespace

AlignmentResult align(const signal::Recording& recording, const signal::Layout& layout) {
    if (recording.channels.empty() || recording.frames() == 0)
        return failed(AlignmentFault::no_signal, "the recording is empty");
    const auto channel = loudest_channel(recording.channels);
    const Samples& x = recording.channels[channel];
    auto read = read_markers(x, layout.rate);
    if (read.markers.empty()) return without_marker(x);
    const FoundMarker first_read = read.markers.front();
    const auto wanted = layout_marker_number(layout);
    std::erase_if(read.markers, [&](const FoundMarker& m) { return m.number != wanted; });
    if (read.markers.empty()) return foreign(first_read, layout);
    const auto frames = marker_frames(layout);
    const double span = frames.back() - frames.front();
    const auto plays = whole_plays(read.markers, span, largest_offset);
    if (plays.empty()) return from_no_play(read, span, layout.rate);
    if (auto off = off_speed(layout.rate, plays.front().stretch)) return *off;
    return from_plays(plays, x, layout, static_cast<int>(channel));
}

std::optional<std::uint16_t> layout_marker_number(const signal::Layout& layout) {
    for (const auto& segment : layout.segments)
        if (const auto* marker = std::get_if<signal::Marker>(&segment.spec.stimulus))
            return marker->number;
    return std::nullopt;
}

std::optional<MarkerReading> read_marker(const signal::Recording& recording) {
    if (recording.channels.empty()) return std::nullopt;
    const auto& x = recording.channels[loudest_channel(recording.channels)];
    const auto read = read_markers(x, recording.rate);
    if (read.markers.empty()) return std::nullopt;
    return MarkerReading{*read.markers.front().number, read.stretch};
}

}  // namespace ohmloop::measure
