#include "noise_around.hpp"

#include "ohmloop/dsp/fft.hpp"
#include "ohmloop/dsp/median.hpp"
#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::measure {

namespace {

constexpr double least_bins = 8;  ///< to each side

}  // namespace

NoiseAround::NoiseAround(std::span<const double> noise, Hertz rate)
    : bin_hz_(rate.value() / static_cast<double>(noise.size())) {
    expects(noise.size() >= 4, "noise has frames");
    const double frames = static_cast<double>(noise.size());
    for (const auto& bin : dsp::real_fft(noise))
        power_.push_back(2 * std::norm(bin) / (frames * frames));
}

double NoiseAround::on_tone(Hertz frequency, Hertz reach) const {
    const double centre = frequency.value() / bin_hz_;
    const double bins = std::max(least_bins, reach.value() / bin_hz_);
    // Neither the constant nor half the rate, which are bins of another kind.
    const double last = static_cast<double>(power_.size()) - 2;
    const double from = std::clamp(std::ceil(centre - bins), 1.0, std::max(1.0, last - bins));
    const double to = std::clamp(std::floor(centre + bins), from, std::max(from, last));
    // Bins of noise are exponential variables: the median is ln 2 of the mean.
    return dsp::median({power_.begin() + static_cast<std::ptrdiff_t>(from),
                        power_.begin() + static_cast<std::ptrdiff_t>(to) + 1}) /
           std::numbers::ln2;
}

}  // namespace ohmloop::measure
