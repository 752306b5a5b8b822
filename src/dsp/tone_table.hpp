#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <span>

namespace ohmloop::dsp {

/// 2 pi f n / rate reduced to one turn. The product is carried in two doubles and reduced exactly,
/// so that the phase after millions of periods is as good as the first.
[[nodiscard]] double phase_at(double frequency_hz, double n, double rate_hz);

/// exp(j phase_at(...)).
[[nodiscard]] std::complex<double> turn(double frequency_hz, double n, double rate_hz);

/// exp(j 2 pi f n / rate) as one exact table of a block, turned from block to block: no recurrence
/// whose error grows, and inner loops that vectorise.
class ToneTable {
  public:
    ToneTable(double frequency_hz, double rate_hz);

    /// sum x[n] exp(-j 2 pi f n / rate).
    [[nodiscard]] std::complex<double> project(std::span<const double> x) const;
    /// out[n] += Re(phasor exp(j 2 pi f n / rate)).
    void add(std::complex<double> phasor, std::span<double> out) const;

  private:
    static constexpr std::size_t block_ = 512;
    double frequency_hz_;
    double rate_hz_;
    std::array<double, block_> cos_{};
    std::array<double, block_> sin_{};
};

}  // namespace ohmloop::dsp
