#include "settling.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>
#include <numeric>

namespace ohmloop::measure {

namespace {

constexpr double shortest_decay_s = 0.03;  ///< shorter ones catch hum, and end while settling
constexpr double longest_decay_s = 1;
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

void normalise(std::vector<double>& x) {
    const double norm = std::sqrt(dot(x, x));
    for (double& v : x) v /= norm;
}

/// Mains hum lies near enough to lose a hundredth of its power to decays fitted alone.
std::vector<std::vector<double>> mains_columns(std::size_t count, double rate) {
    std::vector<std::vector<double>> columns;
    for (const double hz : {50.0, 60.0}) {
        std::vector<double> cosine(count);
        std::vector<double> sine(count);
        const std::complex<double> turn = std::polar(1.0, 2 * std::numbers::pi * hz / rate);
        std::complex<double> wheel = 1;
        for (std::size_t n = 0; n < count; ++n, wheel *= turn) {
            cosine[n] = wheel.real();
            sine[n] = wheel.imag();
        }
        columns.push_back(std::move(cosine));
        columns.push_back(std::move(sine));
    }
    for (std::size_t k = 0; k < columns.size(); ++k) {
        for (std::size_t j = 0; j < k; ++j)
            subtract(columns[k], columns[j], dot(columns[k], columns[j]));
        normalise(columns[k]);
    }
    return columns;
}

/// A slow column, and what of it mains hum and the columns before cannot imitate.
struct SlowColumn {
    std::vector<double> whole;
    std::vector<double> own;

    void take_off(const SlowColumn& other) {
        const double factor = dot(own, other.own);
        subtract(own, other.own, factor);
        subtract(whole, other.whole, factor);
    }
};

/// Gram and Schmidt, each column twice: decays an octave apart are nearly parallel.
std::vector<SlowColumn> independent_columns(std::size_t count, double rate) {
    const auto mains = mains_columns(count, rate);
    std::vector<SlowColumn> columns;
    for (auto& column : slow_columns(count, rate)) {
        SlowColumn next{column, column};
        for (int pass = 0; pass < 2; ++pass) {
            for (const auto& hum : mains) subtract(next.own, hum, dot(next.own, hum));
            for (const auto& before : columns) next.take_off(before);
        }
        const double norm = std::sqrt(dot(next.own, next.own));
        for (auto* part : {&next.own, &next.whole})
            for (double& v : *part) v /= norm;
        columns.push_back(std::move(next));
    }
    return columns;
}

/// A sixtieth of the fastest decay: a straight line between block means errs by 4e-5 of it.
constexpr double block_s = shortest_decay_s / 60;

std::vector<double> block_means(std::span<const double> x, std::size_t block) {
    std::vector<double> means(x.size() / block);
    for (std::size_t k = 0; k < means.size(); ++k) {
        const auto part = x.subspan(k * block, block);
        means[k] = std::accumulate(part.begin(), part.end(), 0.0) / static_cast<double>(block);
    }
    return means;
}

/// Straight lines through the blocks' centres, carried on over the ends.
std::vector<double> drawn_through(const std::vector<double>& means, std::size_t block,
                                  std::size_t count) {
    std::vector<double> x(count);
    for (std::size_t n = 0; n < count; ++n) {
        const double place = (static_cast<double>(n) + 0.5) / static_cast<double>(block) - 0.5;
        const auto k = std::min(static_cast<std::size_t>(std::max(0.0, place)), means.size() - 2);
        x[n] = means[k] + (place - static_cast<double>(k)) * (means[k + 1] - means[k]);
    }
    return x;
}

}  // namespace

std::vector<double> settling_of(std::span<const double> x, Hertz rate) {
    const auto block = std::max<std::size_t>(1, static_cast<std::size_t>(block_s * rate.value()));
    const auto means = block_means(x, block);
    if (means.size() < 100) return std::vector<double>(x.size(), 0.0);
    std::vector<double> slow(means.size(), 0.0);
    for (const auto& column :
         independent_columns(means.size(), rate.value() / static_cast<double>(block)))
        subtract(slow, column.whole, -dot(means, column.own));
    return drawn_through(slow, block, x.size());
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
