#include "simulation/fir_fit.hpp"

#include <cmath>
#include <numbers>

namespace ohmloop::simulation {

namespace {

constexpr std::size_t grid_size = 512;
// Large enough to keep the normal matrix's condition below 1e10, small enough not to be felt.
constexpr double weak_weight = 1e-9;

}  // namespace

FirFit::FirFit(std::size_t taps, double edge) : taps_(taps) {
    for (std::size_t q = 0; q < grid_size; ++q) {
        const double f = 0.5 * (static_cast<double>(q) + 0.5) / grid_size;
        const bool inside = f <= edge;
        const double fade = inside ? 1 : (0.5 - f) / (0.5 - edge);
        grid_.push_back({2 * std::numbers::pi * f, inside ? 1 : weak_weight, fade});
    }
    factor();
}

void FirFit::factor() {
    std::vector<double> toeplitz(taps_);
    for (std::size_t k = 0; k < taps_; ++k)
        for (const Node& node : grid_)
            toeplitz[k] += node.weight * std::cos(node.w * static_cast<double>(k));
    lower_.assign(taps_ * taps_, 0);
    for (std::size_t i = 0; i < taps_; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            double sum = toeplitz[i - j];
            for (std::size_t k = 0; k < j; ++k)
                sum -= lower_[i * taps_ + k] * lower_[j * taps_ + k];
            lower_[i * taps_ + j] = i == j ? std::sqrt(sum) : sum / lower_[j * taps_ + j];
        }
    }
}

std::vector<double> FirFit::solve(std::vector<double> b) const {
    for (std::size_t i = 0; i < taps_; ++i) {
        for (std::size_t k = 0; k < i; ++k) b[i] -= lower_[i * taps_ + k] * b[k];
        b[i] /= lower_[i * taps_ + i];
    }
    for (std::size_t i = taps_; i-- > 0;) {
        for (std::size_t k = i + 1; k < taps_; ++k) b[i] -= lower_[k * taps_ + i] * b[k];
        b[i] /= lower_[i * taps_ + i];
    }
    return b;
}

std::vector<double> FirFit::fit(const Response& response) const {
    std::vector<double> b(taps_, 0);
    for (const Node& node : grid_) {
        const std::complex<double> wanted = response(node.w);
        std::complex<double> turned =
            node.weight * std::complex<double>(wanted.real(), node.imaginary * wanted.imag()) *
            std::polar(1.0, -node.w * static_cast<double>(delay()));
        const std::complex<double> step = std::polar(1.0, node.w);
        for (double& value : b) {
            value += turned.real();
            turned *= step;
        }
    }
    return solve(std::move(b));
}

}  // namespace ohmloop::simulation
