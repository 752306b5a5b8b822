#pragma once

#include "ohmloop/dsp/tone_fit.hpp"

#include <complex>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace ohmloop::dsp {

/// Legendre polynomials of the degrees 1.. at u, as many as `out` holds.
void legendre_at(double u, std::span<double> out);
[[nodiscard]] double weighted_sum(std::span<const double> coefficients,
                                  std::span<const double> values);

/// Where a record's frames lie: m from its centre, u from -1 to 1.
struct CentredTime {
    std::size_t frames;
    double rate;

    [[nodiscard]] double m(std::size_t n) const {
        return static_cast<double>(n) - (static_cast<double>(frames) - 1) / 2;
    }
    [[nodiscard]] double u(std::size_t n) const { return 2 * m(n) / static_cast<double>(frames); }
};

/// What a wandering tone's fit finds; phasors refer to the record's centre.
struct WanderParameters {
    Wander wander;
    std::vector<std::complex<double>> harmonics;  ///< the fundamental first
    std::vector<std::complex<double>> lines;
    double offset = 0;
    double slope = 0;  ///< over u

    [[nodiscard]] std::size_t count() const;
    /// Adds a step, in the order of the columns; returns the largest change of the wander.
    double add(std::span<const double> step);
};

/// One pass over a record, block by block: what the parameters leave of it, and the columns of
/// their derivatives.
class WanderPass {
  public:
    WanderPass(std::span<const double> x, double rate, std::span<const double> lines_hz,
               const WanderParameters& at);

    [[nodiscard]] std::vector<double> residual();
    /// Gauss-Newton's.
    [[nodiscard]] std::vector<double> step();

  private:
    using Complex = std::complex<double>;

    void fill(std::size_t from, bool with_columns);
    void fill_wheel(std::size_t from);
    void fill_harmonics();
    void fill_line(const Complex& phasor, const std::vector<Complex>& z);
    void fill_straight(std::size_t from);
    void fill_wander();
    void turns(double f, std::size_t from, std::vector<Complex>& out);
    const std::vector<Complex>& table(double f);
    double* next_column();

    std::span<const double> x_;
    CentredTime time_;
    std::span<const double> lines_hz_;
    const WanderParameters& at_;
    std::vector<std::pair<double, std::vector<Complex>>> tables_;
    std::vector<double> rest_;         ///< of the block
    std::vector<double> columns_;      ///< one behind the other
    double* column_ = nullptr;         ///< the next one; null where none are wanted
    std::vector<double> polynomials_;  ///< those of a frame one behind the other
    std::vector<Complex> wheel_;       ///< exp(j phase) of the fundamental
    std::vector<Complex> turned_;      ///< the derivative of the tone's phasor by j phase
};

}  // namespace ohmloop::dsp
