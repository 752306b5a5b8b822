#include "whole_distortion.hpp"

#include <algorithm>
#include <cmath>

namespace ohmloop::measure {

namespace {

/// Where the interval of the noise left is a greater share than this of the whole, a bound is told.
constexpr double largest_hidden_share = 0.5;
constexpr double two_sided_95 = 1.96;

}  // namespace

Whole whole_of(const Parts& parts) {
    Whole whole;
    whole.power = parts.harmonics.power + std::max(0.0, parts.noise.mean_square);
    whole.add("noise averaging", parts.noise.uncertainty);
    whole.add("noise in the harmonics", parts.harmonics.noise);
    whole.add("rounding", parts.harmonics.rounding);
    whole.close(parts.harmonics.power, parts.port);
    whole.low -= parts.noise.response_half_width;
    whole.high += parts.noise.response_half_width;
    // Any part of the noise may be the input's: down to the harmonics alone, nothing is ruled out.
    if (!parts.noise.subtracted)
        whole.low = std::min(
            whole.low, parts.port.least - two_sided_95 * std::hypot(parts.harmonics.noise,
                                                                    parts.harmonics.rounding));
    return whole;
}

const char* hidden_by(const Parts& parts, const Whole& whole, const InputModel& input) {
    if (parts.noise.subtracted && 2 * parts.noise.uncertainty > largest_hidden_share * whole.power)
        return "the noise is at or below the input's own";
    if (input.thd_db && whole.low < least_own_share * whole.power &&
        parts.port.least < least_own_share * parts.harmonics.power)
        return "harmonics are at or below the input's own distortion";
    return nullptr;
}

void say_of_noise(result::Figure& figure, const Parts& parts) {
    if (!parts.noise.subtracted) figure.dominant = "the input's own noise";
    figure.conditions["input_noise"] =
        parts.noise.subtracted ? "taken off" : "included: not known for this input";
}

result::Figure thd_n_of(const result::FigureKey& key, const Parts& parts, double fundamental_rms,
                        double least, const InputModel& input) {
    const auto whole = whole_of(parts);
    const double fundamental = fundamental_rms * fundamental_rms;
    if (const char* reason = hidden_by(parts, whole, input))
        return ratio_bound(key, whole.high, fundamental, reason);
    auto figure = ratio_figure(key, whole, fundamental, least);
    say_of_noise(figure, parts);
    return figure;
}

}  // namespace ohmloop::measure
