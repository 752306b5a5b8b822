#include "ohmloop/dsp/tone_fit.hpp"

#include "dsp/normal_equations.hpp"
#include "dsp/tone_table.hpp"

#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace ohmloop::dsp {

namespace {

constexpr double pi = std::numbers::pi;

double as_double(std::size_t n) { return static_cast<double>(n); }
double centre_of(std::size_t n) { return (as_double(n) - 1) / 2; }

/// Time runs from the record's centre, m = n - (N-1)/2: there cosines and the constant are even,
/// sines and the slope odd, and the normal equations fall into two halves of real closed sums.
/// Coefficients of cos 2 pi f_k m / rate and of sin; last the constant, and the slope over m/(N/2).
struct CentredFit {
    std::vector<double> even;
    std::vector<double> odd;
};

/// sum over m of cos(2 pi F m / rate) = sin(pi F N / rate) / sin(pi F / rate), and its derivative
/// in 2 pi F / rate with the sign of sum m sin(...).
struct CentredSums {
    double n;
    double rate;

    [[nodiscard]] double cosines(double f) const {
        if (f == 0) return n;
        return std::sin(phase_at(f, n, 2 * rate)) / std::sin(pi * f / rate);
    }
    [[nodiscard]] double moment_of_sines(double f) const {
        const double half = phase_at(f, n, 2 * rate);
        const double s = std::sin(pi * f / rate);
        const double c = std::cos(pi * f / rate);
        return (std::sin(half) * c - n * std::cos(half) * s) / (2 * s * s);
    }
    [[nodiscard]] double second_moment() const { return n * (n * n - 1) / 12; }
};

RealMatrix square_matrix(std::size_t n) {
    return {.rows = n, .columns = n, .values = std::vector<double>(n * n)};
}

RealMatrix even_gram(std::span<const double> f, const CentredSums& sums) {
    const std::size_t k = f.size();
    RealMatrix gram = square_matrix(k + 1);
    for (std::size_t a = 0; a < k; ++a) {
        for (std::size_t b = 0; b < k; ++b)
            gram.at(a, b) = (sums.cosines(f[a] - f[b]) + sums.cosines(f[a] + f[b])) / 2;
        gram.at(a, k) = gram.at(k, a) = sums.cosines(f[a]);
    }
    gram.at(k, k) = sums.n;
    return gram;
}

RealMatrix odd_gram(std::span<const double> f, const CentredSums& sums) {
    const std::size_t k = f.size();
    const double scale = 2 / sums.n;
    RealMatrix gram = square_matrix(k + 1);
    for (std::size_t a = 0; a < k; ++a) {
        for (std::size_t b = 0; b < k; ++b)
            gram.at(a, b) = (sums.cosines(f[a] - f[b]) - sums.cosines(f[a] + f[b])) / 2;
        gram.at(a, k) = gram.at(k, a) = scale * sums.moment_of_sines(f[a]);
    }
    gram.at(k, k) = scale * scale * sums.second_moment();
    return gram;
}

CentredFit fit_by_sums(std::span<const double> x, double rate, std::span<const double> f) {
    const double centre = centre_of(x.size());
    std::vector<double> even(f.size() + 1);
    std::vector<double> odd(f.size() + 1);
    for (std::size_t k = 0; k < f.size(); ++k) {
        const auto sum = ToneTable(f[k], rate).project(x) * turn(f[k], centre, rate);
        even[k] = sum.real();
        odd[k] = -sum.imag();
    }
    for (std::size_t n = 0; n < x.size(); ++n) {
        even.back() += x[n];
        odd.back() += x[n] * (as_double(n) - centre);
    }
    odd.back() *= 2 / as_double(x.size());
    const CentredSums sums{.n = as_double(x.size()), .rate = rate};
    return {.even = solve_symmetric(even_gram(f, sums), even),
            .odd = solve_symmetric(odd_gram(f, sums), odd)};
}

/// The same by QR of the columns: for tones that less than three periods tell apart, where
/// normal equations would square the condition number.
CentredFit fit_by_columns(std::span<const double> x, double rate, std::span<const double> f) {
    const double centre = centre_of(x.size());
    const std::size_t k = f.size();
    RealMatrix a{.rows = x.size(), .columns = 2 * k + 2, .values = {}};
    a.values.resize(a.rows * a.columns);
    for (std::size_t n = 0; n < x.size(); ++n) {
        const double m = as_double(n) - centre;
        for (std::size_t i = 0; i < k; ++i) {
            const auto value = turn(f[i], m, rate);
            a.at(n, i) = value.real();
            a.at(n, k + 1 + i) = value.imag();
        }
        a.at(n, k) = 1;
        a.at(n, 2 * k + 1) = 2 * m / as_double(x.size());
    }
    const auto solution = solve(a, x);
    const auto half = solution.begin() + static_cast<std::ptrdiff_t>(k + 1);
    return {.even = {solution.begin(), half}, .odd = {half, solution.end()}};
}

/// Periods of the closest spacing: between tones, to zero, and to the image beyond rate/2.
double periods_of_closest(std::vector<double> f, double rate, std::size_t frames) {
    if (f.empty()) return HUGE_VAL;
    std::sort(f.begin(), f.end());
    double closest = std::min(f.front(), rate - 2 * f.back());
    for (std::size_t k = 1; k < f.size(); ++k) closest = std::min(closest, f[k] - f[k - 1]);
    return closest * as_double(frames) / rate;
}

void check_fit(std::span<const double> x, double rate, std::span<const double> f) {
    expects(x.size() >= 2 * (2 * f.size() + 2),
            "a tone fit has twice as many frames as parameters");
    std::vector<double> sorted(f.begin(), f.end());
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t k = 0; k < sorted.size(); ++k) {
        expects(sorted[k] > 0 && sorted[k] < rate / 2, "a fitted tone lies in (0, rate/2)");
        expects(k == 0 || sorted[k] > sorted[k - 1], "fitted tones are distinct");
    }
}

CentredFit fit_centred(std::span<const double> x, double rate, std::span<const double> f) {
    constexpr std::size_t most_column_values = 8'000'000;  // 64 MB of columns
    const bool close = periods_of_closest({f.begin(), f.end()}, rate, x.size()) < 3;
    if (close && x.size() * (2 * f.size() + 2) <= most_column_values)
        return fit_by_columns(x, rate, f);
    return fit_by_sums(x, rate, f);
}

double sum_of_squares(std::span<const double> x) {
    double sum = 0;
    for (double value : x) sum += value * value;
    return sum;
}

}  // namespace

double ToneFit::amplitude_uncertainty() const {
    return frames > 0 ? residual_rms * std::sqrt(2 / as_double(frames)) : HUGE_VAL;
}

ToneFit fit_tones(std::span<const double> x, Hertz rate, std::span<const double> frequencies_hz) {
    check_fit(x, rate.value(), frequencies_hz);
    const CentredFit centred = fit_centred(x, rate.value(), frequencies_hz);
    ToneFit fit;
    fit.frequency_hz.assign(frequencies_hz.begin(), frequencies_hz.end());
    for (std::size_t k = 0; k < frequencies_hz.size(); ++k) {
        const std::complex<double> at_centre(centred.even[k], -centred.odd[k]);
        fit.phasor.push_back(at_centre *
                             std::conj(turn(frequencies_hz[k], centre_of(x.size()), rate.value())));
    }
    fit.offset = centred.even.back();
    fit.slope = centred.odd.back() * 2 * rate.value() / as_double(x.size());
    fit.frames = x.size();
    fit.rate_hz = rate.value();
    const double freedom = as_double(x.size() - 2 * frequencies_hz.size() - 2);
    fit.residual_rms = std::sqrt(sum_of_squares(residual_of(x, fit)) / freedom);
    return fit;
}

std::vector<double> residual_of(std::span<const double> x, const ToneFit& fit) {
    std::vector<double> rest(x.begin(), x.end());
    const double centre = centre_of(fit.frames);
    for (std::size_t n = 0; n < rest.size(); ++n)
        rest[n] -= fit.offset + fit.slope * ((as_double(n) - centre) / fit.rate_hz);
    for (std::size_t k = 0; k < fit.phasor.size(); ++k)
        ToneTable(fit.frequency_hz[k], fit.rate_hz).add(-fit.phasor[k], rest);
    return rest;
}

}  // namespace ohmloop::dsp
