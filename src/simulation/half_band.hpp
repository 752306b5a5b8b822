#pragma once

#include "simulation/pair.hpp"

#include <cstddef>
#include <vector>

namespace ohmloop::simulation {

/// The half of a Kaiser-windowed half-band filter that is not trivial: sample m + 1/2 of x is
/// sum_j c_j (x[m - j] + x[m + 1 + j]), j < c.size(); sum of c = 1/2.
[[nodiscard]] std::vector<double> half_band_taps(std::size_t half_length, double attenuation_db);

/// Doubles the rate; delay half_length frames of its input. Blocks of at most `max_frames`.
class Interpolator {
  public:
    Interpolator(std::vector<double> taps, std::size_t max_frames);
    /// `out` takes 2 n frames.
    void process(const Pair* in, std::size_t n, Pair* out) noexcept;
    /// Takes the input into the history without computing the output.
    void skip(const Pair* in, std::size_t n) noexcept;
    void clear() noexcept;
    [[nodiscard]] std::size_t delay() const { return taps_.size(); }

  private:
    std::vector<double> taps_;
    std::vector<Pair> past_;
};

/// Halves the rate; delay half_length frames of its output.
class Decimator {
  public:
    Decimator(std::vector<double> taps, std::size_t max_frames);
    /// `in` holds 2 n frames.
    void process(const Pair* in, std::size_t n, Pair* out) noexcept;
    void clear() noexcept;
    [[nodiscard]] std::size_t delay() const { return taps_.size(); }

  private:
    std::vector<double> taps_;
    std::vector<Pair> even_;
    std::vector<Pair> odd_;
};

}  // namespace ohmloop::simulation
