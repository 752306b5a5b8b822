#include "ohmloop/signal/marker.hpp"

#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::signal {

namespace {

constexpr double edge_s = 0.001;
constexpr int all_bits = MarkerShape::number_bits + MarkerShape::check_bits;

double edge(double from_end) {
    if (from_end >= edge_s) return 1;
    return 0.5 * (1 - std::cos(std::numbers::pi * from_end / edge_s));
}

/// Linear chirp from `from` to `to` Hz over `length`, each end rounded by a raised cosine.
double chirp(double from, double to, double length, double t) {
    if (t < 0 || t >= length) return 0;
    const double cycles = from * t + (to - from) * t * t / (2 * length);
    return edge(std::min(t, length - t)) * std::sin(2 * std::numbers::pi * cycles);
}

unsigned marker_word(std::uint16_t number) {
    return (static_cast<unsigned>(number) << MarkerShape::check_bits) | marker_check(number);
}

}  // namespace

Seconds marker_duration() { return Seconds(bit_start_s(all_bits - 1) + MarkerShape::bit_s); }

double sync_value(double t) {
    return chirp(MarkerShape::low_hz, MarkerShape::high_hz, MarkerShape::sync_s, t);
}

double bit_value(bool rising, double t) {
    const double from = rising ? MarkerShape::low_hz : MarkerShape::high_hz;
    const double to = rising ? MarkerShape::high_hz : MarkerShape::low_hz;
    return chirp(from, to, MarkerShape::bit_s, t);
}

double bit_start_s(int index) {
    expects(index >= 0 && index < all_bits, "a marker's bit index is 0..23");
    return MarkerShape::sync_s + MarkerShape::gap_s + index * MarkerShape::bit_s;
}

double marker_value(std::uint16_t number, double t) {
    const double first_bit = bit_start_s(0);
    if (t < first_bit) return sync_value(t);
    const double place = std::floor((t - first_bit) / MarkerShape::bit_s);
    if (!(place < all_bits)) return 0;
    const int index = static_cast<int>(place);
    const bool rising = ((marker_word(number) >> (all_bits - 1 - index)) & 1U) != 0;
    return bit_value(rising, t - bit_start_s(index));
}

std::uint8_t marker_check(std::uint16_t number) {
    unsigned remainder = number;
    for (int bit = 0; bit < MarkerShape::number_bits; ++bit) {
        const bool carry = (remainder & 0x8000U) != 0;
        remainder = (remainder << 1U) & 0xFFFFU;
        if (carry) remainder ^= 0x0700U;  // polynomial 0x07 below the leading byte
    }
    return static_cast<std::uint8_t>(remainder >> 8U);
}

}  // namespace ohmloop::signal
