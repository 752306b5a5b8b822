#include "magnitude_interval.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <map>
#include <numbers>
#include <random>
#include <string>
#include <vector>

namespace ohmloop::measure {

namespace {

using Complex = std::complex<double>;
using result::Shape;
using result::Term;

/// 2.5 % of 8000 draws are known to 7 %: the ends to 0.03 standard deviations.
constexpr std::size_t draws = 8000;
constexpr double tail = 0.025;

/// What one source of error moves both parts by, standard.
struct JointTerm {
    Complex cu;
    Complex curvature = 0;
    Shape shape = Shape::normal;
    bool in_parts = false;
};

/// Sources that move the magnitude alone move it along the impedance.
std::map<std::string, JointTerm> joint_terms(const ImpedanceEstimate& estimate, Complex along) {
    std::map<std::string, JointTerm> terms;
    const auto collect = [&](const std::vector<Term>& part, Complex unit) {
        for (const auto& term : part) {
            auto& joint = terms[term.source];
            joint.cu += term.cu * unit;
            joint.shape = term.shape;
            joint.in_parts = true;
        }
    };
    collect(estimate.real, 1);
    collect(estimate.imaginary, {0, 1});
    for (const auto& term : estimate.magnitude) {
        auto& joint = terms[term.source];
        if (joint.in_parts) continue;
        joint.cu += term.cu * along;
        joint.shape = term.shape;
    }
    for (const auto& [source, by] : estimate.curvature)
        if (const auto term = terms.find(source); term != terms.end()) term->second.curvature = by;
    return terms;
}

/// Two correlated normal variables.
struct Bell {
    double real = 0;       ///< variance
    double imaginary = 0;  ///< variance
    double covariance = 0;

    void add(Complex cu) {
        real += cu.real() * cu.real();
        imaginary += cu.imag() * cu.imag();
        covariance += cu.real() * cu.imag();
    }
    /// From two of standard deviation one.
    [[nodiscard]] Complex draw(double x, double y) const {
        const double first = std::sqrt(real);
        const double slope = first > 0 ? covariance / first : 0;
        return {first * x, slope * x + std::sqrt(std::max(0.0, imaginary - slope * slope)) * y};
    }
};

std::vector<Complex> drawn_errors(const std::map<std::string, JointTerm>& terms) {
    std::mt19937_64 random(20);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> even(-std::numbers::sqrt3, std::numbers::sqrt3);
    Bell bell;
    for (const auto& [source, term] : terms)
        if (term.shape == Shape::normal) bell.add(term.cu);
    std::vector<Complex> errors(draws);
    for (auto& error : errors) {
        const double x = normal(random);
        error = bell.draw(x, normal(random));
    }
    for (const auto& [source, term] : terms)
        if (term.shape == Shape::rectangular)
            for (auto& error : errors) {
                const double t = even(random);
                error += (term.cu + term.curvature * t) * t;
            }
    return errors;
}

/// In how many of the draws a true magnitude would read as `read` or more.
double share_above(const std::vector<Complex>& errors, Complex truth, double read) {
    const auto above = std::count_if(errors.begin(), errors.end(), [&](Complex error) {
        return std::norm(truth + error) >= read * read;
    });
    return static_cast<double>(above) / static_cast<double>(errors.size());
}

double lower_end(const std::vector<Complex>& errors, Complex along, double read) {
    if (share_above(errors, 0, read) >= tail) return 0;
    double low = 0;
    double high = read;
    for (int halving = 0; halving < 14; ++halving) {
        const double middle = 0.5 * (low + high);
        (share_above(errors, middle * along, read) < tail ? low : high) = middle;
    }
    return low;
}

double upper_end(const std::vector<Complex>& errors, Complex read) {
    std::vector<double> magnitudes;
    magnitudes.reserve(errors.size());
    for (const auto& error : errors) magnitudes.push_back(std::abs(read + error));
    const auto place =
        magnitudes.begin() + static_cast<std::ptrdiff_t>((1 - tail) * static_cast<double>(draws));
    std::nth_element(magnitudes.begin(), place, magnitudes.end());
    return *place;
}

}  // namespace

namespace {

/// An error e across the impedance lengthens it by e^2 / 2|Z|, which first order knows nothing of.
/// With a standard deviation of a fifth of the whole it adds 2 % to that.
bool lengthened_across(const ImpedanceEstimate& estimate) {
    const double read = std::abs(estimate.value);
    if (read <= 0) return true;
    const Complex along = estimate.value / read;
    double across = 0;  // variance
    for (const auto& [source, term] : joint_terms(estimate, along))
        across += std::pow((std::conj(along) * term.cu).imag(), 2);
    const double scatter = across / (std::numbers::sqrt2 * read);
    return scatter > 0.2 * result::standard_uncertainty({0, estimate.magnitude});
}

}  // namespace

bool bends(const ImpedanceEstimate& estimate) {
    const double tenth = 0.1 * std::abs(estimate.value);
    return lengthened_across(estimate) ||
           result::standard_uncertainty({0, estimate.real}) > tenth ||
           result::standard_uncertainty({0, estimate.imaginary}) > tenth ||
           result::standard_uncertainty({0, estimate.magnitude}) > tenth;
}

result::Interval magnitude_interval(const ImpedanceEstimate& estimate) {
    const double read = std::abs(estimate.value);
    const Complex along = read > 0 ? estimate.value / read : Complex(1);
    const auto errors = drawn_errors(joint_terms(estimate, along));
    return {lower_end(errors, along, read), upper_end(errors, estimate.value)};
}

bool is_impossible(const ImpedanceEstimate& estimate) {
    const result::Estimate real{estimate.value.real(), estimate.real};
    return real.value < -2 * result::expanded_uncertainty(real);
}

}  // namespace ohmloop::measure
