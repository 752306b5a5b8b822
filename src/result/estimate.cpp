#include "ohmloop/result/estimate.hpp"

#include "result/coverage.hpp"

#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::result {
namespace {

double sum_of_squares(const std::vector<Term>& terms) {
    double sum = 0;
    for (const Term& term : terms) sum += term.cu * term.cu;
    return sum;
}

/// Below this part of the whole a rectangular term joins the normal ones: its shape moves the
/// 95 % interval by less than a millionth.
constexpr double negligible_share = 1e-3;

struct Shapes {
    Bell bell;
    std::vector<double> rectangulars;  ///< half-widths, sqrt(3) u
};

/// Normal terms combine to one bell with Welch-Satterthwaite's degrees of freedom (GUM G.4):
/// nu = u^4 / sum(u_i^4 / nu_i).
Shapes split(const std::vector<Term>& terms) {
    const double all = std::sqrt(sum_of_squares(terms));
    Shapes shapes;
    double variance = 0;
    double variance_of_variance = 0;
    for (const Term& term : terms) {
        const double u = std::abs(term.cu);
        if (term.shape == Shape::rectangular && u > negligible_share * all) {
            shapes.rectangulars.push_back(std::numbers::sqrt3 * u);
            continue;
        }
        variance += u * u;
        if (term.degrees_of_freedom > 0)
            variance_of_variance += u * u * u * u / term.degrees_of_freedom;
    }
    shapes.bell.u = std::sqrt(variance);
    if (variance_of_variance > 0)
        shapes.bell.degrees_of_freedom = variance * variance / variance_of_variance;
    return shapes;
}

}  // namespace

std::vector<Term> merged(const std::vector<Term>& terms) {
    std::vector<Term> result;
    for (const Term& term : terms) {
        const auto same = std::find_if(result.begin(), result.end(),
                                       [&](const Term& t) { return t.source == term.source; });
        if (same == result.end())
            result.push_back(term);
        else
            same->cu += term.cu;
    }
    return result;
}

double standard_uncertainty(const Estimate& estimate) {
    return std::sqrt(sum_of_squares(merged(estimate.terms)));
}

double expanded_uncertainty(const Estimate& estimate) {
    const Shapes shapes = split(merged(estimate.terms));
    return half_width_95(shapes.bell, shapes.rectangulars);
}

std::string dominant_source(const Estimate& estimate) {
    const std::vector<Term> terms = merged(estimate.terms);
    const auto largest = std::max_element(
        terms.begin(), terms.end(),
        [](const Term& a, const Term& b) { return std::abs(a.cu) < std::abs(b.cu); });
    return largest == terms.end() ? std::string() : largest->source;
}

}  // namespace ohmloop::result
