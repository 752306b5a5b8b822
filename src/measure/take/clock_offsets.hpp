#pragma once

#include "pilot.hpp"

#include <span>

namespace ohmloop::measure {

/// What the steady segments of a take say of its clocks together: their weighted mean offset, and
/// whether they agree.
class ClockOffsets {
  public:
    explicit ClockOffsets(std::span<const PilotReading> pilots);

    /// False where no segment tells its offset to 10 ppm.
    [[nodiscard]] bool known() const { return weights_ > 0; }
    [[nodiscard]] double mean() const { return sum_ / weights_; }
    [[nodiscard]] double mean_uncertainty() const;
    /// Largest difference between two segments beyond six standard uncertainties of each.
    [[nodiscard]] double change() const { return most_ - least_; }
    /// Segments of different speed without a jump inside any: the clocks, not a gap.
    [[nodiscard]] bool wander() const;

  private:
    double weights_ = 0;
    double sum_ = 0;  ///< weighted
    double least_ = 1;
    double most_ = -1;
    double largest_jump_frames_ = 0;
};

}  // namespace ohmloop::measure
