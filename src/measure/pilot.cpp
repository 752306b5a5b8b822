#include "pilot.hpp"

#include "segment_cut.hpp"

#include "ohmloop/dsp/tone_fit.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::measure {

namespace {

constexpr DbFs least_pilot_level(-60);

std::vector<double> recorded_frequencies(const signal::SegmentSpec& spec, double stretch) {
    std::vector<double> frequencies;
    for (const auto& tone : std::get<signal::Tones>(spec.stimulus).tones)
        frequencies.push_back(tone.frequency.value() / stretch);
    return frequencies;
}

/// Phasor of one block relative to the model, by projection over whole periods.
std::complex<double> block_phasor(std::span<const double> block, double radians_per_frame,
                                  double first_phase) {
    std::complex<double> sum = 0;
    const std::complex<double> turn = std::polar(1.0, -radians_per_frame);
    std::complex<double> wheel = std::polar(1.0, -first_phase);
    for (const double sample : block) {
        sum += sample * wheel;
        wheel *= turn;
    }
    return sum * (2.0 / static_cast<double>(block.size()));
}

/// Steps of phase and level between neighbouring blocks of about 10 ms of whole periods, from
/// what remains when all other tones of the segment are taken out.
void track_blocks(std::span<const double> x, double rate, double frequency,
                  std::complex<double> phasor, double residual_rms, PilotReading& reading) {
    const double period = rate / frequency;
    const auto block = static_cast<std::size_t>(std::lround(period * std::ceil(0.01 * frequency)));
    const double w = 2 * std::numbers::pi / period;
    double last_phase = 0;
    double lowest = 1e300;
    double highest = 0;
    for (std::size_t n = 0; n + block <= x.size(); n += block) {
        const double turns = static_cast<double>(n) / period;
        const auto found = block_phasor(x.subspan(n, block), w,
                                        2 * std::numbers::pi * (turns - std::floor(turns)));
        const auto relative = found / phasor;
        const double phase = std::arg(relative);
        if (n > 0) {
            const double step = std::remainder(phase - last_phase, 2 * std::numbers::pi);
            reading.jump_frames = std::max(reading.jump_frames, std::abs(step) / w);
        }
        last_phase = phase;
        lowest = std::min(lowest, std::abs(relative));
        highest = std::max(highest, std::abs(relative));
    }
    if (highest > 0 && lowest > 0) reading.gain_step_db = 20 * std::log10(highest / lowest);
    reading.noise_frames =
        residual_rms * std::sqrt(2.0 / static_cast<double>(block)) / std::abs(phasor) / w;
}

std::vector<double> without_other_tones(std::span<const double> x, const dsp::ToneFit& fit,
                                        std::size_t kept) {
    dsp::ToneFit others = fit;
    others.phasor[kept] = 0;
    return dsp::residual_of(x, others);
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
    track_blocks(without_other_tones(cut.samples, fit, index), layout.rate.value(),
                 frequencies[index], fit.phasor[index], fit.residual_rms, reading);
    return reading;
}

}  // namespace

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
        if (cut.samples.size() < 1000) continue;
        readings.push_back(read_pilot(cut, layout, segment, alignment, channel));
        readings.back().segment = s;
    }
    return readings;
}

}  // namespace ohmloop::measure
