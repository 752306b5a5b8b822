#pragma once

#include "ohmloop/units/quantity.hpp"

#include <span>
#include <vector>

namespace ohmloop::measure {

/// The noise density of a record around one frequency or another: the median of the periodogram's
/// bins, which lines among them do not lift.
class NoiseAround {
  public:
    NoiseAround(std::span<const double> noise, Hertz rate);

    /// Mean square that noise lays, on average, on a tone fitted at `frequency`: S/T. Within
    /// +- `reach`, or 8 bins to each side where that is more.
    [[nodiscard]] double on_tone(Hertz frequency, Hertz reach) const;

  private:
    std::vector<double> power_;  ///< of each bin, mean square
    double bin_hz_;
};

}  // namespace ohmloop::measure
