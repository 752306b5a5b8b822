#include "ohmloop/measure/approach.hpp"

#include <algorithm>
#include <cmath>

namespace ohmloop::measure {

namespace {

/// Movement below this share of full scale disturbs nothing.
constexpr double unnoticed = 1e-4;
/// Hum moves the means too: a tenth of the rms is granted to it, up to this much.
constexpr double granted_share = 0.1;
constexpr double most_granted = 1e-3;

bool still_moves(const std::vector<double>& x) {
    const std::size_t part = x.size() / 3;
    double head = 0;
    double tail = 0;
    double square = 0;
    for (std::size_t n = 0; n < part; ++n) {
        head += x[n];
        tail += x[x.size() - 1 - n];
    }
    for (const double sample : x) square += sample * sample;
    const double moved = std::abs(head - tail) / static_cast<double>(part);
    const double granted = granted_share * std::sqrt(square / static_cast<double>(x.size()));
    return moved > std::max(unnoticed, std::min(granted, most_granted));
}

}  // namespace

bool still_settling(const signal::Recording& silence) {
    if (silence.frames() < 30) return false;
    return std::any_of(silence.channels.begin(), silence.channels.end(), still_moves);
}

}  // namespace ohmloop::measure
