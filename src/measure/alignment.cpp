#include "ohmloop/measure/alignment.hpp"

#include "measure/take/marker_reader.hpp"
#include "measure/take/pilot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <variant>
#include <vector>

namespace ohmloop::measure {

namespace {

using Samples = std::vector<double>;

/// Clock offsets of real equipment stay within +-500 ppm; up to this they are still followed.
constexpr double largest_offset = 1000e-6;

struct NominalRatio {
    double stretch;
    const char* meaning;
};
/// Recorded over played sample rate when a device or driver runs at another rate than it says.
constexpr std::array rate_swaps{
    NominalRatio{48000.0 / 44100, "48 kHz where 44.1 kHz was said, or the reverse"},
    NominalRatio{44100.0 / 48000, "44.1 kHz where 48 kHz was said, or the reverse"},
    NominalRatio{0.5, "half the rate"},
    NominalRatio{2.0, "twice the rate"},
    NominalRatio{96000.0 / 44100, "96 kHz where 44.1 kHz was said, or the reverse"},
    NominalRatio{44100.0 / 96000, "44.1 kHz where 96 kHz was said, or the reverse"}};

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

bool any_readable(const std::vector<FoundMarker>& markers) {
    return std::any_of(markers.begin(), markers.end(),
                       [](const FoundMarker& m) { return m.number.has_value(); });
}

/// No marker word at the stimulus's own rate: a rate swap, or nothing of ours.
AlignmentResult without_marker(const Samples& x, Hertz rate) {
    for (const auto& swap : rate_swaps)
        if (any_readable(find_markers(x, rate, swap.stretch)))
            return failed(AlignmentFault::rate_swap,
                          fmt::format("the recording runs at {:.4f} times the stimulus's speed: "
                                      "some device took {}",
                                      1 / swap.stretch, swap.meaning));
    if (rms(x) < 3e-5) return failed(AlignmentFault::no_signal, "the recording holds no signal");
    return failed(AlignmentFault::no_marker,
                  "the recording holds a signal, but not the start marker of the stimulus");
}

/// The pair of markers whose distance is nearest the nominal one.
struct MarkerPair {
    FoundMarker first;
    FoundMarker last;
    double stretch = 0;
};

std::optional<MarkerPair> nearest_pair(const std::vector<FoundMarker>& markers, double nominal) {
    std::optional<MarkerPair> best;
    for (std::size_t i = 0; i < markers.size(); ++i)
        for (std::size_t j = i + 1; j < markers.size(); ++j) {
            const double stretch = (markers[j].position - markers[i].position) / nominal;
            if (!best || std::abs(stretch - 1) < std::abs(best->stretch - 1))
                best = MarkerPair{markers[i], markers[j], stretch};
        }
    return best;
}

AlignmentResult lost(double frames, double rate) {
    return failed(AlignmentFault::lost_samples,
                  fmt::format("about {:.0f} samples ({:.2g} ms) were {} between the markers",
                              std::abs(frames), 1000 * std::abs(frames) / rate,
                              frames < 0 ? "lost" : "repeated or inserted"));
}

/// What the segments say of the clocks together.
struct PilotOffsets {
    double weights = 0;
    double sum = 0;  ///< weighted
    double least = 1;
    double most = -1;
    double largest_jump_frames = 0;

    void add(const PilotReading& pilot) {
        const double u = std::max(pilot.offset_uncertainty, 1e-10);
        if (std::abs(pilot.offset) > 2 * largest_offset || !(u < 1e-5)) return;
        weights += 1 / (u * u);
        sum += pilot.offset / (u * u);
        least = std::min(least, pilot.offset + 6 * u);
        most = std::max(most, pilot.offset - 6 * u);
        largest_jump_frames = std::max(largest_jump_frames, pilot.jump_frames);
    }

    /// Segments of different speed without a jump inside any: the clocks, not a gap.
    [[nodiscard]] bool wander() const { return most - least > 0.3e-6 && largest_jump_frames < 0.5; }
};

/// Weighted mean of the offsets inside the segments; falls back to the markers' own.
void refine_by_pilots(AlignmentResult& result, const Samples& x, const signal::Layout& layout,
                      int channel, double span) {
    Alignment& alignment = result.alignment;
    const double by_markers = alignment.stretch;
    PilotOffsets offsets;
    for (const auto& pilot : read_pilots(x, layout, alignment, channel)) offsets.add(pilot);
    if (offsets.weights == 0) return;
    const double offset = offsets.sum / offsets.weights;
    // Markers are good to a few hundredths of a frame each; more is a gap, not a clock.
    const double missing = (by_markers - 1 - offset) * span;
    if (std::abs(missing) > 0.6 && offsets.wander()) {
        result = failed(AlignmentFault::clock_wanders,
                        fmt::format("the clock offset changes by {:.2f} ppm within the take",
                                    (offsets.most - offsets.least) * 1e6));
        return;
    }
    if (std::abs(missing) > 0.6) {
        result = lost(missing, layout.rate.value());
        return;
    }
    alignment.stretch = 1 + offset;
    alignment.stretch_uncertainty = std::sqrt(1 / offsets.weights);
}

AlignmentResult from_pair(const MarkerPair& pair, const Samples& x, const signal::Layout& layout,
                          int channel) {
    const auto frames = marker_frames(layout);
    const double span = frames.back() - frames.front();
    if (std::abs(pair.stretch - 1) > largest_offset) {
        if (std::abs(std::abs(pair.stretch - 1) - 0.001) < 2e-5)
            return failed(AlignmentFault::rate_swap,
                          "the recording is off by 1/1001: a device runs at a pulled-down rate");
        return lost((pair.stretch - 1) * span, layout.rate.value());
    }
    AlignmentResult result;
    result.number = pair.first.number;
    result.alignment.stretch = pair.stretch;
    result.alignment.start = pair.first.position - frames.front() * pair.stretch;
    result.alignment.polarity = pair.first.polarity;
    result.alignment.score = pair.first.score;
    result.alignment.stretch_uncertainty = 0.05 / span;
    refine_by_pilots(result, x, layout, channel, span);
    return result;
}

}  // namespace

AlignmentResult align(const signal::Recording& recording, const signal::Layout& layout) {
    if (recording.channels.empty() || recording.frames() == 0)
        return failed(AlignmentFault::no_signal, "the recording is empty");
    const auto channel = loudest_channel(recording.channels);
    const Samples& x = recording.channels[channel];
    auto markers = find_markers(x, layout.rate);
    if (!any_readable(markers)) return without_marker(x, layout.rate);
    const auto wanted = layout_marker_number(layout);
    const auto first_read = *std::find_if(markers.begin(), markers.end(),
                                          [](const auto& m) { return m.number.has_value(); });
    std::erase_if(markers, [&](const FoundMarker& m) { return m.number != wanted; });
    if (markers.empty()) {
        auto result = failed(AlignmentFault::foreign_marker,
                             fmt::format("the recording carries sequence number {}, not {}",
                                         *first_read.number, wanted.value_or(0)));
        result.number = first_read.number;
        return result;
    }
    const auto frames = marker_frames(layout);
    const auto pair = nearest_pair(markers, frames.back() - frames.front());
    if (!pair)
        return failed(AlignmentFault::truncated,
                      "only one of the two markers is in the recording: it starts late or ends "
                      "early");
    return from_pair(*pair, x, layout, static_cast<int>(channel));
}

std::optional<std::uint16_t> layout_marker_number(const signal::Layout& layout) {
    for (const auto& segment : layout.segments)
        if (const auto* marker = std::get_if<signal::Marker>(&segment.spec.stimulus))
            return marker->number;
    return std::nullopt;
}

std::optional<std::uint16_t> read_marker_number(const signal::Recording& recording) {
    if (recording.channels.empty()) return std::nullopt;
    const auto& x = recording.channels[loudest_channel(recording.channels)];
    for (const auto& marker : find_markers(x, recording.rate))
        if (marker.number) return marker.number;
    return std::nullopt;
}

}  // namespace ohmloop::measure
