#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ohmloop::simulation {

/// Reads a stereo stream between its samples, as a recorder with a clock of its own does: 128
/// taps of a Kaiser-windowed sinc, from 512 stored phases with a parabola between them. Flat and
/// clean to 150 dB up to 0.46 of the rate; at whole positions the samples themselves.
class Resampler {
  public:
    static constexpr std::int64_t reach = 64;  ///< frames needed after a position

    Resampler();
    /// Appends frames; the first frame of all stands at position 0, before it there is silence.
    void push(std::span<const double> left, std::span<const double> right);
    /// Left and right at whole + fraction, 0 <= fraction < 1, whole + reach < pushed().
    [[nodiscard]] std::array<double, 2> at(std::int64_t whole, double fraction);
    /// Frees what positions from `whole` on do not need; returns nothing to the caller's past.
    void forget_before(std::int64_t whole);
    [[nodiscard]] std::int64_t pushed() const;

  private:
    void choose_phase(double fraction);

    std::vector<double> phases_;  ///< rows of 2 * reach weights
    std::array<double, 2 * reach> weights_{};
    double fraction_ = -1;         ///< that weights_ are made for
    std::vector<double> frames_;   ///< interleaved
    std::int64_t first_ = -reach;  ///< position of frames_[0]
};

}  // namespace ohmloop::simulation
