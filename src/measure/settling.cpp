#include "settling.hpp"

#include <cmath>
#include <cstddef>
#include <numeric>

namespace ohmloop::measure {

namespace {

constexpr double shortest_decay_s = 0.016;
constexpr double longest_decay_s = 1.1;
/// Of the residual: less is no more than noise has in so few columns.
constexpr double least_settling = 0.05;

double dot(std::span<const double> a, std::span<const double> b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

void subtract(std::vector<double>& from, std::span<const double> column, double factor) {
    for (std::size_t n = 0; n < from.size(); ++n) from[n] -= factor * column[n];
}

std::vector<std::vector<double>> slow_columns(std::size_t count, double rate) {
    std::vector<std::vector<double>> columns(2, std::vector<double>(count, 1.0));
    const double centre = 0.5 * static_cast<double>(count - 1);
    for (std::size_t n = 0; n < count; ++n) columns[1][n] = static_cast<double>(n) - centre;
    for (double decay = shortest_decay_s; decay < longest_decay_s; decay *= 2) {
        const double ratio = std::exp(-1 / (decay * rate));
        std::vector<double> column(count);
        double value = 1;
        for (double& v : column) {
            v = value;
            value *= ratio;
        }
        columns.push_back(std::move(column));
    }
    return columns;
}

double rms(std::span<const double> x) {
    return std::sqrt(dot(x, x) / static_cast<double>(x.size()));
}

/// Gram and Schmidt, each column twice: decays an octave apart are nearly parallel.
void orthonormalise(std::vector<std::vector<double>>& columns) {
    for (std::size_t k = 0; k < columns.size(); ++k) {
        for (int pass = 0; pass < 2; ++pass)
            for (std::size_t j = 0; j < k; ++j)
                subtract(columns[k], columns[j], dot(columns[k], columns[j]));
        const double norm = std::sqrt(dot(columns[k], columns[k]));
        for (double& v : columns[k]) v /= norm;
    }
}

}  // namespace

std::vector<double> settling_of(std::span<const double> x, Hertz rate) {
    std::vector<double> slow(x.size(), 0.0);
    if (x.size() < 100) return slow;
    auto columns = slow_columns(x.size(), rate.value());
    orthonormalise(columns);
    for (const auto& column : columns) subtract(slow, column, -dot(x, column));
    return slow;
}

SettledTones fit_settled(std::span<const double> x, Hertz rate,
                         const std::vector<double>& frequencies) {
    SettledTones settled{{x.begin(), x.end()}, dsp::fit_tones(x, rate, frequencies)};
    for (int pass = 0; pass < 2; ++pass) {
        const auto residual = dsp::residual_of(settled.samples, settled.fit);
        const auto slow = settling_of(residual, rate);
        if (rms(slow) <= least_settling * rms(residual)) break;
        for (std::size_t n = 0; n < slow.size(); ++n) settled.samples[n] -= slow[n];
        settled.fit = dsp::fit_tones(settled.samples, rate, frequencies);
    }
    return settled;
}

}  // namespace ohmloop::measure
