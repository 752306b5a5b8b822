#include "ohmloop/simulation/resampler.hpp"

#include "simulation/kaiser.hpp"
#include "simulation/pair.hpp"

#include "ohmloop/units/expects.hpp"

#include <cmath>
#include <cstring>
#include <numbers>

namespace ohmloop::simulation {

namespace {

constexpr std::size_t taps = 2 * Resampler::reach;
// The parabola errs by (0.9 pi / 512)^3 / 15.6 = 1e-8 of a sine at 0.45 of the rate.
constexpr std::size_t phase_count = 512;
constexpr double attenuation_db = 155;

double windowed_sinc(double t) {
    if (t == 0) return 1;
    const double x = std::numbers::pi * t;
    static const double beta = kaiser_beta(attenuation_db);
    return std::sin(x) / x * kaiser(t / static_cast<double>(Resampler::reach), beta);
}

Pair load(const double* two) {
    Pair p;
    std::memcpy(&p, two, sizeof p);
    return p;
}

}  // namespace

// Row p holds the weights of a fraction p / phase_count; one row more on each side for the
// parabola.
Resampler::Resampler()
    : phases_((phase_count + 3) * taps), frames_(2 * static_cast<std::size_t>(reach), 0.0) {
    for (std::size_t row = 0; row < phase_count + 3; ++row) {
        const double fraction = (static_cast<double>(row) - 1) / phase_count;
        for (std::size_t k = 0; k < taps; ++k) {
            const double place = static_cast<double>(k) - static_cast<double>(reach - 1);
            phases_[row * taps + k] = windowed_sinc(place - fraction);
        }
    }
}

std::int64_t Resampler::pushed() const {
    return first_ + static_cast<std::int64_t>(frames_.size() / 2);
}

void Resampler::push(std::span<const double> left, std::span<const double> right) {
    expects(left.size() == right.size(), "both channels are equally long");
    for (std::size_t i = 0; i < left.size(); ++i) {
        frames_.push_back(left[i]);
        frames_.push_back(right[i]);
    }
}

void Resampler::choose_phase(double fraction) {
    if (fraction == fraction_) return;
    fraction_ = fraction;
    const double place = fraction * phase_count;
    const double nearest = std::round(place);
    const double d = place - nearest;
    const double* row = phases_.data() + static_cast<std::size_t>(nearest) * taps;
    const double before = 0.5 * d * (d - 1);
    const double here = 1 - d * d;
    const double after = 0.5 * d * (d + 1);
    for (std::size_t k = 0; k < taps; ++k)
        weights_[k] = before * row[k] + here * row[k + taps] + after * row[k + 2 * taps];
}

std::array<double, 2> Resampler::at(std::int64_t whole, double fraction) {
    const std::int64_t begin = whole - reach + 1 - first_;
    expects(begin >= 0 && whole + reach < pushed(), "the position lies within the stream");
    const double* x = frames_.data() + 2 * begin;
    if (fraction == 0) return {x[2 * reach - 2], x[2 * reach - 1]};
    choose_phase(fraction);
    Pair a{};
    Pair b{};
    for (std::size_t k = 0; k < taps; k += 2) {
        a += weights_[k] * load(x + 2 * k);
        b += weights_[k + 1] * load(x + 2 * k + 2);
    }
    const Pair sum = a + b;
    return {sum[0], sum[1]};
}

void Resampler::forget_before(std::int64_t whole) {
    const std::int64_t useless = whole - reach - first_;
    if (useless <= 0) return;
    frames_.erase(frames_.begin(), frames_.begin() + 2 * useless);
    first_ += useless;
}

}  // namespace ohmloop::simulation
