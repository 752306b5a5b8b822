#include "dsp/noise_density.hpp"

#include "ohmloop/dsp/fft.hpp"
#include "ohmloop/dsp/median.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace ohmloop::dsp {

NoiseDensity::NoiseDensity(std::span<const double> x, double rate_hz, double share_taken)
    : rate_hz_(rate_hz), block_(fast_length(static_cast<std::size_t>(0.17 * rate_hz))) {
    const double share = std::min(share_taken, 0.4);
    const double median_of_exponential = -std::log(1 - (0.5 - share) / (1 - share));
    for (std::size_t start = 0; start + block_ <= x.size();
         start += std::max<std::size_t>(block_ / 2, 1))
        add_block(x.subspan(start, block_));
    for (auto& values : powers_) density_.push_back(median(values) / median_of_exponential);
}

double NoiseDensity::at(double frequency_hz) const {
    if (density_.empty()) return 0;
    const double bin = std::round(frequency_hz * static_cast<double>(block_) / rate_hz_);
    return density_[std::min(static_cast<std::size_t>(std::max(1.0, bin)), density_.size() - 1)];
}

void NoiseDensity::add_block(std::span<const double> x) {
    const auto n = static_cast<double>(block_);
    std::vector<double> windowed(block_);
    for (std::size_t i = 0; i < block_; ++i)
        windowed[i] = x[i] * (1 - std::cos(2 * std::numbers::pi * static_cast<double>(i) / n));
    const auto spectrum = real_fft(windowed);
    powers_.resize(spectrum.size());
    const double scale = 2 / (rate_hz_ * 1.5 * n);  // the mean square of 1 - cos is 1.5
    for (std::size_t k = 0; k < spectrum.size(); ++k)
        powers_[k].push_back(scale * std::norm(spectrum[k]));
}

}  // namespace ohmloop::dsp
