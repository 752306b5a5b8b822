#pragma once

#include "line_power.hpp"

#include "ohmloop/dsp/band_noise.hpp"
#include "ohmloop/dsp/tone_fit.hpp"

#include <optional>
#include <vector>

namespace ohmloop::measure {

/// What a record holds beside its tone: mains hum, where it stands out, and the rest. Told apart
/// because a line does not scatter as noise of the same power does.
class Residue {
  public:
    struct Line {
        double frequency_hz;
        LinePower power;
    };

    /// Looks for 50 and for 60 Hz.
    Residue(std::vector<double> noise, Hertz rate);

    [[nodiscard]] const std::vector<double>& without_hum() const { return rest_; }
    [[nodiscard]] Hertz rate() const { return rate_; }
    [[nodiscard]] const std::optional<HumInspection>& hum() const { return hum_; }

    /// Hum and rest in a band.
    [[nodiscard]] UncertainPower power(Hertz low, Hertz high,
                                       const dsp::PowerWeighting& weighting = {}) const;

  private:
    std::vector<double> rest_;
    Hertz rate_;
    std::vector<Line> lines_;
    std::optional<HumInspection> hum_;
};

}  // namespace ohmloop::measure
