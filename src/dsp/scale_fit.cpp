#include "dsp/tone_table.hpp"

#include "ohmloop/dsp/tone_fit.hpp"
#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::dsp {

namespace {

double as_double(std::size_t n) { return static_cast<double>(n); }

std::vector<double> scaled(std::span<const double> frequencies, double eps) {
    std::vector<double> result;
    for (double f : frequencies) result.push_back(f * (1 + eps));
    return result;
}

/// d(model)/d(eps) = sum Re(j 2 pi f_k t X_k exp(j ...)), f_k nominal, t from the record's centre
/// (any other origin differs by columns that are fitted anyway).
std::vector<double> slope_in_scale(const ToneFit& fit, std::span<const double> nominal) {
    std::vector<double> column(fit.frames);
    for (std::size_t k = 0; k < fit.phasor.size(); ++k) {
        const std::complex<double> rotated(-fit.phasor[k].imag(), fit.phasor[k].real());
        ToneTable(fit.frequency_hz[k], fit.rate_hz).add(nominal[k] * rotated, column);
    }
    const double centre = (as_double(fit.frames) - 1) / 2;
    for (std::size_t n = 0; n < column.size(); ++n)
        column[n] *= 2 * std::numbers::pi * (as_double(n) - centre) / fit.rate_hz;
    return column;
}

struct Step {
    double change = 0;
    double curvature = 0;  ///< |part of the slope column that the tones cannot imitate|^2
};

/// Gauss-Newton in eps with the linear parameters projected out.
Step step_from(std::span<const double> x, const ToneFit& fit, std::span<const double> nominal) {
    const auto column = slope_in_scale(fit, nominal);
    const auto own = residual_of(column, fit_tones(column, Hertz(fit.rate_hz), fit.frequency_hz));
    const auto rest = residual_of(x, fit);
    Step step;
    double product = 0;
    for (std::size_t n = 0; n < own.size(); ++n) {
        product += own[n] * rest[n];
        step.curvature += own[n] * own[n];
    }
    step.change = step.curvature > 0 ? product / step.curvature : 0;
    return step;
}

/// Tones must stay inside (0, rate/2) whatever a step from noise asks for: the highest goes at most
/// half of its way to rate/2.
double allowed(double eps, std::span<const double> nominal, double rate) {
    const double highest = *std::max_element(nominal.begin(), nominal.end());
    return std::clamp(eps, -0.5, (rate / 2 / highest - 1) / 2);
}

/// Nothing that rounding or noise lets one see is left to gain: without noise 1e-12 of 20 kHz would
/// be -130 dB after ten seconds.
bool is_settled(double change, double uncertainty) {
    return std::abs(change) < 1e-16 ||
           (std::abs(change) < 1e-12 && std::abs(change) < 0.01 * uncertainty);
}

ScaleFit descend(std::span<const double> x, Hertz rate, std::span<const double> nominal,
                 double start) {
    ScaleFit result;
    result.eps = allowed(start, nominal, rate.value());
    result.tones = fit_tones(x, rate, scaled(nominal, result.eps));
    for (int i = 0; i < 8; ++i) {
        const Step step = step_from(x, result.tones, nominal);
        result.eps_uncertainty =
            step.curvature > 0 ? result.tones.residual_rms / std::sqrt(step.curvature) : HUGE_VAL;
        if (is_settled(step.change, result.eps_uncertainty)) break;
        result.eps = allowed(result.eps + step.change, nominal, rate.value());
        result.tones = fit_tones(x, rate, scaled(nominal, result.eps));
    }
    return result;
}

double closest_spacing(std::vector<double> f) {
    std::sort(f.begin(), f.end());
    double closest = HUGE_VAL;
    for (std::size_t k = 1; k < f.size(); ++k) closest = std::min(closest, f[k] - f[k - 1]);
    return closest;
}

/// Frames below which a part of the record tells too little: 24 periods of the lowest tone, 4 of
/// the closest spacing.
double shortest_part(std::span<const double> nominal, double rate) {
    const double lowest = *std::min_element(nominal.begin(), nominal.end());
    const double apart = closest_spacing({nominal.begin(), nominal.end()});
    return std::max(rate * std::max(24 / lowest, 4 / apart), 8.0 * as_double(nominal.size()) + 8);
}

/// The record's phase must be known to half a turn at its ends for the descent to find the main
/// minimum. A quarter of the record, itself begun by its own quarter, knows it where `start` does
/// not; its answer counts when it differs from `start` beyond its own uncertainty.
double start_from_middle(std::span<const double> x, Hertz rate, std::span<const double> nominal,
                         double start) {
    const std::size_t length = x.size() / 4;
    if (as_double(length) < shortest_part(nominal, rate.value())) return start;
    const auto middle = x.subspan((x.size() - length) / 2, length);
    const double begin = start_from_middle(middle, rate, nominal, start);
    const ScaleFit quarter = descend(middle, rate, nominal, begin);
    const bool moved = std::abs(quarter.eps - start) > 5 * quarter.eps_uncertainty;
    return moved ? quarter.eps : start;
}

}  // namespace

ScaleFit fit_scaled_tones(std::span<const double> x, Hertz rate,
                          std::span<const double> frequencies_hz, double start) {
    expects(!frequencies_hz.empty(), "a common scale needs a tone");
    return descend(x, rate, frequencies_hz, start_from_middle(x, rate, frequencies_hz, start));
}

}  // namespace ohmloop::dsp
