#pragma once

#include "ohmloop/simulation/resampler.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

namespace ohmloop::virtual_bench {

/// Stereo frames from a player's thread to a recorder's, whose clock is faster by some ppm. The
/// frames arrive some 85 ms late and 2.6e8 / ppm frames (90 min at 60 ppm) pass before the store
/// runs empty or over; then there is silence, or frames are dropped.
class SlippingClock {
  public:
    explicit SlippingClock(double recorder_faster_ppm);

    /// One thread; equal lengths.
    void push(std::span<const double> left, std::span<const double> right) noexcept;
    /// One thread; equal lengths.
    void pull(std::span<double> left, std::span<double> right);

  private:
    static constexpr std::uint64_t size = 1 << 15;  ///< frames the store holds
    static constexpr std::int64_t lead = 4096;      ///< frames the recorder stays behind

    void fetch();

    std::array<std::vector<double>, 2> store_;
    std::atomic<std::uint64_t> written_{0};
    std::atomic<std::uint64_t> read_{0};

    simulation::Resampler resampler_;
    double step_;  ///< player's frames a frame of the recorder
    std::int64_t whole_ = -lead;
    double fraction_ = 0;
    std::array<std::vector<double>, 2> fetched_;
};

}  // namespace ohmloop::virtual_bench
