#include "idle_tones.hpp"

#include "ohmloop/dsp/fft.hpp"
#include "ohmloop/dsp/tone_fit.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <optional>
#include <span>
#include <vector>

namespace ohmloop::measure {

namespace {

constexpr double false_alarm = 1e-5;
constexpr std::size_t most_tones = 5;
/// Below, an octave has too few bins to tell a line from noise that falls.
constexpr std::size_t first_bin = 32;
constexpr std::size_t widest_block = 64;
/// Hann's main lobe is two bins to each side.
constexpr double told_apart_bins = 2;
/// A Hann window takes this off the amplitude of a line halfway between two bins.
constexpr double scalloping = 0.8488;
constexpr double two_sided_95 = 1.96;
/// Hum beyond its fifth harmonic; further up a bus's 1 kHz would pass for it.
constexpr int highest_mains_harmonic = 19;

/// Powers of a Hann-windowed record, and how much noise there is about each bin: the median of
/// blocks of at most half an octave, which a line moves little.
struct Periodogram {
    std::vector<double> power;
    std::vector<double> noise;
    double window_sum = 0;
    double window_square = 0;
};

std::vector<double> block_means(std::span<const double> power) {
    std::vector<double> noise(power.size(), 0);
    for (std::size_t first = first_bin; first < power.size();) {
        const auto last = std::min(power.size(), first + std::min(widest_block, first / 2));
        std::vector<double> block(power.begin() + static_cast<std::ptrdiff_t>(first),
                                  power.begin() + static_cast<std::ptrdiff_t>(last));
        const auto middle = block.begin() + static_cast<std::ptrdiff_t>(block.size() / 2);
        std::nth_element(block.begin(), middle, block.end());
        std::fill(noise.begin() + static_cast<std::ptrdiff_t>(first),
                  noise.begin() + static_cast<std::ptrdiff_t>(last), *middle / std::numbers::ln2);
        first = last;
    }
    return noise;
}

Periodogram periodogram_of(std::span<const double> x) {
    Periodogram result;
    std::vector<double> windowed(x.size());
    const double turn = 2 * std::numbers::pi / static_cast<double>(x.size());
    for (std::size_t n = 0; n < x.size(); ++n) {
        const double w = 0.5 - 0.5 * std::cos(turn * static_cast<double>(n));
        windowed[n] = w * x[n];
        result.window_sum += w;
        result.window_square += w * w;
    }
    for (const auto& bin : dsp::real_fft(windowed)) result.power.push_back(std::norm(bin));
    result.noise = block_means(result.power);
    return result;
}

/// Is it a line of what was played, of the mains, or of a harmonic of either?
bool is_accounted_for(double hz, double width, const Separation& parts) {
    const auto is_multiple = [&](double of, int most) {
        const double order = std::round(hz / of);
        return order >= 1 && order <= most && std::abs(hz - order * of) < told_apart_bins * width;
    };
    for (std::size_t k = 0; k < parts.tones; ++k)
        if (is_multiple(parts.fit.frequency_hz[k], 1 << 15)) return true;
    return !parts.hum.frequency_hz.empty() &&
           is_multiple(parts.hum.frequency_hz.front(), highest_mains_harmonic);
}

class Search {
  public:
    explicit Search(const Separation& parts)
        : parts_(parts),
          rate_(parts.fit.rate_hz),
          width_(rate_ / static_cast<double>(parts.residual.size())) {
        const auto band = audio_band(Hertz(rate_));
        first_ = std::max(first_bin, static_cast<std::size_t>(std::ceil(band.low_hz / width_)));
        last_ = static_cast<std::size_t>(band.high_hz / width_);  // below the last bin
    }

    [[nodiscard]] IdleTones tones() const {
        IdleTones found;
        auto rest = parts_.residual;
        while (found.tones.size() <= most_tones) {
            const auto spectrum = periodogram_of(rest);
            found.hidden_rms = hidden_rms(spectrum);
            const auto peak = highest_peak(spectrum);
            if (!peak || found.tones.size() == most_tones) break;
            const auto fit = fit_near(rest, peak_hz(spectrum, *peak));
            const double rms = std::abs(fit.phasor[0]) / std::numbers::sqrt2;
            // What a line's fit does not take off is no line.
            if (!(rms > found.hidden_rms / 4)) break;
            found.tones.push_back({fit.frequency_hz[0], rms, uncertainty(spectrum, *peak)});
            rest = dsp::residual_of(rest, fit);
        }
        std::ranges::sort(found.tones, std::ranges::greater{}, &IdleTone::rms);
        return found;
    }

  private:
    [[nodiscard]] double threshold() const {
        return std::log(static_cast<double>(last_ - first_) / false_alarm);
    }
    [[nodiscard]] std::optional<std::size_t> highest_peak(const Periodogram& seen) const {
        std::optional<std::size_t> best;
        for (std::size_t k = first_; k <= last_; ++k) {
            const double power = seen.power[k];
            if (power <= threshold() * seen.noise[k] || (best && power <= seen.power[*best]))
                continue;
            if (power < seen.power[k - 1] || power < seen.power[k + 1]) continue;
            if (is_accounted_for(width_ * static_cast<double>(k), width_, parts_)) continue;
            best = k;
        }
        return best;
    }
    /// Where a Hann-windowed line stands between its two highest bins: (2 r - 1) / (r + 1) for
    /// amplitudes of ratio r.
    [[nodiscard]] double peak_hz(const Periodogram& seen, std::size_t k) const {
        const bool up = seen.power[k + 1] > seen.power[k - 1];
        const double ratio = std::sqrt(seen.power[up ? k + 1 : k - 1] / seen.power[k]);
        const double beside = (2 * ratio - 1) / (ratio + 1);
        return width_ * (static_cast<double>(k) + (up ? beside : -beside));
    }
    /// A line at the frequency by which its phase turns from half to half of the record, less than
    /// a turn off.
    [[nodiscard]] dsp::ToneFit fit_near(std::span<const double> x, double hz) const {
        const auto half = x.size() / 2;
        const auto fitted = [&](std::size_t from, std::size_t frames) {
            return dsp::fit_tones(x.subspan(from, frames), Hertz(rate_), std::vector{hz});
        };
        const double seconds = static_cast<double>(half) / rate_;
        const auto turned = fitted(half, half).phasor[0] / fitted(0, half).phasor[0];
        const double expected = 2 * std::numbers::pi * std::fmod(hz * seconds, 1);
        const double late = std::arg(turned * std::polar(1.0, -expected));
        hz += late / (2 * std::numbers::pi * seconds);
        return fitted(0, x.size());
    }
    /// The largest line that noise may hide anywhere in the band, one time in forty: in a bin of
    /// power N it moves an amplitude by sqrt(N / 2).
    [[nodiscard]] double hidden_rms(const Periodogram& seen) const {
        const double most =
            *std::max_element(seen.noise.begin() + static_cast<std::ptrdiff_t>(first_),
                              seen.noise.begin() + static_cast<std::ptrdiff_t>(last_) + 1);
        const double amplitude =
            std::sqrt(most) * (std::sqrt(threshold()) + two_sided_95 / std::numbers::sqrt2);
        return amplitude * std::numbers::sqrt2 / (scalloping * seen.window_sum);
    }
    /// Standard, of the rms: sqrt(S / (2 T)) with noise of density S.
    [[nodiscard]] double uncertainty(const Periodogram& seen, std::size_t k) const {
        const double density = 2 * seen.noise[k] / (rate_ * seen.window_square);
        return std::sqrt(density / 2 / parts_.seconds());
    }

    const Separation& parts_;
    double rate_;
    double width_;
    std::size_t first_ = 0;
    std::size_t last_ = 0;
};

}  // namespace

IdleTones find_idle_tones(const Separation& parts) {
    constexpr double least_s = 0.1;
    if (parts.seconds() < least_s) return {};
    return Search(parts).tones();
}

}  // namespace ohmloop::measure
