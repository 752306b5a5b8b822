#include "quasi_peak_level.hpp"

#include "ohmloop/dsp/band_noise.hpp"

#include <algorithm>
#include <cmath>
#include <complex>

namespace ohmloop::measure {

using result::Figure;
using result::Shape;
using result::Term;

namespace {

/// White noise reads 4.69 dB over its rms behind the network, on average over 10 s.
constexpr double gaussian_quasi_peak = 1.715;

/// From one record of 8 s or more to the next the highest reading of the same noise scatters by
/// 0.07 dB.
constexpr double scatter = 0.008;

/// Meters that read all bursts of the recommendation within its limits read white noise up to
/// 0.5 dB apart from this one.
constexpr double limits_half_width = 0.06;

/// Above this part of a reading's square, the input's own leaves a bound only.
constexpr double largest_own_share = 0.5;

/// What white noise of a mean square over the audio band reads.
double read_of_white(double mean_square, Hertz rate) {
    const auto passed =
        passed_noise(rate, [](double hz) { return std::norm(dsp::itu_468_response(hz)); });
    return gaussian_quasi_peak * std::sqrt(mean_square * passed.share);
}

/// How far the port's own reading may lie from the difference in power, to either side. The
/// detector is convex: adding noise never lowers a reading on average, nor raises it by more than
/// the noise's own. Those ends need noises that peak together; of a steady whine, the least like
/// noise, the truth lies 0.42 of the way down.
double power_law_half_width(double reading, double own, double port) {
    return std::max(reading - port, (own - (reading - port)) / 2);
}

/// Why a reading is no more than a bound; empty where it is a figure.
const char* reason_for_bound(double reading, std::optional<double> own, const HiddenNoise& hidden,
                             const InputModel& input) {
    if (hidden.gated) return "the recording falls silent: the input or the port gates its noise";
    if (is_hidden(hidden, input)) return "the recording's steps hide noise this weak";
    if (!own) return "the input's own noise is not known and is part of this";
    const double share = std::pow(*own / reading, 2);
    if (share * least_of_own > 1)
        return "less was read than the input's own noise: another gain, or a gate";
    return share > largest_own_share ? "at or below the input's own noise" : "";
}

}  // namespace

Figure quasi_peak_level(const result::FigureKey& key, double reading, const HiddenNoise& hidden,
                        const InputModel& input, Hertz rate) {
    const JackScale scale(input);
    const auto own_mean_square = input_noise_mean_square(input);
    std::optional<double> own;
    if (own_mean_square) own = read_of_white(*own_mean_square, rate);
    const std::string reason = reason_for_bound(reading, own, hidden, input);
    if (!reason.empty()) {
        const double unseen = read_of_white(hidden.density * PassedNoise{}.bandwidth_hz, rate);
        const double highest = std::max({reading, own.value_or(0), unseen});
        return noise_bound(key, std::pow(highest * (1 + limits_half_width + 1.96 * scatter), 2),
                           scale, reason);
    }
    const double port = std::sqrt(reading * reading - *own * *own);
    return scale.level(
        key, port, 20000,
        {{"highest reading's scatter", scatter * std::pow(reading / port, 2), Shape::normal, 0},
         {"meters' limits for bursts", limits_half_width / std::sqrt(3.0), Shape::rectangular, 0},
         {"input's part of the quasi-peak",
          power_law_half_width(reading, *own, port) / port / std::sqrt(3.0), Shape::rectangular,
          0}});
}

}  // namespace ohmloop::measure
