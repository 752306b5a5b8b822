#include "simulation/half_band.hpp"

#include "simulation/kaiser.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace ohmloop::simulation {

namespace {

// sum_j c_j (middle[-1 - j] + middle[j]); two sums so that additions need not wait for each other.
Pair symmetric_dot(const std::vector<double>& taps, const Pair* middle) noexcept {
    Pair a{};
    Pair b{};
    const auto n = static_cast<std::ptrdiff_t>(taps.size());
    std::ptrdiff_t j = 0;
    for (; j + 1 < n; j += 2) {
        a += taps[static_cast<std::size_t>(j)] * (middle[-1 - j] + middle[j]);
        b += taps[static_cast<std::size_t>(j) + 1] * (middle[-2 - j] + middle[j + 1]);
    }
    if (j < n) a += taps[static_cast<std::size_t>(j)] * (middle[-1 - j] + middle[j]);
    return a + b;
}

}  // namespace

std::vector<double> half_band_taps(std::size_t half_length, double attenuation_db) {
    std::vector<double> taps(half_length);
    const double beta = kaiser_beta(attenuation_db);
    double sum = 0;
    for (std::size_t j = 0; j < half_length; ++j) {
        const double t = static_cast<double>(j) + 0.5;
        const double x = std::numbers::pi * t;
        taps[j] = std::sin(x) / x * kaiser(t / static_cast<double>(half_length), beta);
        sum += taps[j];
    }
    for (auto& c : taps) c *= 0.5 / sum;
    return taps;
}

Interpolator::Interpolator(std::vector<double> taps, std::size_t max_frames)
    : taps_(std::move(taps)), past_(2 * taps_.size() - 1 + max_frames) {}

void Interpolator::process(const Pair* in, std::size_t n, Pair* out) noexcept {
    const std::size_t half = taps_.size();
    std::copy_n(in, n, past_.data() + 2 * half - 1);
    for (std::size_t i = 0; i < n; ++i) {
        const Pair* middle = past_.data() + i + half;
        out[2 * i] = middle[-1];
        out[2 * i + 1] = symmetric_dot(taps_, middle);
    }
    std::copy_n(past_.data() + n, 2 * half - 1, past_.data());
}

void Interpolator::skip(const Pair* in, std::size_t n) noexcept {
    const std::size_t kept = 2 * taps_.size() - 1;
    std::copy_n(in, n, past_.data() + kept);
    std::copy_n(past_.data() + n, kept, past_.data());
}

void Interpolator::clear() noexcept { std::fill(past_.begin(), past_.end(), Pair{}); }

Decimator::Decimator(std::vector<double> taps, std::size_t max_frames)
    : taps_(std::move(taps)),
      even_(taps_.size() + max_frames),
      odd_(2 * taps_.size() + max_frames) {}

void Decimator::process(const Pair* in, std::size_t n, Pair* out) noexcept {
    const std::size_t half = taps_.size();
    for (std::size_t i = 0; i < n; ++i) {
        even_[half + i] = in[2 * i];
        odd_[2 * half + i] = in[2 * i + 1];
    }
    for (std::size_t i = 0; i < n; ++i)
        out[i] = 0.5 * even_[i] + 0.5 * symmetric_dot(taps_, odd_.data() + i + half);
    std::copy_n(even_.data() + n, half, even_.data());
    std::copy_n(odd_.data() + n, 2 * half, odd_.data());
}

void Decimator::clear() noexcept {
    std::fill(even_.begin(), even_.end(), Pair{});
    std::fill(odd_.begin(), odd_.end(), Pair{});
}

}  // namespace ohmloop::simulation
