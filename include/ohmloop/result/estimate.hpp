#pragma once

#include <string>
#include <vector>

namespace ohmloop::result {

/// The distribution a source of error is drawn from.
enum class Shape { normal, rectangular };

/// One first-order contribution: the source's name, its signed c*u (sensitivity times standard
/// uncertainty, in the estimate's unit), shape, and degrees of freedom (0: infinite).
struct Term {
    std::string source;
    double cu = 0;
    Shape shape = Shape::normal;
    double degrees_of_freedom = 0;
};

/// A value and the terms of its uncertainty. Terms of one source add with sign, different sources
/// in quadrature (GUM).
struct Estimate {
    double value = 0;
    std::vector<Term> terms;
};

struct Interval {
    double low = 0;
    double high = 0;
};

/// Terms of the same source merged with sign (shape and degrees of freedom of the first).
[[nodiscard]] std::vector<Term> merged(const std::vector<Term>& terms);
/// Combined standard uncertainty.
[[nodiscard]] double standard_uncertainty(const Estimate& estimate);
/// Half-width of the shortest 95 % interval of the sum of the merged terms, from their shapes:
/// 1.96 u for normals, k = 1.65 where one rectangular term rules, Student's t by
/// Welch-Satterthwaite; in between the convolution of the shapes.
[[nodiscard]] double expanded_uncertainty(const Estimate& estimate);
/// The source of the largest merged term; empty without terms.
[[nodiscard]] std::string dominant_source(const Estimate& estimate);

}  // namespace ohmloop::result
