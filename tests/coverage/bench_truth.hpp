#pragma once

#include "support/frequency_domain_port.hpp"

#include "ohmloop/audio_io/simulated_device.hpp"
#include "ohmloop/dsp/band_noise.hpp"
#include "ohmloop/result/figure.hpp"

#include <optional>

namespace ohmloop::test {

/// What the figures of a simulated bench ought to be, in closed form: a port without limits, whose
/// EMF bends by a square and a cube.
class BenchTruth {
  public:
    BenchTruth(const profiles::VirtualPort& port, const audio_io::SimulatedTruth& bench);

    /// Nothing where the truth is not known here.
    [[nodiscard]] std::optional<double> of(const result::FigureKey& key) const;

  private:
    [[nodiscard]] double ohms(const result::FigureKey& key) const;
    /// rms of a channel's EMF, straight, of a sine of a level.
    [[nodiscard]] double emf(int channel, double level_dbfs) const;
    /// Volts at the jack re EMF, both channels driven; `sign` as the other one is.
    [[nodiscard]] double gain(const result::FigureKey& key, double hz, int sign = 1) const;
    [[nodiscard]] double fundamental(const result::FigureKey& key, double level_dbfs) const;
    [[nodiscard]] double harmonic(const result::FigureKey& key, int order) const;
    [[nodiscard]] double noise(const result::FigureKey& key,
                               const dsp::PowerWeighting& weighting = {}) const;
    [[nodiscard]] double weighted_noise(const result::FigureKey& key) const;
    [[nodiscard]] double beside(const result::FigureKey& key) const;
    [[nodiscard]] double imd(const result::FigureKey& key) const;
    [[nodiscard]] double crosstalk(const result::FigureKey& key) const;
    [[nodiscard]] double deviation(const result::FigureKey& key) const;
    [[nodiscard]] double minus_3db(const result::FigureKey& key) const;

    profiles::VirtualPort port_;
    audio_io::SimulatedTruth bench_;
    PortCircuit circuit_;
    CardInput input_;
    double square_;  ///< of v + square v^2 + cube v^3, peak volts
    double cube_;
};

}  // namespace ohmloop::test
