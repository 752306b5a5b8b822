#include "lines_in_noise.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::measure {

namespace {

constexpr double tail = 0.025;
constexpr double two_sided_95 = 1.96;
/// From here on, per line, sqrt(x - (n - 1/2)) is normal about sqrt(p) within 1 % of its scatter;
/// and where the series would underflow.
constexpr double surely_normal = 40;
constexpr double longest_series = 500;

/// P(reading <= x) of lines of power p, both over the noise of one: a Poisson variable of mean x
/// reaches n and another one of mean p.
double share_below(double x, double p, int n) {
    double below = std::exp(-x);  // of the first variable: k = 0
    double at_most = below;       // k < n + j
    for (int k = 1; k < n; ++k) at_most += below *= x / k;
    double weight = std::exp(-p);  // of the second: j = 0
    double left = 1 - weight;
    double sum = weight * (1 - at_most);
    for (int j = 1; left > 1e-9 && j < 1000; ++j) {
        at_most += below *= x / (n + j - 1);
        weight *= p / j;
        left -= weight;
        sum += weight * (1 - at_most);
    }
    return sum;
}

/// The power of which a share of the readings lie below x; zero where fewer do of noise alone.
double power_with(double share, double x, int n) {
    if (share_below(x, 0, n) <= share) return 0;
    double low = 0;
    double high = std::pow(std::sqrt(x) + 3, 2);
    for (int halving = 0; halving < 25; ++halving) {
        const double middle = (low + high) / 2;
        (share_below(x, middle, n) > share ? low : high) = middle;
    }
    return high;
}

}  // namespace

double LinesInNoise::chance() const {
    const double x = read / std::max(noise, 1e-300);
    double term = std::exp(-x);
    double sum = term;
    for (int k = 1; k < lines; ++k) sum += term *= x / k;
    return sum;
}

result::Interval LinesInNoise::power() const {
    if (noise <= 0) return {read, read};
    const double x = read / noise;
    if (x > std::min(surely_normal * lines, longest_series)) {
        const double middle = std::sqrt(x - (lines - 0.5));
        const double scatter = two_sided_95 / std::numbers::sqrt2;
        return {noise * std::pow(middle - scatter, 2), noise * std::pow(middle + scatter, 2)};
    }
    return {noise * power_with(1 - tail, x, lines),
            noise * power_with(tail, std::max<double>(x, lines), lines)};
}

}  // namespace ohmloop::measure
