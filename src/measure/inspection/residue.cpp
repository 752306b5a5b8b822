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

/// 1 but for a gap of +- reach about a tone, which the bins beside it, as many hertz and at least
/// eight bins to each side, stand for with all of them a little more.
class GapFilling {
  public:
    GapFilling(double tone_hz, double reach_hz, double bin_hz, Hertz low, Hertz high)
        : tone_hz_(tone_hz),
          reach_hz_(reach_hz),
          beside_hz_(reach_hz + std::max(reach_hz, 8 * bin_hz)) {
        double gap = 0;
        double beside = 0;
        for (double f = bin_hz * std::ceil((tone_hz - beside_hz_) / bin_hz);
             f <= tone_hz + beside_hz_; f += bin_hz) {
            if (f < low.value() || f > high.value()) continue;
            (is_in_gap(f) ? gap : beside) += 1;
        }
        if (beside > 0) weight_ = 1 + gap / beside;
    }

    [[nodiscard]] double operator()(double f) const {
        if (is_in_gap(f)) return 0;
        return std::abs(f - tone_hz_) <= beside_hz_ ? weight_ : 1;
    }

  private:
    [[nodiscard]] bool is_in_gap(double f) const { return std::abs(f - tone_hz_) < reach_hz_; }

    double tone_hz_;
    double reach_hz_;
    double beside_hz_;
    double weight_ = 1;
};

}  // namespace

Residue::Residue(std::vector<double> noise, Hertz rate) : rate_(rate) {
    Comb fifty = fit_comb(noise, rate, 50);
    Comb sixty = fit_comb(noise, rate, 60);
    const bool is_sixty =
        sixty.stands_out() && (!fifty.stands_out() || sixty.all.read() > fifty.all.read());
    Comb& stronger = is_sixty ? sixty : fifty;
    rest_ = stronger.stands_out() ? std::move(stronger.rest) : std::move(noise);
    if (!stronger.stands_out()) return;
    mains_hz_ = stronger.mains_hz;
    lines_ = stronger.lines;
    describe_hum();
}

void Residue::describe_hum() {
    LinePower all;
    hum_ = HumInspection{mains_hz_, {}, {}};
    for (const auto& line : lines_) {
        all.add(line.power.read(), line.power.noise());
        hum_->harmonics.push_back(level_dbfs(line.power));
    }
    hum_->level = level_dbfs(all);
}

std::vector<double> Residue::hum_hz() const {
    std::vector<double> frequencies;
    for (const auto& line : lines_) frequencies.push_back(line.frequency_hz);
    return frequencies;
}

void Residue::refine(const std::vector<double>& lines_hz,
                     std::span<const std::complex<double>> phasors, std::vector<double> rest) {
    rest_ = std::move(rest);
    const NoiseAround around(rest_, rate_);
    for (std::size_t n = 0; n < lines_hz.size(); ++n)
        for (Line& line : lines_)
            if (line.frequency_hz == lines_hz[n]) {
                line.power = {};
                line.power.add(std::norm(phasors[n]) / 2,
                               around.on_tone(Hertz(lines_hz[n]), Hertz(mains_hz_ / 4)));
            }
    describe_hum();
}

UncertainPower Residue::add_hum(const dsp::BandPower& random, Hertz low, Hertz high,
                                const dsp::PowerWeighting& weighting) const {
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

UncertainPower Residue::power(Hertz low, Hertz high, const dsp::PowerWeighting& weighting) const {
    return add_hum(dsp::band_power(rest_, rate_, low, high, weighting), low, high, weighting);
}

UncertainPower Residue::power_beside(double tone_hz, double reach_hz, Hertz low, Hertz high) const {
    const double bin_hz = rate_.value() / static_cast<double>(rest_.size());
    const GapFilling filling(tone_hz, reach_hz, bin_hz, low, high);
    return add_hum(dsp::band_power(rest_, rate_, low, high, filling), low, high,
                   [&](double f) { return std::abs(f - tone_hz) < reach_hz ? 0.0 : 1.0; });
}

}  // namespace ohmloop::measure
