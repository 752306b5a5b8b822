#pragma once

#include "ohmloop/dsp/least_squares.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace ohmloop::dsp {

/// Solves gram y = right for a symmetric positive (semi)definite gram.
[[nodiscard]] std::vector<double> solve_symmetric(const RealMatrix& gram,
                                                  std::span<const double> right);

/// Least squares by normal equations for well-conditioned columns, stored one behind the other
/// (`columns.size() == column_count * b.size()`).
[[nodiscard]] std::vector<double> solve_normal(std::span<const double> columns,
                                               std::size_t column_count, std::span<const double> b);

/// The same for records of any length, a block of rows after the other.
class NormalEquations {
  public:
    explicit NormalEquations(std::size_t columns);

    void add(std::span<const double> columns, std::span<const double> b);
    [[nodiscard]] std::vector<double> solution() const;

  private:
    RealMatrix gram_;  ///< its lower half
    std::vector<double> right_;
};

}  // namespace ohmloop::dsp
