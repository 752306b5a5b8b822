#include "pilot.hpp"

#include "segment_cut.hpp"

#include "ohmloop/dsp/median.hpp"
#include "ohmloop/dsp/tone_fit.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace ohmloop::measure {

namespace {

constexpr DbFs least_pilot_level(-60);

std::vector<double> recorded_frequencies(const signal::SegmentSpec& spec, double stretch) {
    std::vector<double> frequencies;
    for (const auto& tone : std::get<signal::Tones>(spec.stimulus).tones)
        frequencies.push_back(tone.frequency.value() / stretch);
    return frequencies;
}

/// Phasor of one block relative to the model. Blocks are whole frames, not quite whole periods:
/// the sum S2 over the image at minus the frequency is solved for, or it would beat slowly.
std::complex<double> block_phasor(std::span<const double> block, double radians_per_frame,
                                  double first_phase) {
    std::complex<double> sum = 0;
    std::complex<double> image = 0;
    const std::complex<double> turn = std::polar(1.0, -radians_per_frame);
    std::complex<double> wheel = std::polar(1.0, -first_phase);
    for (const double sample : block) {
        sum += sample * wheel;
        image += wheel * wheel;
        wheel *= turn;
    }
    const auto count = static_cast<double>(block.size());
    return 2.0 * (count * sum - std::conj(sum) * image) / (count * count - std::norm(image));
}

/// Blocks of about 10 ms of whole periods.
struct Track {
    double block_frames = 0;
    std::vector<double> phase_rad;  ///< re the fitted tone, unwrapped
    std::vector<double> level_db;
};

Track track_blocks(std::span<const double> x, double rate, double frequency,
                   std::complex<double> phasor) {
    const double period = rate / frequency;
    const auto block = static_cast<std::size_t>(std::lround(period * std::ceil(0.01 * frequency)));
    const double w = 2 * std::numbers::pi / period;
    Track track;
    track.block_frames = static_cast<double>(block);
    for (std::size_t n = 0; n + block <= x.size(); n += block) {
        const double turns = static_cast<double>(n) / period;
        const auto found = block_phasor(x.subspan(n, block), w,
                                        2 * std::numbers::pi * (turns - std::floor(turns)));
        const auto relative = found / phasor;
        const double last = track.phase_rad.empty() ? 0 : track.phase_rad.back();
        track.phase_rad.push_back(last +
                                  std::remainder(std::arg(relative) - last, 2 * std::numbers::pi));
        track.level_db.push_back(20 * std::log10(std::max(1e-9, std::abs(relative))));
    }
    return track;
}

double mean_of(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) /
           std::max(1.0, static_cast<double>(values.size()));
}

/// The straight line that fits best.
struct Line {
    double slope = 0;    ///< per value
    double scatter = 0;  ///< mean square about it
};

Line line_through(std::span<const double> values) {
    const auto count = static_cast<double>(values.size());
    const double centre = 0.5 * (count - 1);
    const double mean = mean_of(values);
    double product = 0;
    double square = 0;
    for (std::size_t k = 0; k < values.size(); ++k) {
        product += (static_cast<double>(k) - centre) * (values[k] - mean);
        square += (values[k] - mean) * (values[k] - mean);
    }
    const double spread = count * (count * count - 1) / 12;
    return {product / spread, std::max(0.0, square - product * product / spread) / (count - 2)};
}

/// Rms, radians. What stands beside a tone moves its level and its phase alike; clocks move the
/// phase alone.
double wander_of(const Track& track) {
    constexpr double nepers_per_db = std::numbers::ln10 / 20;
    constexpr double clearly_more = 9;  // as a ratio of powers of 40 blocks and more
    const double phase = line_through(track.phase_rad).scatter;
    const double level = line_through(track.level_db).scatter * nepers_per_db * nepers_per_db;
    return phase > clearly_more * level ? std::sqrt(phase - level) : 0;
}

/// Over two blocks, because the one that holds a gap is half before it and half behind.
std::vector<double> steps_of(const Track& track, double radians_per_frame) {
    std::vector<double> steps;
    for (std::size_t k = 2; k < track.phase_rad.size(); ++k)
        steps.push_back(std::abs(track.phase_rad[k] - track.phase_rad[k - 2]) / radians_per_frame);
    return steps;
}

/// `eps`: by how much the segment's tones together lie above the frequency tracked, relative.
void read_track(const Track& track, double rate, double eps, PilotReading& reading) {
    const std::size_t third = track.level_db.size() / 3;
    if (third < 2) return;
    const std::span levels(track.level_db);
    reading.gain_change_db = mean_of(levels.last(third)) - mean_of(levels.first(third));
    double square = 0;
    for (std::size_t k = 1; k < levels.size(); ++k)
        square += std::pow(levels[k] - levels[k - 1], 2) / 2;
    const double scatter = std::sqrt(square / static_cast<double>(levels.size() - 1));
    reading.gain_scatter_db = scatter * std::sqrt(2.0 / static_cast<double>(third));
    const double radians_per_frame = 2 * std::numbers::pi / reading.period_frames;
    reading.wander_s = wander_of(track) / radians_per_frame / rate;
    // A gap of whole periods shows little of itself, but the segment's other tones see another.
    const double drift =
        line_through(track.phase_rad).slope / radians_per_frame - eps * track.block_frames;
    auto steps = steps_of(track, radians_per_frame);
    reading.jump_frames = std::max(*std::max_element(steps.begin(), steps.end()),
                                   std::abs(drift) * static_cast<double>(track.phase_rad.size()));
    reading.usual_jump_frames = dsp::median(steps);
}

std::vector<double> without_other_tones(std::span<const double> x, const dsp::ToneFit& fit,
                                        std::size_t kept) {
    dsp::ToneFit others = fit;
    others.phasor[kept] = 0;
    return dsp::residual_of(x, others);
}

bool stands_out(std::span<const double> x, Hertz rate, const std::vector<double>& frequencies,
                std::size_t index) {
    const auto fit = dsp::fit_tones(x, rate, frequencies);
    return std::abs(fit.phasor[index]) > 20 * fit.amplitude_uncertainty();
}

/// False where a channel carries no trace of the tone: noise has neither phase nor clock. The
/// first third too, because a jump of half a period in the middle cancels the whole.
bool carries_tone(const SegmentCut& cut, const signal::Layout& layout,
                  const signal::PlacedSegment& segment, const Alignment& alignment) {
    const auto frequencies = recorded_frequencies(segment.spec, alignment.stretch);
    const auto& tones = std::get<signal::Tones>(segment.spec.stimulus).tones;
    const auto index = static_cast<std::size_t>(reference_tone_of(segment.spec) - tones.data());
    const std::span all(cut.samples);
    return stands_out(all, layout.rate, frequencies, index) ||
           stands_out(all.first(all.size() / 3), layout.rate, frequencies, index);
}

PilotReading read_pilot(const SegmentCut& cut, const signal::Layout& layout,
                        const signal::PlacedSegment& segment, const Alignment& alignment,
                        int channel) {
    const signal::Tone& tone = *reference_tone_of(segment.spec);
    const auto frequencies = recorded_frequencies(segment.spec, alignment.stretch);
    const auto scaled = dsp::fit_scaled_tones(cut.samples, layout.rate, frequencies);
    const auto& tones = std::get<signal::Tones>(segment.spec.stimulus).tones;
    const auto index = static_cast<std::size_t>(&tone - tones.data());
    PilotReading reading;
    reading.period_frames = layout.rate.value() / frequencies[index];
    reading.stimulus_frame = static_cast<double>(segment.steady_start) +
                             0.5 * static_cast<double>(segment.steady_length);
    // f (1+eps) = f_stimulus / stretch, so a fit above the assumed frequency is a smaller stretch.
    reading.offset = alignment.stretch / (1 + scaled.eps) - 1;
    reading.offset_uncertainty = scaled.eps_uncertainty;
    const auto fit = dsp::fit_tones(cut.samples, layout.rate, frequencies);
    const auto played = played_phasor(tone, cut.seconds_into_segment,
                                      signal::drive_sign(segment.spec.drive, channel));
    const double late = -std::arg(fit.phasor[index] / played) / (2 * std::numbers::pi);
    reading.frames_late = late * reading.period_frames;
    read_track(track_blocks(without_other_tones(cut.samples, fit, index), layout.rate.value(),
                            frequencies[index], fit.phasor[index]),
               layout.rate.value(), scaled.eps, reading);
    return reading;
}

}  // namespace

bool PilotReading::jumps() const { return jump_frames > std::max(0.5, 12 * usual_jump_frames); }

std::vector<PilotReading> read_pilots(std::span<const double> x, const signal::Layout& layout,
                                      const Alignment& alignment, int channel) {
    std::vector<PilotReading> readings;
    for (std::size_t s = 0; s < layout.segments.size(); ++s) {
        const auto& segment = layout.segments[s];
        const signal::Tone* tone = reference_tone_of(segment.spec);
        if (tone == nullptr || tone->level < least_pilot_level) continue;
        if (signal::drive_sign(segment.spec.drive, channel) == 0) continue;
        if (segment.spec.steady < Seconds(0.2)) continue;
        const auto cut = cut_steady(x, layout, segment, alignment);
        if (cut.samples.size() < 1000 || !carries_tone(cut, layout, segment, alignment)) continue;
        readings.push_back(read_pilot(cut, layout, segment, alignment, channel));
        readings.back().segment = s;
    }
    return readings;
}

}  // namespace ohmloop::measure
