#include "noise_power.hpp"

#include "jack_scale.hpp"
#include "measure/observe/separation.hpp"

#include <algorithm>
#include <cmath>

namespace ohmloop::measure {

namespace {

constexpr double two_sided_95 = 1.96;
}  // namespace

PassedNoise passed_noise(Hertz rate, const dsp::PowerWeighting& weighting) {
    constexpr int steps = 600;
    const auto band = audio_band(rate);
    const double step = std::log(band.high_hz / band.low_hz) / steps;
    double integral = 0;
    double of_square = 0;
    for (int k = 0; k <= steps; ++k) {
        const double hz = band.low_hz * std::exp(k * step);
        const double simpson = (k == 0 || k == steps ? 1 : k % 2 == 1 ? 4 : 2) * step / 3 * hz;
        const double power = weighting ? weighting(hz) : 1;
        integral += simpson * power;
        of_square += simpson * power * power;
    }
    return {integral / PassedNoise{}.bandwidth_hz, integral * integral / of_square};
}

double NoisePower::low() const {
    return mean_square - two_sided_95 * uncertainty - response_half_width;
}

double NoisePower::high() const {
    return std::max(0.0, mean_square) + two_sided_95 * uncertainty + response_half_width;
}

std::optional<double> input_noise_mean_square(const InputModel& input) {
    if (!input.noise_v || !input.full_scale_v) return std::nullopt;
    const double relative = *input.noise_v / (std::sqrt(2.0) * input.full_scale_v->value);
    return relative * relative;
}

NoisePower noise_at_jack(const NoiseReading& read, const InputModel& input) {
    const JackScale scale(input);
    NoisePower power;
    power.mean_square = read.random;
    double variance = read.random_uncertainty * read.random_uncertainty;
    for (const auto& line : read.hum) {
        const double raised = std::pow(scale.input_response(line.frequency_hz), -2);
        power.mean_square += raised * line.mean_square;
        variance += std::pow(raised * line.uncertainty, 2);
        if (!input.high_pass_hz)
            power.response_half_width +=
                line.mean_square * std::pow(highest_corner_hz / line.frequency_hz, 2);
    }
    power.uncertainty = std::sqrt(variance);
    return power;
}

NoisePower port_noise(const NoiseReading& read, const InputModel& input,
                      const PassedNoise& passed) {
    auto power = noise_at_jack(read, input);
    const auto own = input_noise_mean_square(input);
    if (!own) return power;
    const double own_power = *own * passed.share;
    if (input.noise_averaging_s > 0)
        power.uncertainty =
            std::hypot(power.uncertainty,
                       own_power / std::sqrt(passed.bandwidth_hz * input.noise_averaging_s));
    power.mean_square -= own_power;
    power.subtracted = true;
    power.input_ratio = power.mean_square > 0 ? own_power / power.mean_square : HUGE_VAL;
    return power;
}

}  // namespace ohmloop::measure
