#include "steadiness.hpp"

#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>

namespace ohmloop::measure {

namespace {

using Complex = std::complex<double>;

constexpr std::size_t pieces = 10;

/// By how much a piece's amplitude differs from the whole's: twice the mean of the residual times
/// the tone at amplitude one.
double deviation(std::span<const double> residual, std::size_t first, std::size_t frames,
                 Complex direction, double radians_per_frame) {
    const Complex step = std::polar(1.0, radians_per_frame);
    Complex tone = direction * std::polar(1.0, radians_per_frame * static_cast<double>(first));
    double sum = 0;
    for (const double r : residual.subspan(first, frames)) {
        sum += r * tone.real();
        tone *= step;
    }
    return 2 * sum / static_cast<double>(frames);
}

}  // namespace

double scatter_over_noise(std::span<const double> residual, const dsp::ToneFit& fit,
                          double density) {
    const std::size_t frames = residual.size() / pieces;
    const Complex phasor = fit.phasor.front();
    if (frames == 0 || density <= 0 || std::abs(phasor) == 0) return 0;
    const double turn = 2 * std::numbers::pi * fit.frequency_hz.front() / fit.rate_hz;
    double squares = 0;
    for (std::size_t k = 0; k < pieces; ++k)
        squares +=
            std::pow(deviation(residual, k * frames, frames, phasor / std::abs(phasor), turn), 2);
    const double expected = density * fit.rate_hz / static_cast<double>(frames);
    return std::sqrt(squares / (pieces - 1) / expected);
}

}  // namespace ohmloop::measure
