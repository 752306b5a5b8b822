#include "noise_level.hpp"

#include <algorithm>
#include <cmath>

namespace ohmloop::measure {

using result::Figure;
using result::FigureKey;
using result::Shape;

namespace {

/// Above this ratio of the input's noise to the port's only a bound is given.
constexpr double largest_input_ratio = 4;

/// An input whose own noise fills this much of what its steps may hide dithers them: 0.24 steps^2,
/// just less than dither of triangular density with its rounding has.
constexpr double dithering_share = 0.68;

/// Noise that the recording does not show is at most what it takes to be shown.
Figure hidden_figure(const FigureKey& key, NoiseReading reading, double hidden,
                     const InputModel& input, std::string reason) {
    reading.random = std::max(reading.random, hidden);
    return noise_bound(key, noise_at_jack(reading, input).high(), JackScale(input),
                       std::move(reason));
}

}  // namespace

bool is_hidden(const HiddenNoise& hidden, const InputModel& input) {
    const double own = input_noise_mean_square(input).value_or(0) / PassedNoise{}.bandwidth_hz;
    return hidden.density > 0 && own <= dithering_share * hidden.density;
}

Figure noise_bound(const FigureKey& key, double mean_square, const JackScale& scale,
                   std::string reason) {
    return scale.upper_bound(key, std::sqrt(std::max(mean_square, 0.0)), 20000, std::move(reason));
}

std::vector<result::Term> relative_terms(const NoisePower& power) {
    const double twice = 2 * power.mean_square;
    std::vector<result::Term> terms{
        {"noise averaging", power.uncertainty / twice, Shape::normal, 0}};
    if (power.response_half_width > 0)
        terms.push_back({"input response", power.response_half_width / twice / std::sqrt(3.0),
                         Shape::rectangular, 0});
    return terms;
}

Figure noise_level(const FigureKey& key, const NoiseReading& reading,
                   const HiddenNoise& hidden_noise, const InputModel& input,
                   const PassedNoise& passed) {
    const double hidden = hidden_noise.density * passed.share * PassedNoise{}.bandwidth_hz;
    if (hidden_noise.gated)
        return hidden_figure(key, reading, hidden, input,
                             "the recording falls silent: the input or the port gates its noise");
    if (is_hidden(hidden_noise, input))
        return hidden_figure(key, reading, hidden, input,
                             "the recording's steps hide noise this weak");
    const double own = input_noise_mean_square(input).value_or(0) * passed.share;
    if (reading.random < least_of_own * own)
        return hidden_figure(key, reading, own, input,
                             "less was read than the input's own noise: another gain, or a gate");
    const JackScale scale(input);
    const auto power = port_noise(reading, input, passed);
    if (!power.subtracted)
        return noise_bound(key, power.high(), scale,
                           "the input's own noise is not known and is part of this");
    if (power.input_ratio > largest_input_ratio)
        return noise_bound(key, power.high(), scale, "at or below the input's own noise");
    return scale.level(key, std::sqrt(power.mean_square), 20000, relative_terms(power));
}

}  // namespace ohmloop::measure
