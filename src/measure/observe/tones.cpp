#include "aes17_notch.hpp"
#include "bursts.hpp"
#include "creep.hpp"
#include "measure/take/segment_cut.hpp"
#include "observe.hpp"
#include "rounding.hpp"
#include "separation.hpp"
#include "slow_phase.hpp"
#include "steadiness.hpp"
#include "tone_pair.hpp"

#include "ohmloop/dsp/tone_fit.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <variant>

namespace ohmloop::measure {

namespace {

using signal::Tone;

constexpr int highest_harmonic = 20;

/// Beyond it the clocks wander, and the take is refused.
constexpr double largest_own_offset = 1e-6;

std::vector<double> recorded_frequencies(const std::vector<Tone>& tones, double stretch) {
    std::vector<double> frequencies;
    for (const auto& tone : tones) frequencies.push_back(tone.frequency.value() / stretch);
    return frequencies;
}

/// The take's stretch, but for what two clocks drifted from it by in this segment, where its tones
/// tell: 0.1 ppm over a second leave -80 dB of a 997 Hz tone in the residual.
double stretch_here(std::span<const double> x, const std::vector<Tone>& tones,
                    const ObservedChannel& in) {
    const double stretch = in.alignment.stretch;
    if (in.alignment.stretch_uncertainty == 0) return stretch;  // one clock
    const auto scaled =
        dsp::fit_scaled_tones(x, in.layout.rate, recorded_frequencies(tones, stretch));
    const bool told = std::abs(scaled.eps) > 6 * scaled.eps_uncertainty;
    return told && std::abs(scaled.eps) < largest_own_offset ? stretch / (1 + scaled.eps) : stretch;
}

/// Played tones, then (for a lone tone) its harmonics below half the rate.
std::vector<double> frequencies_to_fit(std::span<const double> x, const std::vector<Tone>& tones,
                                       const ObservedChannel& in) {
    auto frequencies = recorded_frequencies(tones, stretch_here(x, tones, in));
    if (tones.size() == 1)
        for (int n = 2; n <= highest_harmonic; ++n)
            if (n * frequencies.front() < 0.48 * in.layout.rate.value())
                frequencies.push_back(n * frequencies.front());
    // Their products; pure tones read nothing there but noise.
    if (const auto* pair = find_tone_pair({tones})) {
        auto lines = products_in_band(*pair, in.layout.rate);
        lines.insert(lines.end(), pair->others_hz.begin(), pair->others_hz.end());
        for (const double hz : lines)
            if (hz < 0.48 * in.layout.rate.value())
                frequencies.push_back(frequencies.front() * hz / pair->lower_hz);
    }
    return frequencies;
}

/// Standard uncertainty of each tone's amplitude: sqrt(S / T), S the noise's density about it,
/// which below a flicker corner is more than the whole residual's; that stands where few lines tell
/// more.
std::vector<double> amplitude_scatter(const Separation& parts) {
    std::vector<double> scatter;
    for (const double density : parts.densities())
        scatter.push_back(
            std::max(std::sqrt(density / parts.seconds()), parts.fit.amplitude_uncertainty()));
    return scatter;
}

ToneReading reading_of(const Tone& tone, std::complex<double> phasor, std::complex<double> played,
                       double amplitude_uncertainty) {
    ToneReading reading;
    reading.frequency_hz = tone.frequency.value();
    reading.level_dbfs = tone.level.value();
    reading.gain = phasor / played;
    reading.relative_uncertainty =
        std::abs(phasor) > 0 ? amplitude_uncertainty / std::abs(phasor) : 1;
    return reading;
}

/// Of a harmonic to its fundamental, both as phasors of a cosine; a quarter of a turn makes sines.
double relative_phase(std::complex<double> harmonic, std::complex<double> fundamental,
                      std::size_t order) {
    constexpr double quarter = std::numbers::pi / 2;
    const double n = static_cast<double>(order);
    return std::remainder(std::arg(harmonic) + quarter - n * (std::arg(fundamental) + quarter),
                          2 * std::numbers::pi);
}

void read_distortion(const Separation& parts, double step, TonesObservation& out) {
    const auto& fit = parts.fit;
    const auto band = audio_band(Hertz(fit.rate_hz));
    out.noise = read_noise(parts);
    out.notched_noise = read_noise(parts, aes17_notch(fit.frequency_hz.front()));
    out.fundamental_rms = std::abs(fit.phasor.front()) / std::numbers::sqrt2;
    const double whole_noise = out.noise.random * fit.rate_hz / 2 / (band.high_hz - band.low_hz);
    const double rounding = rounding_in_harmonic(out.fundamental_rms, whole_noise, step);
    const auto densities = parts.densities();
    for (std::size_t n = 1; n < parts.tones; ++n)
        if (fit.frequency_hz[n] <= band.high_hz)
            out.harmonics.push_back({std::abs(fit.phasor[n]) / std::numbers::sqrt2,
                                     densities[n] / parts.seconds(), rounding,
                                     relative_phase(fit.phasor[n], fit.phasor[0], n + 1)});
}

/// A pair's products, fitted behind its tones.
void read_products(const Separation& parts, std::size_t count, TonesObservation& out) {
    const auto densities = parts.densities();
    for (std::size_t k = 2; k < 2 + count; ++k)
        out.products.push_back(
            {std::abs(parts.fit.phasor[k]) / std::numbers::sqrt2, densities[k] / parts.seconds()});
}

/// What stands between many tones, their products among it.
void read_between(const Separation& parts, TonesObservation& out) {
    double power = 0;
    for (std::size_t k = 0; k < parts.tones; ++k) power += std::norm(parts.fit.phasor[k]) / 2;
    out.fundamental_rms = std::sqrt(power);
    out.noise = read_noise(parts);
}

void read_residual(const Separation& parts, TonesObservation& out) {
    for (const double r : parts.residual)
        out.residual_peak = std::max(out.residual_peak, std::abs(r));
    out.click_share = click_share_of(parts.residual, parts.fit.rate_hz);
}

/// Of all but the tones played: what is fitted behind them, harmonics and products, and the rest.
double read_beside(const Separation& parts, std::size_t played) {
    double sum = 0;
    for (std::size_t k = played; k < parts.tones; ++k) sum += std::norm(parts.fit.phasor[k]) / 2;
    double squares = 0;
    for (const double r : parts.residual) squares += r * r;
    return std::sqrt(sum + squares / static_cast<double>(parts.residual.size()));
}

}  // namespace

void observe_tones(const ObservedChannel& in, const signal::PlacedSegment& segment,
                   ChannelObservations& out) {
    const double sign = signal::drive_sign(segment.spec.drive, in.channel);
    const auto cut = cut_steady(in.samples, in.layout, segment, in.alignment);
    if (cut.samples.empty()) return;
    const auto& tones = std::get<signal::Tones>(segment.spec.stimulus).tones;
    auto parts = separate(cut.samples, in.layout.rate, frequencies_to_fit(cut.samples, tones, in));
    TonesObservation observation;
    observation.drive = segment.spec.drive;
    observation.seconds = static_cast<double>(cut.samples.size()) / in.layout.rate.value();
    const auto moved = moved_by_bursts(parts);
    const auto scatter = amplitude_scatter(parts);
    for (std::size_t k = 0; k < tones.size(); ++k) {
        // An undriven channel is read against the driven one's tone: crosstalk.
        const auto played =
            played_phasor(tones[k], cut.seconds_into_segment, sign == 0 ? 1.0 : sign);
        observation.tones.push_back(
            reading_of(tones[k], parts.fit.phasor[k], played, std::hypot(scatter[k], moved[k])));
        if (sign != 0 && std::abs(parts.fit.phasor[k]) > 0)
            observation.moved_by_bursts =
                std::max(observation.moved_by_bursts, moved[k] / std::abs(parts.fit.phasor[k]));
    }
    if (const auto* pair = find_tone_pair({tones}))
        read_products(parts, products_in_band(*pair, in.layout.rate).size(), observation);
    observation.beside_rms = read_beside(parts, tones.size());
    observation.for_source = observation.products.empty() && !is_multitone({tones});
    if (is_multitone({tones}) && sign != 0) read_between(parts, observation);
    if (tones.size() == 1) {
        if (sign != 0)
            observation.scatter_over_noise =
                scatter_over_noise(parts.residual, parts.fit, parts.densities().front());
        take_off_creep(parts.residual, parts.fit);
        take_off_slow_phase(parts.residual, parts.fit);
        read_distortion(parts, sample_step(in.samples), observation);
        read_residual(parts, observation);
        if (tones.front().level.value() <= weak_level_dbfs) {
            observation.a_weighted = read_noise(parts, dsp::a_weighting_power);
            observation.ccir_rms = read_noise(parts, dsp::ccir_rms_weighting_power);
        }
    }
    out.tones.push_back(std::move(observation));
}

}  // namespace ohmloop::measure
