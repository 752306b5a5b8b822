#pragma once

#include <complex>
#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace ohmloop::dsp {

/// Row-major rows x columns.
struct RealMatrix {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<double> values;
    [[nodiscard]] double& at(std::size_t r, std::size_t c) { return values[r * columns + c]; }
    [[nodiscard]] double at(std::size_t r, std::size_t c) const { return values[r * columns + c]; }
};

struct LinearFit {
    std::vector<double> solution;
    RealMatrix covariance;  ///< (A' W A)^-1; infinite where A does not determine the solution
    double chi_square = 0;  ///< r' W r
};

/// Weighted linear least squares of independent observations of standard uncertainty `sigma` (size
/// rows): minimises the sum of ((b - A x) / sigma)^2.
[[nodiscard]] LinearFit solve_weighted(const RealMatrix& a, std::span<const double> b,
                                       std::span<const double> sigma);
/// Ordinary: QR of a.
[[nodiscard]] std::vector<double> solve(const RealMatrix& a, std::span<const double> b);

/// Levenberg-Marquardt on weighted residuals with a numeric Jacobian.
struct NonlinearFit {
    std::vector<double> solution;
    RealMatrix covariance;
    double chi_square = 0;
    bool converged = false;
};
using Residuals = std::function<std::vector<double>(std::span<const double> parameters)>;
/// `scale`: a typical size of each parameter, for steps and conditioning (> 0).
[[nodiscard]] NonlinearFit minimise(const Residuals& residuals, std::vector<double> start,
                                    std::span<const double> scale);

}  // namespace ohmloop::dsp
