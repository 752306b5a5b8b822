#include "dsp/tone_table.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::dsp {

namespace {

/// sum x c and sum x s. Four running sums each, for the compiler may not reorder one.
std::complex<double> dot(std::span<const double> x, const double* c, const double* s) {
    std::array<double, 4> re{};
    std::array<double, 4> im{};
    const std::size_t whole = x.size() / 4 * 4;
    for (std::size_t i = 0; i < whole; i += 4)
        for (std::size_t lane = 0; lane < 4; ++lane) {
            re[lane] += x[i + lane] * c[i + lane];
            im[lane] += x[i + lane] * s[i + lane];
        }
    for (std::size_t i = whole; i < x.size(); ++i) {
        re[0] += x[i] * c[i];
        im[0] += x[i] * s[i];
    }
    return {(re[0] + re[1]) + (re[2] + re[3]), (im[0] + im[1]) + (im[2] + im[3])};
}

}  // namespace

double phase_at(double frequency_hz, double n, double rate_hz) {
    const double product = frequency_hz * n;
    const double lost = std::fma(frequency_hz, n, -product);
    return 2 * std::numbers::pi * ((std::fmod(product, rate_hz) + lost) / rate_hz);
}

std::complex<double> turn(double frequency_hz, double n, double rate_hz) {
    return std::polar(1.0, phase_at(frequency_hz, n, rate_hz));
}

ToneTable::ToneTable(double frequency_hz, double rate_hz)
    : frequency_hz_(frequency_hz), rate_hz_(rate_hz) {
    for (std::size_t i = 0; i < block_; ++i) {
        const auto value = turn(frequency_hz, static_cast<double>(i), rate_hz);
        cos_[i] = value.real();
        sin_[i] = value.imag();
    }
}

std::complex<double> ToneTable::project(std::span<const double> x) const {
    std::complex<double> sum = 0;
    for (std::size_t start = 0; start < x.size(); start += block_) {
        const auto part = x.subspan(start, std::min(block_, x.size() - start));
        const auto here = std::conj(dot(part, cos_.data(), sin_.data()));
        sum += here * std::conj(turn(frequency_hz_, static_cast<double>(start), rate_hz_));
    }
    return sum;
}

void ToneTable::add(std::complex<double> phasor, std::span<double> out) const {
    for (std::size_t start = 0; start < out.size(); start += block_) {
        const auto here = phasor * turn(frequency_hz_, static_cast<double>(start), rate_hz_);
        const double re = here.real();
        const double im = here.imag();
        const auto part = out.subspan(start, std::min(block_, out.size() - start));
        for (std::size_t i = 0; i < part.size(); ++i) part[i] += re * cos_[i] - im * sin_[i];
    }
}

}  // namespace ohmloop::dsp
