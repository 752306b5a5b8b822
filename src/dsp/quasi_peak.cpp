#include "ohmloop/dsp/quasi_peak.hpp"

#include "ohmloop/dsp/band_noise.hpp"
#include "ohmloop/dsp/fft.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace ohmloop::dsp {

namespace {

/// Samples of a tone locked to the rate may all miss its crest: of 20 kHz at this rate by 0.4 dB,
/// of 8 kHz by 0.07 dB.
constexpr double least_rate_hz = 176400;

/// By then the network has forgotten the record's end, which would else run into its beginning.
constexpr double forgotten_s = 0.01;

/// The share of the way to a constant input that a time constant goes within a sample.
double share_of(double seconds, Hertz rate) { return -std::expm1(-1 / (seconds * rate.value())); }

/// Amplitude of a steady 1 kHz sine as the rectifier holds it, in the mean over its last periods.
double held_of_sine(const QuasiPeakDetector& detector, Hertz rate) {
    const double charge = share_of(detector.charge_s, rate);
    const double discharge = share_of(detector.discharge_s, rate);
    const double step = 2 * std::numbers::pi * 1000 / rate.value();
    const int period = static_cast<int>(std::lround(rate.value() / 1000));
    const int settled = static_cast<int>(0.2 * rate.value());
    double held = 0.9;  // within a tenth of where it settles, fast as it charges there
    double sum = 0;
    for (int n = 0; n < settled + 10 * period; ++n) {
        const double above = std::abs(std::sin(step * n)) - held;
        held += (above > 0 ? charge : discharge) * above;
        if (n >= settled) sum += held;
    }
    return sum / (10 * period);
}

}  // namespace

WeightedRecord itu_468_weighted(std::span<const double> x, Hertz rate, Hertz low, Hertz high) {
    const double rate_hz = rate.value();
    const std::size_t n = fast_length(x.size() + static_cast<std::size_t>(forgotten_s * rate_hz));
    std::vector<double> padded(x.begin(), x.end());
    padded.resize(n);
    auto bins = real_fft(padded);
    const double resolution = rate_hz / static_cast<double>(n);
    for (std::size_t k = 0; k < bins.size(); ++k) {
        const double hz = static_cast<double>(k) * resolution;
        const bool in_band = hz >= low.value() && hz <= high.value() && 2 * k < n;
        bins[k] *= in_band ? itu_468_response(hz) : 0;
    }
    const auto factor = static_cast<std::size_t>(std::max(1.0, std::ceil(least_rate_hz / rate_hz)));
    bins.resize(factor * n / 2 + 1);
    WeightedRecord weighted{inverse_real_fft(bins, factor * n),
                            Hertz(static_cast<double>(factor) * rate_hz)};
    weighted.samples.resize(factor * x.size());
    for (double& sample : weighted.samples) sample *= static_cast<double>(factor);
    return weighted;
}

double QuasiPeakDetector::reading(const WeightedRecord& record) const {
    const double charge = share_of(charge_s, record.rate);
    const double discharge = share_of(discharge_s, record.rate);
    const double follow = share_of(pointer_s, record.rate);
    double held = 0;
    double pointer = 0;
    double highest = 0;
    for (const double sample : record.samples) {
        const double above = std::abs(sample) - held;
        held += (above > 0 ? charge : discharge) * above;
        pointer += follow * (held - pointer);
        highest = std::max(highest, pointer);
    }
    return highest / held_of_sine(*this, record.rate) / std::numbers::sqrt2;
}

}  // namespace ohmloop::dsp
