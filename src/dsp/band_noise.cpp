#include "ohmloop/dsp/band_noise.hpp"

#include "ohmloop/dsp/fft.hpp"
#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <limits>
#include <numbers>
#include <vector>

namespace ohmloop::dsp {

namespace {

double square(double x) { return x * x; }

/// x less its least-squares straight line: an offset's or a drift's leakage would fill low bins.
std::vector<double> without_line(std::span<const double> x) {
    const double n = static_cast<double>(x.size());
    const double centre = (n - 1) / 2;
    double sum = 0;
    double moment = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        sum += x[i];
        moment += x[i] * (static_cast<double>(i) - centre);
    }
    const double mean = sum / n;
    const double slope = x.size() > 1 ? moment * 12 / (n * (n * n - 1)) : 0;
    std::vector<double> rest(x.size());
    for (std::size_t i = 0; i < x.size(); ++i)
        rest[i] = x[i] - mean - slope * (static_cast<double>(i) - centre);
    return rest;
}

/// The part of a record's spectrum that lies in a band: power per bin, weighted, and the share of
/// each bin's width inside the band.
struct BandBins {
    std::vector<double> power;
    std::vector<double> share;
};

BandBins bins_in_band(std::span<const std::complex<double>> spectrum, std::size_t n, double rate,
                      double low, double high, const PowerWeighting& weighting) {
    const double width = rate / static_cast<double>(n);
    BandBins bins;
    for (std::size_t k = 1; k < spectrum.size(); ++k) {
        const double f = static_cast<double>(k) * width;
        const double inside =
            std::min({high, f + width / 2, rate / 2}) - std::max(low, f - width / 2);
        if (inside <= 0) continue;
        const bool nyquist = 2 * k == n;  // stands once in the two-sided spectrum, half as wide
        const double both_sides = nyquist ? 1 : 2;
        const double whole = nyquist ? width / 2 : width;
        const double weight = weighting ? weighting(f) : 1;
        bins.power.push_back(both_sides * std::norm(spectrum[k]) * weight /
                             square(static_cast<double>(n)));
        bins.share.push_back(inside / whole);
    }
    return bins;
}

/// (int S)^2 / int S^2 with S averaged over blocks of m bins; a mean of m exponential bins has
/// E[S^2] (1 + 1/m), which is divided out.
double statistical_bandwidth(const BandBins& bins, double width) {
    const auto count = bins.power.size();
    const auto m = std::clamp<std::size_t>(
        static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(count)))), 1, 32);
    double integral = 0;
    double integral_of_square = 0;
    double band = 0;
    for (std::size_t first = 0; first < count; first += m) {
        double power = 0;
        double share = 0;
        for (std::size_t k = first; k < std::min(first + m, count); ++k) {
            power += bins.power[k] * bins.share[k];
            share += bins.share[k];
        }
        integral += power;
        integral_of_square += share > 0 ? square(power) / share : 0;
        band += share;
    }
    if (integral_of_square <= 0) return band * width;
    const double bias = 1 + 1 / static_cast<double>(m);
    return width * std::min(band, bias * square(integral) / integral_of_square);
}

}  // namespace

double BandPower::relative_uncertainty() const {
    const double product = statistical_bandwidth_hz * seconds;
    return product > 0 ? 1 / std::sqrt(product) : std::numeric_limits<double>::infinity();
}

BandPower band_power(std::span<const double> x, Hertz rate, Hertz low, Hertz high,
                     const PowerWeighting& weighting) {
    expects(!x.empty() && rate.value() > 0, "a noise record has frames and a rate");
    expects(low < high, "a band's lower edge lies below its upper edge");
    const auto spectrum = real_fft(without_line(x));
    const BandBins bins =
        bins_in_band(spectrum, x.size(), rate.value(), low.value(), high.value(), weighting);
    BandPower result;
    for (std::size_t i = 0; i < bins.power.size(); ++i)
        result.mean_square += bins.power[i] * bins.share[i];
    result.seconds = static_cast<double>(x.size()) / rate.value();
    result.statistical_bandwidth_hz = statistical_bandwidth(bins, 1 / result.seconds);
    return result;
}

namespace {

/// Bins from an octave's lower edge to its upper, both included.
struct BinRange {
    std::size_t first;
    std::size_t last;
};

BinRange octave_about(double place, std::size_t count) {
    const auto last = static_cast<std::size_t>(place * std::numbers::sqrt2);
    return {static_cast<std::size_t>(std::ceil(place / std::numbers::sqrt2)),
            std::min(last, count - 1)};
}

bool is_beside_a_line(std::size_t k, std::span<const double> frequencies_hz, double width) {
    return std::any_of(frequencies_hz.begin(), frequencies_hz.end(), [&](double f) {
        return std::abs(static_cast<double>(k) - f / width) < 1.5;
    });
}

}  // namespace

std::vector<double> density_about(std::span<const double> x, Hertz rate,
                                  std::span<const double> frequencies_hz) {
    expects(!x.empty() && rate.value() > 0, "a noise record has frames and a rate");
    const auto spectrum = real_fft(without_line(x));
    const double width = rate.value() / static_cast<double>(x.size());
    const double scale = 2 / (square(static_cast<double>(x.size())) * width);
    std::vector<bool> counts(spectrum.size());
    for (std::size_t k = 1; k < counts.size(); ++k)
        counts[k] = !is_beside_a_line(k, frequencies_hz, width);
    std::vector<double> densities;
    for (const double f : frequencies_hz) {
        const auto range = octave_about(f / width, spectrum.size());
        double sum = 0;
        double bins = 0;
        for (std::size_t k = range.first; k <= range.last; ++k) {
            if (!counts[k]) continue;
            sum += std::norm(spectrum[k]);
            bins += 1;
        }
        densities.push_back(bins > 0 ? scale * sum / bins : 0);
    }
    return densities;
}

}  // namespace ohmloop::dsp
