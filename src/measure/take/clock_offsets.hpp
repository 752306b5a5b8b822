#pragma once

#include "pilot.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

namespace ohmloop::measure {

/// What the steady segments of a take say of its clocks together: their weighted mean offset, and
/// whether they agree.
class ClockOffsets {
  public:
    ClockOffsets(std::span<const PilotReading> pilots, Hertz rate);

    /// False where no segment tells its offset to 10 ppm.
    [[nodiscard]] bool known() const { return weights_ > 0; }
    [[nodiscard]] double mean() const { return sum_ / weights_; }
    /// Standard: of the noise, or of what the segments differ by where that is more (the Birge
    /// ratio), and never less than what crystals do within a minute.
    [[nodiscard]] double mean_uncertainty() const;
    /// Largest difference between two segments beyond six standard uncertainties of each; 0 where
    /// these explain it.
    [[nodiscard]] double change() const { return std::max(0.0, most_ - least_); }
    /// Rms of the time by which a steady tone wanders inside a segment, the most of all.
    [[nodiscard]] double wander_s() const { return wander_s_; }
    /// Segments of different speed, or tones that wander, without a jump inside any.
    [[nodiscard]] bool wander() const;
    /// That the clocks' change alone may have displaced one end of `span` frames by so many.
    [[nodiscard]] bool explain(double frames, double span) const;

  private:
    struct Offset {
        double value = 0;
        double weight = 0;
    };
    std::vector<Offset> offsets_;
    double weights_ = 0;
    double sum_ = 0;  ///< weighted
    double least_ = 1;
    double most_ = -1;
    double wander_s_ = 0;
    double rate_hz_;
    bool jumps_ = false;
};

/// How they wander: one clause.
[[nodiscard]] std::string wander_text(const ClockOffsets& offsets);

}  // namespace ohmloop::measure
