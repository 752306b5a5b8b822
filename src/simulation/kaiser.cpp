#include "simulation/kaiser.hpp"

#include <cmath>

namespace ohmloop::simulation {

namespace {

// I0(x) = sum ((x/2)^k / k!)^2: all terms positive, so the plain sum is accurate.
double bessel_i0(double x) {
    double term = 1;
    double sum = 1;
    for (int k = 1; term > 1e-17 * sum; ++k) {
        const double factor = x / (2 * k);
        term *= factor * factor;
        sum += term;
    }
    return sum;
}

}  // namespace

double kaiser(double u, double beta) {
    if (std::abs(u) > 1) return 0;
    return bessel_i0(beta * std::sqrt(1 - u * u)) / bessel_i0(beta);
}

double kaiser_beta(double attenuation_db) { return 0.1102 * (attenuation_db - 8.7); }

}  // namespace ohmloop::simulation
