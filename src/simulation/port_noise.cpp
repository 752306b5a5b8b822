#include "simulation/port_noise.hpp"

#include <cmath>
#include <complex>
#include <numbers>

namespace ohmloop::simulation {

namespace {

constexpr double boltzmann = 1.380649e-23;
constexpr double temperature = 300;
constexpr double two_pi = 2 * std::numbers::pi;

}  // namespace

PinkFilter::PinkFilter(double rate) : rate_(rate) {
    double corner = rate;  // the highest two lie above the band and bend its upper end
    for (std::size_t k = 0; k < poles; ++k, corner /= 4) {
        share_[k] = 1 - std::exp(-two_pi * corner / rate);
        weight_[k] = 1 / std::sqrt(corner);
    }
    // The corners left out at the low end add, each half of the one before, as much again as the
    // lowest there is; at the high end sampling makes up for some of it.
    weight_[0] *= 1.4;
    weight_[poles - 1] *= 2;
    const double middle = rate / 1000;
    const double scale = 1 / (density(middle) * std::sqrt(middle));
    for (auto& w : weight_) w *= scale;
}

double PinkFilter::density(double f) const {
    const std::complex<double> delay = std::polar(1.0, -two_pi * f / rate_);
    std::complex<double> sum = 0;
    for (std::size_t k = 0; k < poles; ++k)
        sum += weight_[k] * share_[k] / (1.0 - (1 - share_[k]) * delay);
    return std::abs(sum) / std::sqrt(rate_ / 2);
}

Pair PinkFilter::step(Pair white) noexcept {
    Pair sum{};
    for (std::size_t k = 0; k < poles; ++k) {
        state_[k] += share_[k] * (white - state_[k]);
        sum += weight_[k] * state_[k];
    }
    return sum;
}

Hum::Hum(double volts_rms, double frequency, double rate) {
    const double level_db[3] = {0, -10, -6};
    for (std::size_t k = 0; k < 3; ++k) {
        const double turn = two_pi * frequency * static_cast<double>(k + 1) / rate;
        const double peak = volts_rms * std::numbers::sqrt2 * std::pow(10, level_db[k] / 20);
        lines_[k] = {peak, 0, std::cos(turn), std::sin(turn)};
    }
}

double Hum::step() noexcept {
    double sum = 0;
    for (Phasor& p : lines_) {
        const double c = p.cosine * p.turn_cosine - p.sine * p.turn_sine;
        p.sine = p.sine * p.turn_cosine + p.cosine * p.turn_sine;
        p.cosine = c;
        sum += p.sine;
    }
    return sum;
}

NoiseLevels noise_levels(const profiles::VirtualPort& port, double source_ohm, double rate) {
    const double band = std::sqrt(rate / 2);
    return {port.noise_density * band, std::sqrt(4 * boltzmann * temperature * source_ohm) * band};
}

PortNoise::PortNoise(const profiles::VirtualPort& port, double rate, std::uint64_t seed)
    : white_(seed, 1),
      pink_(seed, 2),
      filter_(rate),
      hum_(port.hum.value(), port.mains.value(), rate),
      flicker_(port.noise_density * std::sqrt(port.flicker_corner.value())),
      has_hum_(port.hum.value() > 0) {}

Pair PortNoise::normal_pair(Random& random) noexcept {
    const double left = random.normal();
    return pair(left, random.normal());
}

void PortNoise::process(const NoiseLevels& levels, const bool* muted, Pair* e,
                        std::size_t n) noexcept {
    const double awake = std::hypot(levels.white, levels.thermal);
    if (awake > 0)
        for (std::size_t i = 0; i < n; ++i)
            e[i] += (muted[i] ? levels.thermal : awake) * normal_pair(white_);
    if (flicker_ > 0)
        for (std::size_t i = 0; i < n; ++i) {
            const Pair pink = flicker_ * filter_.step(normal_pair(pink_));
            if (!muted[i]) e[i] += pink;
        }
    if (has_hum_)
        for (std::size_t i = 0; i < n; ++i) {
            const double hum = hum_.step();
            e[i] += hum;
        }
}

}  // namespace ohmloop::simulation
