#include "wander_pass.hpp"

#include "dsp/normal_equations.hpp"
#include "dsp/tone_table.hpp"

#include <algorithm>
#include <cmath>

namespace ohmloop::dsp {

namespace {

constexpr std::size_t block_frames = 1024;

double as_double(std::size_t n) { return static_cast<double>(n); }

}  // namespace

void legendre_at(double u, std::span<double> out) {
    double before = 1;
    double here = u;
    for (std::size_t p = 0; p < out.size(); ++p) {
        out[p] = here;
        const double n = as_double(p) + 1;
        const double next = ((2 * n + 1) * u * here - n * before) / (n + 1);  // Bonnet's
        before = here;
        here = next;
    }
}

double weighted_sum(std::span<const double> coefficients, std::span<const double> values) {
    double sum = 0;
    for (std::size_t p = 0; p < coefficients.size(); ++p) sum += coefficients[p] * values[p];
    return sum;
}

std::size_t WanderParameters::count() const {
    return 2 * (harmonics.size() + lines.size()) + 2 + wander.phase.size() + wander.level.size();
}

double WanderParameters::add(std::span<const double> step) {
    std::size_t i = 0;
    for (auto* group : {&harmonics, &lines})
        for (auto& phasor : *group) {
            phasor += std::complex<double>(step[i], step[i + 1]);
            i += 2;
        }
    offset += step[i++];
    slope += step[i++];
    double largest = 0;
    for (auto* group : {&wander.phase, &wander.level})
        for (double& coefficient : *group) {
            largest = std::max(largest, std::abs(step[i]));
            coefficient += step[i++];
        }
    return largest;
}

WanderPass::WanderPass(std::span<const double> x, double rate, std::span<const double> lines_hz,
                       const WanderParameters& at)
    : x_(x), time_{x.size(), rate}, lines_hz_(lines_hz), at_(at) {}

std::vector<double> WanderPass::residual() {
    std::vector<double> rest;
    rest.reserve(x_.size());
    for (std::size_t from = 0; from < x_.size(); from += block_frames) {
        fill(from, false);
        rest.insert(rest.end(), rest_.begin(), rest_.end());
    }
    return rest;
}

std::vector<double> WanderPass::step() {
    NormalEquations equations(at_.count());
    for (std::size_t from = 0; from < x_.size(); from += block_frames) {
        fill(from, true);
        equations.add(columns_, rest_);
    }
    return equations.solution();
}

/// In the order of the parameters.
void WanderPass::fill(std::size_t from, bool with_columns) {
    const auto part = x_.subspan(from, std::min(block_frames, x_.size() - from));
    rest_.assign(part.begin(), part.end());
    columns_.resize(with_columns ? at_.count() * part.size() : 0);
    column_ = with_columns ? columns_.data() : nullptr;
    fill_wheel(from);
    fill_harmonics();
    std::vector<Complex> z;
    for (std::size_t l = 0; l < at_.lines.size(); ++l) {
        turns(lines_hz_[l], from, z);
        fill_line(at_.lines[l], z);
    }
    fill_straight(from);
    fill_wander();
}

const std::vector<std::complex<double>>& WanderPass::table(double f) {
    for (const auto& [known, values] : tables_)
        if (known == f) return values;
    std::vector<Complex> made(block_frames);
    for (std::size_t i = 0; i < block_frames; ++i) made[i] = turn(f, as_double(i), time_.rate);
    return tables_.emplace_back(f, std::move(made)).second;
}

/// exp(j 2 pi f m / rate) over a block: its start exactly, from there a table.
void WanderPass::turns(double f, std::size_t from, std::vector<Complex>& out) {
    const Complex start = turn(f, time_.m(from), time_.rate);
    const auto& values = table(f);
    out.resize(rest_.size());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = start * values[i];
}

double* WanderPass::next_column() {
    double* here = column_;
    if (column_ != nullptr) column_ += rest_.size();
    return here;
}

void WanderPass::fill_wheel(std::size_t from) {
    const std::size_t degree = at_.wander.phase.size();
    polynomials_.resize(degree * rest_.size());
    turns(at_.wander.frequency_hz, from, wheel_);
    for (std::size_t i = 0; i < rest_.size(); ++i) {
        const std::span here(polynomials_.data() + i * degree, degree);
        legendre_at(time_.u(from + i), here);
        wheel_[i] *= std::polar(1.0, weighted_sum(at_.wander.phase, here));
    }
}

void WanderPass::fill_line(const Complex& phasor, const std::vector<Complex>& z) {
    double* re = next_column();
    double* im = next_column();
    for (std::size_t i = 0; i < z.size(); ++i) {
        rest_[i] -= (phasor * z[i]).real();
        if (re == nullptr) continue;
        re[i] = z[i].real();
        im[i] = -z[i].imag();
    }
}

void WanderPass::fill_harmonics() {
    std::vector<Complex> power(wheel_);
    turned_.assign(wheel_.size(), 0.0);
    for (std::size_t h = 0; h < at_.harmonics.size(); ++h) {
        fill_line(at_.harmonics[h], power);
        const Complex weight = as_double(h + 1) * at_.harmonics[h];
        for (std::size_t i = 0; i < power.size(); ++i) {
            turned_[i] += weight * power[i];
            power[i] *= wheel_[i];
        }
    }
}

void WanderPass::fill_straight(std::size_t from) {
    double* constant = next_column();
    double* slope = next_column();
    for (std::size_t i = 0; i < rest_.size(); ++i) {
        const double u = time_.u(from + i);
        rest_[i] -= at_.offset + at_.slope * u;
        if (constant == nullptr) continue;
        constant[i] = 1;
        slope[i] = u;
    }
}

void WanderPass::fill_wander() {
    const std::size_t degree = at_.wander.phase.size();
    for (std::size_t i = 0; i < rest_.size(); ++i) {
        const std::span<const double> p(polynomials_.data() + i * degree, degree);
        const double level = (at_.harmonics[0] * wheel_[i]).real();
        rest_[i] -= level * weighted_sum(at_.wander.level, p);
        if (column_ == nullptr) continue;
        for (std::size_t k = 0; k < degree; ++k) {
            column_[k * rest_.size() + i] = -p[k] * turned_[i].imag();
            column_[(degree + k) * rest_.size() + i] = p[k] * level;
        }
    }
}

}  // namespace ohmloop::dsp
