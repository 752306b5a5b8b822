#pragma once

#include <complex>
#include <cstddef>
#include <functional>
#include <vector>

namespace ohmloop::simulation {

/// Least-squares fits of real FIR filters of one length to complex responses over the band
/// 0 to `edge` (cycles per sample, below 1/2). Between edge and 1/2 the fit is held only weakly,
/// which is what lets an odd response (an inductor) jump at half the rate. One factored
/// normal matrix serves all responses.
class FirFit {
  public:
    FirFit(std::size_t taps, double edge);

    /// w (radians per sample, > 0) to the wanted response without the delay.
    using Response = std::function<std::complex<double>(double w)>;

    /// h with sum_k h_k e^{-jwk} = response(w) e^{-jw delay()}.
    [[nodiscard]] std::vector<double> fit(const Response& response) const;
    [[nodiscard]] std::size_t delay() const { return taps_ / 2; }

  private:
    struct Node {
        double w;
        double weight;
        double imaginary;  ///< factor of the imaginary part: 1 in the band, to 0 at half the rate
    };
    void factor();
    [[nodiscard]] std::vector<double> solve(std::vector<double> b) const;

    std::size_t taps_;
    std::vector<Node> grid_;
    std::vector<double> lower_;  ///< Cholesky factor, row by row
};

}  // namespace ohmloop::simulation
