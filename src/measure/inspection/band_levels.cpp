#include "band_levels.hpp"

#include "ohmloop/dsp/fft.hpp"
#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace ohmloop::measure {

namespace {

constexpr double lowest_hz = 20;
constexpr double highest_hz = 20000;

std::vector<double> hann_windowed(const std::vector<double>& x) {
    const auto count = static_cast<double>(x.size());
    const double mean = std::accumulate(x.begin(), x.end(), 0.0) / count;
    std::vector<double> windowed(x.size());
    for (std::size_t n = 0; n < x.size(); ++n) {
        const double turn = 2 * std::numbers::pi * static_cast<double>(n) / count;
        windowed[n] = (x[n] - mean) * (0.5 - 0.5 * std::cos(turn));
    }
    return windowed;
}

}  // namespace

std::vector<double> band_edges_hz(std::size_t bands, Hertz rate) {
    const double ratio = std::min(highest_hz, rate.value() / 2) / lowest_hz;
    std::vector<double> edges;
    for (std::size_t n = 0; n <= bands; ++n) {
        const double part = static_cast<double>(n) / static_cast<double>(bands);
        edges.push_back(lowest_hz * std::pow(ratio, part));
    }
    return edges;
}

std::vector<double> band_levels(const std::vector<double>& samples, Hertz rate,
                                const std::vector<double>& edges_hz) {
    expects(edges_hz.size() >= 2, "a band has two edges");
    std::vector<double> levels(edges_hz.size() - 1);
    if (samples.size() < 4) return levels;
    const auto spectrum = dsp::real_fft(hann_windowed(samples));
    const auto count = static_cast<double>(samples.size());
    // Both halves of the spectrum over the window's own mean square, 3/8: the sum over all bins is
    // the mean square of the samples.
    const double scale = 2 / (count * count * 3 / 8);
    const auto bin_of = [&](double hz) {
        return std::min(spectrum.size(), static_cast<std::size_t>(hz * count / rate.value() + 0.5));
    };
    for (std::size_t band = 0; band < levels.size(); ++band) {
        const std::size_t from = std::min(bin_of(edges_hz[band]), spectrum.size() - 1);
        const std::size_t to = std::max(from + 1, bin_of(edges_hz[band + 1]));
        for (std::size_t k = from; k < to; ++k) levels[band] += scale * std::norm(spectrum[k]);
    }
    return levels;
}

}  // namespace ohmloop::measure
