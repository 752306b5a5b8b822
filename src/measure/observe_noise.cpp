#include "observe.hpp"
#include "segment_cut.hpp"

#include "ohmloop/dsp/band_noise.hpp"
#include "ohmloop/dsp/tone_fit.hpp"

#include <cmath>
#include <variant>

namespace ohmloop::measure {

namespace {

constexpr int hum_harmonics = 5;

double hum_rms(std::span<const double> x, Hertz rate, double mains_hz) {
    std::vector<double> comb;
    for (int n = 1; n <= hum_harmonics; ++n) comb.push_back(n * mains_hz);
    double power = 0;
    for (const auto& phasor : dsp::fit_tones(x, rate, comb).phasor) power += std::norm(phasor) / 2;
    return std::sqrt(power);
}

}  // namespace

bool is_near_silence(const signal::SegmentSpec& spec) {
    const auto* tones = std::get_if<signal::Tones>(&spec.stimulus);
    return tones != nullptr && tones->tones.size() == 1 && tones->tones.front().level <= DbFs(-90);
}

void observe_noise(const ObservedChannel& in, const signal::PlacedSegment& segment,
                   ChannelObservations& out) {
    const auto cut = cut_steady(in.samples, in.layout, segment, in.alignment);
    if (cut.samples.empty()) return;
    const auto& tone = std::get<signal::Tones>(segment.spec.stimulus).tones.front();
    const std::vector<double> keep_awake{tone.frequency.value() / in.alignment.stretch};
    const auto residual =
        dsp::residual_of(cut.samples, dsp::fit_tones(cut.samples, in.layout.rate, keep_awake));
    const auto band = audio_band(in.layout.rate);
    const Hertz low(band.low_hz);
    const Hertz high(band.high_hz);
    const auto flat = dsp::band_power(residual, in.layout.rate, low, high);
    const auto weighted =
        dsp::band_power(residual, in.layout.rate, low, high, dsp::a_weighting_power);
    NoiseObservation observation;
    observation.mean_square = flat.mean_square;
    observation.a_weighted_mean_square = weighted.mean_square;
    observation.bandwidth_hz = flat.statistical_bandwidth_hz;
    observation.a_weighted_bandwidth_hz = weighted.statistical_bandwidth_hz;
    observation.seconds = flat.seconds;
    observation.hum_rms[0] = hum_rms(residual, in.layout.rate, 50 / in.alignment.stretch);
    observation.hum_rms[1] = hum_rms(residual, in.layout.rate, 60 / in.alignment.stretch);
    out.noises.push_back(observation);
}

}  // namespace ohmloop::measure
