#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>
#include <vector>

namespace ohmloop::virtual_bench {

/// What became of a steady tone of known frequency, from its samples and by none of the program's
/// means: x[n] = 2 cos(w) x[n-1] - x[n-2] holds for every sine, and breaks where frames were lost,
/// doubled or replaced.
class SteadyTone {
  public:
    /// `w` in radians a frame.
    SteadyTone(const std::vector<double>& samples, double w) : samples_(samples), w_(w) {
        for (std::size_t n = 0; n + block <= samples.size(); n += block) {
            blocks_.push_back(amplitude_from(n));
            loudest_ = std::max(loudest_, std::abs(blocks_.back()));
        }
        const auto sounds = [&](const auto& each) { return std::abs(each) > loudest_ / 2; };
        const auto first = std::find_if(blocks_.begin(), blocks_.end(), sounds);
        const auto last = std::find_if(blocks_.rbegin(), blocks_.rend(), sounds);
        first_ = static_cast<std::size_t>(first - blocks_.begin()) + edge;
        last_ = static_cast<std::size_t>(blocks_.rend() - last);
        last_ = last_ > first_ + edge + 1 ? last_ - edge - 1 : first_;
    }

    /// Where it is broken, in frames of the record; fades at its ends apart.
    [[nodiscard]] std::vector<std::size_t> breaks() const {
        if (first_ == last_) return {first_ * block};  // hardly heard at all
        std::vector<std::size_t> found;
        for (std::size_t n = first_ * block + 2; n < last_ * block; ++n) {
            const double rest = samples_[n] - 2 * std::cos(w_) * samples_[n - 1] + samples_[n - 2];
            // One frame lost leaves at least 2 sin(w/2)^2 of the amplitude in one of two frames,
            // 0.0085 at 997 Hz and 48 kHz; noise and rounding stay below 1e-4.
            if (std::abs(rest) > 1e-3 * loudest_) found.push_back(n);
        }
        return found;
    }

    /// By how much its end comes late against its beginning, in frames, modulo its period: frames
    /// doubled, or lost where it is negative.
    [[nodiscard]] double late_frames() const {
        if (first_ == last_) return 0;
        return std::arg(blocks_[first_] / blocks_[last_]) / w_;
    }

  private:
    static constexpr std::size_t block = 480;  ///< 10 ms at 48 kHz
    static constexpr std::size_t edge = 5;     ///< its fades and the filters' settling: 50 ms

    [[nodiscard]] std::complex<double> amplitude_from(std::size_t start) const {
        std::complex<double> sum = 0;
        for (std::size_t n = start; n < start + block; ++n)
            sum += samples_[n] * std::polar(1.0, -w_ * static_cast<double>(n));
        return 2.0 / block * sum;
    }

    const std::vector<double>& samples_;
    double w_;
    std::vector<std::complex<double>> blocks_;
    double loudest_ = 0;
    std::size_t first_ = 0;
    std::size_t last_ = 0;
};

}  // namespace ohmloop::virtual_bench
