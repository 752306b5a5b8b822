#include "separation.hpp"

#include "settling.hpp"

#include <algorithm>
#include <cmath>

namespace ohmloop::measure {

namespace {

/// Lines closer than this many resolutions to a tone are not told from it.
constexpr double told_apart = 3;

std::vector<double> with_hum(std::vector<double> tones_hz, const Hum& hum, double seconds) {
    const auto tones = tones_hz;
    for (const double line : hum.frequency_hz)
        if (std::none_of(tones.begin(), tones.end(),
                         [&](double tone) { return std::abs(tone - line) < told_apart / seconds; }))
            tones_hz.push_back(line);
    return tones_hz;
}

}  // namespace

Separation separate(std::span<const double> x, Hertz rate, const std::vector<double>& tones_hz) {
    auto settled = fit_settled(x, rate, tones_hz);
    Separation parts;
    parts.tones = tones_hz.size();
    parts.hum = find_hum(dsp::residual_of(settled.samples, settled.fit), rate);
    const auto lines = with_hum(tones_hz, parts.hum, static_cast<double>(x.size()) / rate.value());
    if (lines.size() > tones_hz.size()) settled = fit_settled(x, rate, lines);
    parts.fit = std::move(settled.fit);
    parts.steady = std::move(settled.samples);
    parts.residual = dsp::residual_of(parts.steady, parts.fit);
    return parts;
}

double Separation::seconds() const { return static_cast<double>(fit.frames) / fit.rate_hz; }

std::vector<double> Separation::densities() const {
    return dsp::density_about(residual, Hertz(fit.rate_hz), fit.frequency_hz);
}

/// A line of mean square P beside noise of density S: <(line + noise)^2> holds twice their
/// product, whose variance is 2 P S / T.
NoiseReading read_noise(const Separation& parts, const dsp::PowerWeighting& weighting) {
    const Hertz rate(parts.fit.rate_hz);
    const auto band = audio_band(rate);
    const auto random =
        dsp::band_power(parts.residual, rate, Hertz(band.low_hz), Hertz(band.high_hz), weighting);
    NoiseReading reading;
    reading.random = random.mean_square;
    reading.random_uncertainty = random.mean_square * random.relative_uncertainty();
    if (parts.tones == parts.fit.phasor.size()) return reading;
    const auto densities = parts.densities();
    for (std::size_t k = parts.tones; k < parts.fit.phasor.size(); ++k) {
        const double hz = parts.fit.frequency_hz[k];
        const double weight = weighting ? weighting(hz) : 1;
        const double power = std::norm(parts.fit.phasor[k]) / 2;
        reading.hum.push_back(
            {hz, weight * power, weight * std::sqrt(2 * power * densities[k] / parts.seconds())});
    }
    return reading;
}

AudioBand audio_band(Hertz rate) { return {20, std::min(20000.0, 0.45 * rate.value())}; }

}  // namespace ohmloop::measure
