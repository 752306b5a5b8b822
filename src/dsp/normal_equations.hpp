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

}  // namespace ohmloop::dsp
