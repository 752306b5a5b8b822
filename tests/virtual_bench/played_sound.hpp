#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>

namespace ohmloop::virtual_bench {

/// What reached the jack, told by the jack: until when it sounded, and how it ended.
class PlayedSound {
  public:
    /// The audio thread; equal lengths.
    void note(std::span<const double> left, std::span<const double> right) noexcept {
        auto frame = frame_.load(std::memory_order_relaxed);
        for (std::size_t n = 0; n < left.size(); ++n, ++frame) {
            const double x = std::max(std::abs(left[n]), std::abs(right[n]));
            if (x == 0) continue;
            recent_[next_++ % recent_.size()] = x;
            last_sound_.store(frame, std::memory_order_relaxed);
        }
        double ends_at = 0;
        for (const double x : recent_) ends_at = std::max(ends_at, x);
        ends_at_.store(ends_at, std::memory_order_relaxed);
        frame_.store(frame, std::memory_order_release);
    }

    /// Any thread: "NOW LAST PEAK": frames passed, the frame that sounded last, and the largest
    /// magnitude among the last 48 that sounded (1 ms at 48 kHz).
    [[nodiscard]] std::string describe() const {
        return std::to_string(frame_.load(std::memory_order_acquire)) + " " +
               std::to_string(last_sound_.load()) + " " + std::to_string(ends_at_.load());
    }

  private:
    std::atomic<std::uint64_t> frame_{0};
    std::atomic<std::uint64_t> last_sound_{0};
    std::atomic<double> ends_at_{0};
    std::array<double, 48> recent_{};
    std::size_t next_ = 0;
};

}  // namespace ohmloop::virtual_bench
