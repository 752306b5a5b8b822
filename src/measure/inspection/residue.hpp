#pragma once

#include "line_power.hpp"

#include "ohmloop/dsp/band_noise.hpp"
#include "ohmloop/dsp/tone_fit.hpp"

#include <complex>
#include <optional>
#include <span>
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

    /// Frequencies of the hum's lines; none where no hum stands out.
    [[nodiscard]] std::vector<double> hum_hz() const;
    /// Takes some of the lines, and what is left, from a fit that told them from the tone.
    void refine(const std::vector<double>& lines_hz, std::span<const std::complex<double>> phasors,
                std::vector<double> rest);

    [[nodiscard]] const std::vector<double>& without_hum() const { return rest_; }
    [[nodiscard]] Hertz rate() const { return rate_; }
    [[nodiscard]] const std::optional<HumInspection>& hum() const { return hum_; }

    /// Hum and rest in a band.
    [[nodiscard]] UncertainPower power(Hertz low, Hertz high,
                                       const dsp::PowerWeighting& weighting = {}) const;
    /// The same without what lies within `reach` of a tone. What noise lies there is taken to be
    /// as dense as that beside it; of hum, nothing.
    [[nodiscard]] UncertainPower power_beside(double tone_hz, double reach_hz, Hertz low,
                                              Hertz high) const;

  private:
    [[nodiscard]] UncertainPower add_hum(const dsp::BandPower& random, Hertz low, Hertz high,
                                         const dsp::PowerWeighting& weighting) const;
    void describe_hum();

    std::vector<double> rest_;
    Hertz rate_;
    double mains_hz_ = 0;
    std::vector<Line> lines_;
    std::optional<HumInspection> hum_;
};

}  // namespace ohmloop::measure
