#include "ohmloop/measure/inspection.hpp"

#include "ohmloop/dsp/band_noise.hpp"
#include "ohmloop/dsp/tone_fit.hpp"
#include "ohmloop/units/decibel.hpp"
#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace ohmloop::measure {

namespace {

constexpr int highest_harmonic = 11;
/// Nothing this near the fundamental counts as noise: an analyser's notch takes it, and slow
/// changes of level and clock live there.
constexpr double skirt = 0.01;
constexpr double tone_share = 0.5;   ///< of the power: below, there is no tone to speak of
constexpr double quiet_block = 0.1;  ///< re the loudest: before and after the tone
constexpr Seconds longest_look(60);
constexpr Seconds least_length(0.1);
constexpr double widest_mains_offset = 0.005;

double dbfs_of_mean_square(double mean_square) {
    return mean_square > 0 ? 10 * std::log10(2 * mean_square)
                           : -std::numeric_limits<double>::infinity();
}

std::vector<double> middle(const std::vector<double>& samples, Hertz rate) {
    const auto most = static_cast<std::size_t>(longest_look.value() * rate.value());
    if (samples.size() <= most) return samples;
    const auto from = static_cast<std::ptrdiff_t>((samples.size() - most) / 2);
    return {samples.begin() + from, samples.begin() + from + static_cast<std::ptrdiff_t>(most)};
}

/// From the first to the last block that is not quiet, without the blocks at both ends, in which
/// a tone starts and stops.
std::vector<double> sounding_part(const std::vector<double>& samples, Hertz rate) {
    const auto block = static_cast<std::size_t>(0.05 * rate.value());
    std::vector<double> power;
    for (std::size_t n = 0; n + block <= samples.size(); n += block) {
        const auto* from = samples.data() + n;
        power.push_back(std::inner_product(from, from + block, from, 0.0));
    }
    if (power.size() < 5) return samples;
    const double least = quiet_block * quiet_block * *std::max_element(power.begin(), power.end());
    std::size_t first = 0;
    std::size_t last = power.size() - 1;
    while (power[first] < least) ++first;
    while (power[last] < least) --last;
    if (first == 0 && last == power.size() - 1) return samples;
    if (last < first + 4) return samples;
    return {samples.begin() + static_cast<std::ptrdiff_t>((first + 1) * block),
            samples.begin() + static_cast<std::ptrdiff_t>(last * block)};
}

dsp::ScaleFit fit_harmonics(const std::vector<double>& x, Hertz rate, double fundamental_hz) {
    std::vector<double> frequencies;
    for (int n = 1; n <= highest_harmonic && n * fundamental_hz < 0.48 * rate.value(); ++n)
        frequencies.push_back(n * fundamental_hz);
    return dsp::fit_scaled_tones(x, rate, frequencies);
}

/// Noise in the band without the fundamental's skirts.
dsp::BandPower noise_beside(const std::vector<double>& noise, Hertz rate, double fundamental_hz,
                            const Inspection& inspection) {
    return dsp::band_power(
        noise, rate, inspection.band_low, inspection.band_high, [fundamental_hz](double f) {
            return std::abs(f - fundamental_hz) < skirt * fundamental_hz ? 0.0 : 1.0;
        });
}

double db_re(double power, double reference) {
    return power > 0 ? 10 * std::log10(power / reference) : -200;
}

ToneInspection describe(const dsp::ScaleFit& fit, const dsp::BandPower& noise,
                        const Inspection& inspection) {
    const dsp::ToneFit& tones = fit.tones;
    // What noise of this density adds to the power of a fitted tone, on average.
    const double noise_in_tone =
        noise.mean_square / (inspection.band_high - inspection.band_low).value() / noise.seconds;
    const double fundamental = std::norm(tones.phasor[0]) / 2;
    ToneInspection tone;
    tone.frequency_hz = tones.frequency_hz[0];
    tone.frequency_uncertainty_hz = tone.frequency_hz * fit.eps_uncertainty;
    tone.level_dbfs = dbfs_of_mean_square(fundamental);
    double all = 0;
    double in_band = 0;
    for (std::size_t n = 1; n < tones.phasor.size(); ++n) {
        const double power = std::max(0.0, std::norm(tones.phasor[n]) / 2 - noise_in_tone);
        tone.harmonics_db.push_back(db_re(power, fundamental));
        all += power;
        if (tones.frequency_hz[n] <= inspection.band_high.value()) in_band += power;
    }
    tone.thd_db = db_re(all, fundamental);
    tone.thd_n_db = db_re(in_band + noise.mean_square, fundamental);
    tone.snr_db = -db_re(noise.mean_square, fundamental);
    return tone;
}

void describe_noise(ChannelInspection& channel, const std::vector<double>& noise, Hertz rate,
                    const Inspection& inspection) {
    const auto flat = dsp::band_power(noise, rate, inspection.band_low, inspection.band_high);
    const auto weighted = dsp::band_power(noise, rate, inspection.band_low, inspection.band_high,
                                          dsp::a_weighting_power);
    channel.noise_dbfs = dbfs_of_mean_square(flat.mean_square);
    channel.noise_a_dbfs = dbfs_of_mean_square(weighted.mean_square);
    channel.noise_uncertainty_db = 4.34 * flat.relative_uncertainty();
}

std::optional<HumInspection> hum_at(const std::vector<double>& noise, Hertz rate, double mains) {
    std::vector<double> comb;
    for (int n = 1; n <= 5; ++n) comb.push_back(n * mains);
    auto fit = dsp::fit_scaled_tones(noise, rate, comb);
    if (!(std::abs(fit.eps) < widest_mains_offset)) fit.tones = dsp::fit_tones(noise, rate, comb);
    HumInspection hum{mains, 0, {}};
    double power = 0;
    for (const auto& phasor : fit.tones.phasor) {
        power += std::norm(phasor) / 2;
        hum.harmonics_dbfs.push_back(dbfs_of_mean_square(std::norm(phasor) / 2));
    }
    // Five tones fitted to noise alone find 10 u^2 / 2 on average; 16 times that is hum.
    const double noise_alone = 5 * std::pow(fit.tones.amplitude_uncertainty(), 2);
    hum.level_dbfs = dbfs_of_mean_square(power);
    return power > 16 * noise_alone ? std::optional(hum) : std::nullopt;
}

std::optional<HumInspection> find_hum(const std::vector<double>& noise, Hertz rate) {
    const auto fifty = hum_at(noise, rate, 50);
    const auto sixty = hum_at(noise, rate, 60);
    if (!fifty || !sixty) return fifty ? fifty : sixty;
    return fifty->level_dbfs >= sixty->level_dbfs ? fifty : sixty;
}

void describe_levels(ChannelInspection& channel, const std::vector<double>& samples) {
    const double count = static_cast<double>(samples.size());
    channel.mean = std::accumulate(samples.begin(), samples.end(), 0.0) / count;
    double power = 0;
    for (const double x : samples) {
        channel.peak = std::max(channel.peak, std::abs(x));
        power += (x - channel.mean) * (x - channel.mean);
    }
    channel.level_dbfs = dbfs_of_mean_square(power / count);
}

ChannelInspection inspect_channel(const std::vector<double>& samples, Hertz rate,
                                  const Inspection& inspection) {
    ChannelInspection channel;
    describe_levels(channel, samples);
    channel.flat_tops = find_flat_tops(samples, rate);
    channel.noise_dbfs = channel.noise_a_dbfs = channel.level_dbfs;
    if (!std::isfinite(channel.level_dbfs)) return channel;
    const auto look = middle(samples, rate);
    const auto sounding = sounding_part(look, rate);
    const auto strongest = dsp::find_strongest_tone(sounding, rate);
    if (strongest.share < tone_share || strongest.frequency_hz > 0.48 * rate.value()) {
        describe_noise(channel, look, rate, inspection);
        channel.hum = find_hum(look, rate);
        return channel;
    }
    const auto fit = fit_harmonics(sounding, rate, strongest.frequency_hz);
    const auto noise = dsp::residual_of(sounding, fit.tones);
    describe_noise(channel, noise, rate, inspection);
    channel.tone =
        describe(fit, noise_beside(noise, rate, fit.tones.frequency_hz[0], inspection), inspection);
    channel.hum = find_hum(noise, rate);
    return channel;
}

}  // namespace

Inspection inspect(const signal::Recording& recording) {
    expects(
        static_cast<double>(recording.frames()) >= least_length.value() * recording.rate.value(),
        "a recording of at least 0.1 s");
    Inspection inspection;
    inspection.band_high = std::min(Hertz(20000), recording.rate / 2);
    for (const auto& samples : recording.channels)
        inspection.channels.push_back(inspect_channel(samples, recording.rate, inspection));
    return inspection;
}

}  // namespace ohmloop::measure
