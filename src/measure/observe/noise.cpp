#include "idle_tones.hpp"
#include "measure/take/segment_cut.hpp"
#include "observe.hpp"
#include "rounding.hpp"
#include "separation.hpp"

#include "ohmloop/dsp/quasi_peak.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <variant>

namespace ohmloop::measure {

namespace {

/// What five lines of 50 Hz and its harmonics hold of noise alone: a line of resolution 1/T each.
double hum_floor(const Separation& parts) {
    auto densities = dsp::density_about(parts.residual, Hertz(parts.fit.rate_hz),
                                        std::vector<double>{50, 100, 150, 200, 250});
    return std::sqrt(std::accumulate(densities.begin(), densities.end(), 0.0) / parts.seconds());
}

/// The mean, and its standard uncertainty by the scatter of ten pieces.
void read_mean(std::span<const double> x, NoiseObservation& out) {
    constexpr std::size_t pieces = mean_pieces;
    const std::size_t each = x.size() / pieces;
    if (each == 0) return;
    double sum = 0;
    double squares = 0;
    for (std::size_t k = 0; k < pieces; ++k) {
        const auto piece = x.subspan(k * each, each);
        const double mean =
            std::accumulate(piece.begin(), piece.end(), 0.0) / static_cast<double>(each);
        sum += mean;
        squares += mean * mean;
    }
    out.mean = sum / pieces;
    out.mean_uncertainty =
        std::sqrt(std::max(0.0, squares / pieces - out.mean * out.mean) / (pieces - 1));
}

/// The pointer takes half a second to rise, and then shows moments, not a mean: shorter records
/// have too few of them.
constexpr double least_quasi_peak_s = 8;

double read_quasi_peak(const Separation& parts) {
    if (parts.seconds() < least_quasi_peak_s) return 0;
    auto tones = parts.fit;
    tones.frequency_hz.resize(parts.tones);
    tones.phasor.resize(parts.tones);
    const Hertz rate(parts.fit.rate_hz);
    const auto band = audio_band(rate);
    const auto rest = dsp::residual_of(parts.steady, tones);
    return dsp::QuasiPeakDetector{}.reading(
        dsp::itu_468_weighted(rest, rate, Hertz(band.low_hz), Hertz(band.high_hz)));
}

double band_width(Hertz rate) {
    const auto band = audio_band(rate);
    return band.high_hz - band.low_hz;
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
    const auto parts =
        separate(cut.samples, in.layout.rate, {tone.frequency.value() / in.alignment.stretch});
    NoiseObservation observation;
    observation.flat = read_noise(parts);
    observation.a_weighted = read_noise(parts, dsp::a_weighting_power);
    observation.ccir_rms = read_noise(parts, dsp::ccir_rms_weighting_power);
    observation.itu_468 = read_quasi_peak(parts);
    observation.seconds = parts.seconds();
    observation.idle = find_idle_tones(parts);
    std::copy_n(parts.hum.rms, 2, observation.hum_rms);
    for (const int mains : {0, 1})
        std::copy_n(parts.hum.line_rms[mains], 5, observation.hum_line_rms[mains]);
    observation.hum_floor_rms = hum_floor(parts);
    observation.hidden_density = density_hidden_by_steps(
        sample_step(in.samples), observation.flat.random / band_width(in.layout.rate),
        in.layout.rate);
    read_mean(cut.samples, observation);
    const auto [least, most] = std::minmax_element(cut.samples.begin(), cut.samples.end());
    observation.frozen = *least == *most;
    out.noises.push_back(observation);
}

}  // namespace ohmloop::measure
