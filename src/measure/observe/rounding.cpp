#include "rounding.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace ohmloop::measure {

namespace {

constexpr double finest = 2147483648.0;  ///< 2^31: steps of 32 bits in full scale

}  // namespace

double sample_step(std::span<const double> samples) {
    std::uint64_t bits = 0;
    for (const double sample : samples) {
        const double steps = std::abs(sample) * finest;
        if (steps > 2 * finest || steps != std::floor(steps)) return 0;
        bits |= static_cast<std::uint64_t>(steps);
    }
    return bits == 0 ? 0 : std::ldexp(1 / finest, std::countr_zero(bits));
}

double density_hidden_by_steps(double step, double read_density, Hertz rate) {
    constexpr double least_dither = 0.35;
    const double density = least_dither * step * step / (rate.value() / 2);
    return read_density < density ? density : 0;
}

double rounding_in_harmonic(double tone_rms, double noise, double step) {
    if (step <= 0 || tone_rms <= 0) return 0;
    const double amplitude = std::numbers::sqrt2 * tone_rms / step;
    const double before = std::max(0.0, noise / (step * step) - 1.0 / 12);
    double sum = 0;
    for (int k = 1; k <= 5; ++k)
        sum += std::exp(-4 * std::numbers::pi * std::numbers::pi * k * k * before) / (k * k * k);
    return step * step * sum / (2 * std::pow(std::numbers::pi, 4) * amplitude);
}

}  // namespace ohmloop::measure
