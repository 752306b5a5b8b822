#include "residue.hpp"

#include "noise_around.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ohmloop::measure {

namespace {

constexpr int hum_harmonics = 5;
constexpr double widest_mains_offset = 0.005;
/// Hum is a line that reads so many times the noise around it. Noise does once in 10^7, and the
/// comb's scale, which is fitted too, finds the best of some hundred places for five lines.
constexpr double detection = 16;

/// A mains frequency and its harmonics as fitted to a record, and what the fit leaves of it.
struct Comb {
    double mains_hz;
    std::vector<Residue::Line> lines;
    LinePower all;
    std::vector<double> rest;

    [[nodiscard]] bool stands_out() const {
        return std::any_of(lines.begin(), lines.end(), [](const auto& line) {
            return line.power.read() > detection * line.power.noise();
        });
    }
};

Comb fit_comb(const std::vector<double>& noise, Hertz rate, double mains) {
    std::vector<double> frequencies;
    for (int n = 1; n <= hum_harmonics && n * mains < 0.48 * rate.value(); ++n)
        frequencies.push_back(n * mains);
    Comb comb{mains, {}, {}, {}};
    if (frequencies.empty()) return comb;
    auto fit = dsp::fit_scaled_tones(noise, rate, frequencies);
    if (!(std::abs(fit.eps) < widest_mains_offset))
        fit.tones = dsp::fit_tones(noise, rate, frequencies);
    comb.rest = dsp::residual_of(noise, fit.tones);
    const NoiseAround around(comb.rest, rate);
    for (std::size_t n = 0; n < frequencies.size(); ++n) {
        Residue::Line line{fit.tones.frequency_hz[n], {}};
        const double read = std::norm(fit.tones.phasor[n]) / 2;
        const double noise_on_it = around.on_tone(Hertz(line.frequency_hz), Hertz(mains / 4));
        line.power.add(read, noise_on_it);
        comb.all.add(read, noise_on_it);
        comb.lines.push_back(line);
    }
    return comb;
}

HumInspection describe(const Comb& comb) {
    HumInspection hum{comb.mains_hz, level_dbfs(comb.all), {}};
    for (const auto& line : comb.lines) hum.harmonics.push_back(level_dbfs(line.power));
    return hum;
}

}  // namespace

Residue::Residue(std::vector<double> noise, Hertz rate) : rate_(rate) {
    Comb fifty = fit_comb(noise, rate, 50);
    Comb sixty = fit_comb(noise, rate, 60);
    const bool is_sixty =
        sixty.stands_out() && (!fifty.stands_out() || sixty.all.read() > fifty.all.read());
    Comb& stronger = is_sixty ? sixty : fifty;
    rest_ = stronger.stands_out() ? std::move(stronger.rest) : std::move(noise);
    if (!stronger.stands_out()) return;
    lines_ = stronger.lines;
    hum_ = describe(stronger);
}

UncertainPower Residue::power(Hertz low, Hertz high, const dsp::PowerWeighting& weighting) const {
    const auto random = dsp::band_power(rest_, rate_, low, high, weighting);
    double mean_square = random.mean_square;
    double uncertainty = mean_square > 0 ? mean_square * random.relative_uncertainty() : 0;
    for (const Line& line : lines_) {
        if (line.frequency_hz < low.value() || line.frequency_hz > high.value()) continue;
        const double weight = weighting ? weighting(line.frequency_hz) : 1;
        mean_square += weight * line.power.read();
        uncertainty = std::hypot(uncertainty, weight * line.power.uncertainty());
    }
    return {mean_square, uncertainty};
}

}  // namespace ohmloop::measure
