#include "measure/take/segment_cut.hpp"
#include "observe.hpp"
#include "settling.hpp"

#include "ohmloop/dsp/band_noise.hpp"
#include "ohmloop/dsp/tone_fit.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <variant>

namespace ohmloop::measure {

namespace {

constexpr int hum_harmonics = 5;

/// The comb of one mains frequency in a record.
struct Comb {
    dsp::ToneFit fit;
    double rms = 0;
};

Comb fit_comb(std::span<const double> x, Hertz rate, double mains_hz) {
    std::vector<double> lines;
    for (int n = 1; n <= hum_harmonics; ++n) lines.push_back(n * mains_hz);
    Comb comb{dsp::fit_tones(x, rate, lines), 0};
    double power = 0;
    for (const auto& phasor : comb.fit.phasor) power += std::norm(phasor) / 2;
    comb.rms = std::sqrt(power);
    return comb;
}

}  // namespace

ResidualPower residual_power(std::span<const double> residual, Hertz rate) {
    const auto band = audio_band(rate);
    const Hertz low(band.low_hz);
    const Hertz high(band.high_hz);
    ResidualPower power;
    const Comb combs[2] = {fit_comb(residual, rate, 50), fit_comb(residual, rate, 60)};
    for (const int mains : {0, 1}) {
        power.hum_rms[mains] = combs[mains].rms;
        for (std::size_t n = 0; n < hum_harmonics; ++n)
            power.hum_line_rms[mains][n] =
                std::abs(combs[mains].fit.phasor[n]) / std::numbers::sqrt2;
    }
    const Comb& stronger = combs[combs[0].rms >= combs[1].rms ? 0 : 1];
    const auto whole = dsp::band_power(residual, rate, low, high);
    const auto random = dsp::band_power(dsp::residual_of(residual, stronger.fit), rate, low, high);
    power.mean_square = whole.mean_square;
    power.seconds = whole.seconds;
    const double share = std::max(1e-9, random.mean_square / whole.mean_square);
    power.bandwidth_hz = random.statistical_bandwidth_hz / (share * share);
    return power;
}

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
    const auto [samples, fit] = fit_settled(cut.samples, in.layout.rate, keep_awake);
    const auto residual = dsp::residual_of(samples, fit);
    const auto band = audio_band(in.layout.rate);
    const Hertz low(band.low_hz);
    const Hertz high(band.high_hz);
    const auto flat = residual_power(residual, in.layout.rate);
    const auto weighted =
        dsp::band_power(residual, in.layout.rate, low, high, dsp::a_weighting_power);
    NoiseObservation observation;
    observation.mean_square = flat.mean_square;
    observation.a_weighted_mean_square = weighted.mean_square;
    observation.bandwidth_hz = flat.bandwidth_hz;
    observation.a_weighted_bandwidth_hz = weighted.statistical_bandwidth_hz;
    observation.seconds = flat.seconds;
    std::copy_n(flat.hum_rms, 2, observation.hum_rms);
    std::copy_n(&flat.hum_line_rms[0][0], 2 * hum_harmonics, &observation.hum_line_rms[0][0]);
    out.noises.push_back(observation);
}

}  // namespace ohmloop::measure
