#include "simulation/card_input.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::simulation {

namespace {

// As the first half-band stage of the port.
std::vector<double> taps() { return half_band_taps(41, 125); }

}  // namespace

CardInput::CardInput(const profiles::SimulatedCard& card, double full_scale_v, double rate,
                     std::uint64_t seed, std::size_t max_frames)
    : per_volt_(1 / (full_scale_v * std::numbers::sqrt2)),
      square_(2 * card.second_harmonic),
      cube_(4 * card.third_harmonic),
      bends_(card.second_harmonic != 0 || card.third_harmonic != 0),
      noise_(card.noise_density * std::sqrt(rate / 2) * per_volt_),
      random_(seed, 3),
      up_(taps(), max_frames),
      down_(taps(), max_frames),
      twice_(2 * max_frames),
      straight_(2 * up_.delay() + max_frames) {
    const double t = std::tan(std::numbers::pi * card.high_pass.value() / rate);
    pass_gain_ = 1 / (1 + t);
    pole_ = (1 - t) / (1 + t);
}

void CardInput::couple(Pair* y, std::size_t n) noexcept {
    for (std::size_t i = 0; i < n; ++i) {
        const Pair x = y[i];
        y1_ = pass_gain_ * (x - x1_) + pole_ * y1_;
        x1_ = x;
        y[i] = y1_;
    }
}

// As in Drive: a plain delay, and what the bend adds brought down through the half-band filter.
void CardInput::bend(Pair* y, std::size_t n) noexcept {
    up_.process(y, n, twice_.data());
    for (std::size_t k = 0; k < 2 * n; ++k) {
        const Pair x = twice_[k];
        twice_[k] = x * x * (square_ + cube_ * x);
    }
    std::copy_n(y, n, straight_.data() + delay());
    down_.process(twice_.data(), n, y);
    for (std::size_t i = 0; i < n; ++i) y[i] += straight_[i];
    std::copy_n(straight_.data() + n, delay(), straight_.data());
}

void CardInput::process(Pair* v, std::size_t n) noexcept {
    for (std::size_t i = 0; i < n; ++i) v[i] *= per_volt_;
    if (pole_ < 1) couple(v, n);
    if (bends_) bend(v, n);
    if (noise_ == 0) return;
    for (std::size_t i = 0; i < n; ++i) {
        const double left = random_.normal();
        v[i] += noise_ * pair(left, random_.normal());
    }
}

}  // namespace ohmloop::simulation
