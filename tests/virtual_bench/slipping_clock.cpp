#include "slipping_clock.hpp"

#include <cmath>

namespace ohmloop::virtual_bench {

SlippingClock::SlippingClock(double recorder_faster_ppm)
    : store_{std::vector<double>(size), std::vector<double>(size)},
      step_(1 / (1 + recorder_faster_ppm * 1e-6)),
      fetched_{std::vector<double>(size), std::vector<double>(size)} {}

void SlippingClock::push(std::span<const double> left, std::span<const double> right) noexcept {
    auto written = written_.load(std::memory_order_relaxed);
    for (std::size_t n = 0; n < left.size(); ++n) {
        if (written - read_.load(std::memory_order_acquire) == size) return;
        store_[0][written % size] = left[n];
        store_[1][written % size] = right[n];
        written_.store(++written, std::memory_order_release);
    }
}

void SlippingClock::fetch() {
    const auto written = written_.load(std::memory_order_acquire);
    auto read = read_.load(std::memory_order_relaxed);
    std::size_t count = 0;
    for (; read != written; ++read, ++count) {
        for (std::size_t c = 0; c < 2; ++c) fetched_[c][count] = store_[c][read % size];
    }
    read_.store(read, std::memory_order_release);
    resampler_.push({fetched_[0].data(), count}, {fetched_[1].data(), count});
}

void SlippingClock::pull(std::span<double> left, std::span<double> right) {
    fetch();
    for (std::size_t n = 0; n < left.size(); ++n) {
        left[n] = right[n] = 0;
        if (whole_ + simulation::Resampler::reach >= resampler_.pushed()) continue;
        if (whole_ >= 0) {
            const auto frame = resampler_.at(whole_, fraction_);
            left[n] = frame[0];
            right[n] = frame[1];
        }
        fraction_ += step_;
        const double whole = std::floor(fraction_);
        whole_ += static_cast<std::int64_t>(whole);
        fraction_ -= whole;
    }
    if (whole_ > 0) resampler_.forget_before(whole_);
}

}  // namespace ohmloop::virtual_bench
