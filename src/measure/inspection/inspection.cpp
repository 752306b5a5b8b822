#include "ohmloop/measure/inspection.hpp"

#include "line_power.hpp"
#include "noise_around.hpp"
#include "residue.hpp"

#include "ohmloop/dsp/band_noise.hpp"
#include "ohmloop/dsp/tone_fit.hpp"
#include "ohmloop/units/decibel.hpp"
#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ohmloop::measure {

namespace {

constexpr int highest_harmonic = 11;
/// What lies this near the fundamental does not count: an analyser's notch takes it, and changes of
/// level and clock live there.
constexpr double skirt = 0.01;
constexpr double tone_share = 0.5;   ///< of the power: below, there is no tone to speak of
constexpr double quiet_block = 0.1;  ///< re the loudest: before and after the tone
constexpr Seconds longest_look(60);
constexpr Seconds least_length(0.1);
constexpr double neighbourhood = 0.25;  ///< of the fundamental: noise this near a line counts there

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

/// Two clocks that warm up run apart, and so may a level: slow enough to lie within the skirt, and
/// no distortion, but their ends would leak noise into the whole band. Polynomials of a few degrees
/// follow what takes tens of seconds; a tone of few periods has room for a frequency only.
std::size_t wander_degree(double seconds, double periods) {
    constexpr double seconds_per_degree = 20;
    if (periods < 8) return 1;
    return static_cast<std::size_t>(std::min(5.0, 2 + std::floor(seconds / seconds_per_degree)));
}

/// Lines of hum that the record tells from the tone with its wander, and from its harmonics; the
/// others were fitted to what the tone had left.
std::vector<double> told_apart(const std::vector<double>& hum_hz, const dsp::WanderFit& fit,
                               double seconds) {
    const double from_tone = 1 + static_cast<double>(fit.wander.phase.size());
    std::vector<double> told;
    for (const double line : hum_hz) {
        bool clear = true;
        for (std::size_t n = 0; n < fit.harmonics; ++n) {
            const double turns = std::abs(fit.tones.frequency_hz[n] - line) * seconds;
            clear = clear && turns >= (n == 0 ? from_tone : 1.0);
        }
        if (clear) told.push_back(line);
    }
    return told;
}

/// A tone and all that is beside it: a line of hum leaks a / (pi df T) into a harmonic df away, so
/// that both are fitted together.
struct ToneAndResidue {
    dsp::WanderFit fit;
    Residue residue;

    ToneAndResidue(const std::vector<double>& x, Hertz rate, double frequency_hz)
        : fit(fitted(x, rate, frequency_hz, {}, nullptr)), residue(fit.residual, rate) {
        const double seconds = static_cast<double>(x.size()) / rate.value();
        const auto lines = told_apart(residue.hum_hz(), fit, seconds);
        if (lines.empty()) return;
        fit = fitted(x, rate, fit.wander.frequency_hz, lines, &fit.wander);
        residue.refine(lines, std::span(fit.tones.phasor).subspan(fit.harmonics), fit.residual);
    }

  private:
    static dsp::WanderFit fitted(const std::vector<double>& x, Hertz rate, double frequency_hz,
                                 std::span<const double> lines, const dsp::Wander* start) {
        const double seconds = static_cast<double>(x.size()) / rate.value();
        return dsp::fit_wandering_tone(x, rate, frequency_hz, highest_harmonic,
                                       wander_degree(seconds, seconds * frequency_hz), lines,
                                       start);
    }
};

/// The tone and its harmonics one by one, with the noise around each.
std::vector<LinePower> lines_of(const dsp::WanderFit& fit, const Residue& residue) {
    const auto& tones = fit.tones;
    const NoiseAround around(residue.without_hum(), residue.rate());
    const Hertz reach(neighbourhood * tones.frequency_hz[0]);
    std::vector<LinePower> lines(fit.harmonics);
    for (std::size_t n = 0; n < lines.size(); ++n)
        lines[n].add(std::norm(tones.phasor[n]) / 2,
                     around.on_tone(Hertz(tones.frequency_hz[n]), reach));
    return lines;
}

ToneInspection describe(const dsp::WanderFit& fit, const Residue& residue,
                        const std::vector<LinePower>& lines, const Inspection& inspection) {
    const auto& frequencies = fit.tones.frequency_hz;
    const UncertainPower fundamental{lines[0].tones(), lines[0].uncertainty()};
    ToneInspection tone;
    tone.frequency_hz = frequencies[0];
    tone.frequency_uncertainty_hz = fit.frequency_uncertainty_hz;
    tone.level = level_dbfs(fundamental);
    LinePower all;
    LinePower in_band;
    for (std::size_t n = 1; n < lines.size(); ++n) {
        tone.harmonics.push_back(ratio_db(lines[n], fundamental));
        all.add(lines[n].read(), lines[n].noise());
        if (frequencies[n] > inspection.band_high.value()) continue;
        in_band.add(lines[n].read(), lines[n].noise());
        ++tone.harmonics_in_band;
    }
    const auto noise = residue.power_beside(frequencies[0], skirt * frequencies[0],
                                            inspection.band_low, inspection.band_high);
    if (lines.size() > 1) tone.thd = ratio_db(all, fundamental);
    // The noise read in the harmonics' lines is missing beside them: it stays.
    tone.thd_n = ratio_db(
        {in_band.read() + noise.mean_square, std::hypot(in_band.uncertainty(), noise.uncertainty)},
        fundamental);
    tone.snr = ratio_db(fundamental, {noise.mean_square + in_band.noise(), noise.uncertainty});
    return tone;
}

/// Noise that a fit took with a tone.
struct NoiseUnder {
    double hz;
    double mean_square;
};

/// What noise lies, on average, on the tones that were taken out: the fundamental's wander takes as
/// much again for each of its degrees.
std::vector<NoiseUnder> noise_under(const dsp::WanderFit& fit,
                                    const std::vector<LinePower>& lines) {
    std::vector<NoiseUnder> under;
    for (std::size_t n = 0; n < lines.size(); ++n)
        under.push_back({fit.tones.frequency_hz[n], lines[n].noise()});
    under.front().mean_square *= 1 + static_cast<double>(fit.wander.phase.size());
    return under;
}

void describe_noise(ChannelInspection& channel, const Residue& residue,
                    const Inspection& inspection, const std::vector<NoiseUnder>& under = {}) {
    const Hertz low = inspection.band_low;
    const Hertz high = inspection.band_high;
    const auto in_band = [&](const dsp::PowerWeighting& weighting) {
        auto power = residue.power(low, high, weighting);
        for (const auto& [hz, mean_square] : under)
            if (hz >= low.value() && hz <= high.value())
                power.mean_square += mean_square * (weighting ? weighting(hz) : 1);
        return level_dbfs(power);
    };
    channel.noise = in_band({});
    channel.noise_a = in_band(dsp::a_weighting_power);
    channel.noise_ccir_rms = in_band(dsp::ccir_rms_weighting_power);
    channel.hum = residue.hum();
}

/// Mean, peak, and the mean square of everything but the mean.
double describe_samples(ChannelInspection& channel, const std::vector<double>& samples) {
    const double count = static_cast<double>(samples.size());
    channel.mean = std::accumulate(samples.begin(), samples.end(), 0.0) / count;
    double power = 0;
    for (const double x : samples) {
        channel.peak = std::max(channel.peak, std::abs(x));
        power += (x - channel.mean) * (x - channel.mean);
    }
    return power / count;
}

/// Up to four tones within 10 dB of all there is, of which the noise leaves half or more.
std::vector<ShareOfTones> several_tones(std::span<const double> x, Hertz rate) {
    constexpr std::size_t most = 4;
    constexpr double least_share = 0.1;
    std::vector<double> frequencies;
    std::vector<ShareOfTones> found;
    double counted = 0;
    std::vector<double> left(x.begin(), x.end());
    while (found.size() < most) {
        const auto next = dsp::find_strongest_tone(left, rate);
        const double share = next.share * (1 - counted);
        if (share < least_share || next.frequency_hz > 0.48 * rate.value()) break;
        frequencies.push_back(next.frequency_hz);
        found.push_back({next.frequency_hz, level_of_peak(next.amplitude).value()});
        counted += share;
        left = dsp::residual_of(x, dsp::fit_tones(x, rate, frequencies));
    }
    if (found.size() < 2 || counted < tone_share) return {};
    return found;
}

/// A recording without a steady tone: its level is known as well as that of steady noise.
void describe_toneless(ChannelInspection& channel, const Residue& residue, double mean_square,
                       const Inspection& inspection) {
    describe_noise(channel, residue, inspection);
    const auto whole = residue.power(Hertz(0), residue.rate() / 2);
    const double relative = whole.mean_square > 0 ? whole.uncertainty / whole.mean_square : 0;
    channel.level = level_dbfs({mean_square, mean_square * relative});
}

void describe_tone(ChannelInspection& channel, const dsp::WanderFit& fit, const Residue& residue,
                   double mean_square, const Inspection& inspection) {
    const auto lines = lines_of(fit, residue);
    describe_noise(channel, residue, inspection, noise_under(fit, lines));
    channel.tone = describe(fit, residue, lines, inspection);
    channel.level = level_dbfs({mean_square, 0});
    channel.level.uncertainty_db = channel.tone->level.uncertainty_db;
}

ChannelInspection inspect_channel(const std::vector<double>& samples, Hertz rate,
                                  const Inspection& inspection) {
    ChannelInspection channel;
    const double mean_square = describe_samples(channel, samples);
    channel.flat_tops = find_flat_tops(samples, rate);
    if (!(mean_square > 0)) return channel;
    const auto look = middle(samples, rate);
    const auto sounding = sounding_part(look, rate);
    const auto strongest = dsp::find_strongest_tone(sounding, rate);
    if (strongest.share < tone_share || strongest.frequency_hz > 0.48 * rate.value()) {
        describe_toneless(channel, Residue(look, rate), mean_square, inspection);
        channel.several = several_tones(sounding, rate);
        return channel;
    }
    channel.phase_jumps = find_phase_jumps(samples, rate, strongest.frequency_hz);
    const ToneAndResidue parts(sounding, rate, strongest.frequency_hz);
    describe_tone(channel, parts.fit, parts.residue, mean_square, inspection);
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
