#include "dsp/normal_equations.hpp"

#include "ohmloop/dsp/tone_fit.hpp"
#include "ohmloop/units/expects.hpp"

#include <cmath>
#include <numbers>

namespace ohmloop::dsp {

namespace {

/// Columns one behind the other: exp(g t) cos and exp(g t) sin of each order, then the line.
struct RampColumns {
    std::size_t frames = 0;
    std::size_t orders = 0;
    std::vector<double> values;

    [[nodiscard]] std::size_t count() const { return 2 * orders + 2; }
    [[nodiscard]] double* column(std::size_t i) { return values.data() + i * frames; }
};

RampColumns ramp_columns(std::size_t frames, double radians, double growth, std::size_t orders) {
    RampColumns columns{.frames = frames, .orders = orders, .values = {}};
    columns.values.resize(columns.count() * frames);
    const double centre = (static_cast<double>(frames) - 1) / 2;
    for (std::size_t n = 0; n < frames; ++n) {
        const double m = static_cast<double>(n) - centre;
        const auto base = std::polar(1.0, std::remainder(radians * m, 2 * std::numbers::pi));
        std::complex<double> power = std::exp(growth * m);
        for (std::size_t h = 0; h < orders; ++h) {
            power *= base;
            columns.column(2 * h)[n] = power.real();
            columns.column(2 * h + 1)[n] = power.imag();
        }
        columns.column(2 * orders)[n] = 1;
        columns.column(2 * orders + 1)[n] = 2 * m / static_cast<double>(frames);
    }
    return columns;
}

double residual_rms(std::span<const double> x, RampColumns& columns,
                    std::span<const double> solution) {
    std::vector<double> rest(x.begin(), x.end());
    for (std::size_t i = 0; i < columns.count(); ++i) {
        const double* column = columns.column(i);
        for (std::size_t n = 0; n < rest.size(); ++n) rest[n] -= solution[i] * column[n];
    }
    double sum = 0;
    for (double value : rest) sum += value * value;
    return std::sqrt(sum / static_cast<double>(x.size() - columns.count()));
}

}  // namespace

RampFit fit_ramp(std::span<const double> x, Hertz rate, double frequency_hz, double growth_per_s,
                 int highest_harmonic) {
    expects(frequency_hz > 0 && frequency_hz < rate.value() / 2, "a ramp's tone is in (0, rate/2)");
    expects(highest_harmonic >= 1, "a ramp fit has at least its fundamental");
    // Orders at or above rate/2 are not in the record; their amplitude is reported as 0.
    const double below_nyquist = std::ceil(rate.value() / 2 / frequency_hz) - 1;
    const auto orders =
        static_cast<std::size_t>(std::min(static_cast<double>(highest_harmonic), below_nyquist));
    expects(x.size() >= 2 * (2 * orders + 2), "a ramp fit has twice as many frames as parameters");
    RampColumns columns = ramp_columns(x.size(), 2 * std::numbers::pi * frequency_hz / rate.value(),
                                       growth_per_s / rate.value(), orders);
    const auto solution = solve_normal(columns.values, columns.count(), x);
    RampFit fit;
    fit.fundamental = {solution[0], -solution[1]};
    fit.harmonics.resize(static_cast<std::size_t>(highest_harmonic) - 1);
    for (std::size_t h = 1; h < orders; ++h)
        fit.harmonics[h - 1] = {solution[2 * h], -solution[2 * h + 1]};
    fit.residual_rms = residual_rms(x, columns, solution);
    return fit;
}

}  // namespace ohmloop::dsp
