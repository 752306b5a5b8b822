#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace ohmloop::dsp {

/// One-sided noise density of what a swept response left over, from Hann blocks of 0.17 s (longer
/// ones would be too few, shorter ones thin hum out over their bins): the median over time, which
/// harmonics that sweep through a bin do not lift. In every bin the response, being as long as its
/// gate, has taken the noise of a share of the blocks along: the median of all blocks is the
/// q-quantile of the others, q = (1/2 - share)/(1 - share), of an exponential variable.
class NoiseDensity {
  public:
    /// `share_taken`: the gate's length over the record's.
    NoiseDensity(std::span<const double> x, double rate_hz, double share_taken);

    /// Mean square per hertz; 0 where the record is shorter than a block.
    [[nodiscard]] double at(double frequency_hz) const;

  private:
    void add_block(std::span<const double> x);

    double rate_hz_;
    std::size_t block_;
    std::vector<std::vector<double>> powers_;  ///< of each bin, one a block
    std::vector<double> density_;
};

}  // namespace ohmloop::dsp
