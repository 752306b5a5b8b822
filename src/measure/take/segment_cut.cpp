#include "segment_cut.hpp"

#include "measure/observe/tone_pair.hpp"

#include "ohmloop/measure/needs.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <variant>

namespace ohmloop::measure {

SegmentCut cut_steady(std::span<const double> x, const signal::Layout& layout,
                      const signal::PlacedSegment& segment, const Alignment& alignment) {
    const double begin = alignment.frame_of(static_cast<double>(segment.steady_start));
    const double end =
        alignment.frame_of(static_cast<double>(segment.steady_start + segment.steady_length));
    const double first = std::ceil(begin);
    const double last = std::floor(end);
    if (first < 0 || last > static_cast<double>(x.size()) || last <= first) return {};
    SegmentCut cut;
    cut.samples =
        x.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(last - first));
    const double stimulus_frame = (first - alignment.start) / alignment.stretch;
    cut.seconds_into_segment =
        (stimulus_frame - static_cast<double>(segment.start)) / layout.rate.value();
    return cut;
}

std::complex<double> played_phasor(const signal::Tone& tone, double seconds, double drive_sign) {
    const double cycles = tone.frequency.value() * seconds;
    const double phase =
        2 * std::numbers::pi * (cycles - std::floor(cycles)) + tone.phase - std::numbers::pi / 2;
    return std::polar(1.0, phase) * (peak_amplitude(tone.level) * drive_sign);
}

const signal::Tone* reference_tone_of(const signal::SegmentSpec& spec) {
    const auto* tones = std::get_if<signal::Tones>(&spec.stimulus);
    if (tones == nullptr || tones->tones.empty()) return nullptr;
    if (is_multitone(*tones) || find_tone_pair(*tones) != nullptr) return nullptr;
    const auto away = [](const signal::Tone& tone) {
        return std::abs(std::log(tone.frequency.value() / reference_hz));
    };
    return &*std::min_element(tones->tones.begin(), tones->tones.end(),
                              [&](const auto& a, const auto& b) { return away(a) < away(b); });
}

}  // namespace ohmloop::measure
