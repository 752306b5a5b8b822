#include "ohmloop/dsp/fft.hpp"
#include "ohmloop/dsp/tone_fit.hpp"
#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::dsp {

namespace {

constexpr double pi = std::numbers::pi;

double mean_of(std::span<const double> x) {
    double sum = 0;
    for (double value : x) sum += value;
    return sum / static_cast<double>(x.size());
}

std::vector<double> hann_windowed(std::span<const double> x, double mean) {
    std::vector<double> windowed(x.size());
    for (std::size_t n = 0; n < x.size(); ++n) {
        const double turn = 2 * pi * static_cast<double>(n) / static_cast<double>(x.size());
        windowed[n] = (x[n] - mean) * 0.5 * (1 - std::cos(turn));
    }
    return windowed;
}

/// Hann: the ratio alpha of the peak bin's larger neighbour places the tone at
/// +-(2 alpha - 1)/(alpha + 1) bins from the peak.
double interpolated_bin(std::span<const std::complex<double>> spectrum, std::size_t peak) {
    const double here = std::abs(spectrum[peak]);
    const double left = std::abs(spectrum[peak - 1]);
    const double right = std::abs(spectrum[peak + 1]);
    const double alpha = std::max(left, right) / here;
    const double delta = (2 * alpha - 1) / (alpha + 1);
    return static_cast<double>(peak) + (right >= left ? delta : -delta);
}

std::size_t peak_bin(std::span<const std::complex<double>> spectrum, std::size_t first) {
    std::size_t best = first;
    for (std::size_t k = first; k + 1 < spectrum.size(); ++k)
        if (std::norm(spectrum[k]) > std::norm(spectrum[best])) best = k;
    return best;
}

double mean_square(std::span<const double> x, double mean) {
    double sum = 0;
    for (double value : x) sum += (value - mean) * (value - mean);
    return sum / static_cast<double>(x.size());
}

}  // namespace

StrongestTone find_strongest_tone(std::span<const double> x, Hertz rate, Hertz above) {
    constexpr std::size_t least_frames = 64;
    if (x.size() < least_frames) return {};
    const double mean = mean_of(x);
    const double total = mean_square(x, mean);
    if (!(total > 0)) return {};
    const double width = rate.value() / static_cast<double>(x.size());
    const auto spectrum = real_fft(hann_windowed(x, mean));
    const auto first = static_cast<std::size_t>(std::max(2.0, std::ceil(above.value() / width)));
    if (first + 1 >= spectrum.size()) return {};
    const std::size_t peak = peak_bin(spectrum, first);
    if (!(std::norm(spectrum[peak]) > 0)) return {};
    const double coarse = interpolated_bin(spectrum, peak) * width;
    const double highest = 0.4999 * rate.value();
    const std::vector<double> start{std::clamp(coarse, width, highest)};
    const ScaleFit refined = fit_scaled_tones(x, rate, start);
    const double found = refined.tones.frequency_hz.front();
    // A tone that wanders or is not one can lead the fit away: the interpolated bin then stands.
    const bool kept = std::abs(found - start.front()) < 0.5 * width;
    const ToneFit fit = kept ? refined.tones : fit_tones(x, rate, start);
    const double amplitude = std::abs(fit.phasor.front());
    return {.frequency_hz = fit.frequency_hz.front(),
            .amplitude = amplitude,
            .share = std::clamp(amplitude * amplitude / 2 / total, 0.0, 1.0)};
}

}  // namespace ohmloop::dsp
