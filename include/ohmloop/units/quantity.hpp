#pragma once

#include <compare>

namespace ohmloop {

/// A double that knows what it counts. Same-kind arithmetic and scaling by numbers only;
/// the ratio of two of a kind is a number.
template <class Tag>
class Quantity {
  public:
    constexpr Quantity() = default;
    constexpr explicit Quantity(double value) : value_(value) {}

    [[nodiscard]] constexpr double value() const { return value_; }

    constexpr auto operator<=>(const Quantity&) const = default;
    constexpr Quantity operator-() const { return Quantity(-value_); }
    constexpr Quantity& operator+=(Quantity b) { return *this = *this + b; }
    constexpr Quantity& operator-=(Quantity b) { return *this = *this - b; }
    friend constexpr Quantity operator+(Quantity a, Quantity b) {
        return Quantity(a.value_ + b.value_);
    }
    friend constexpr Quantity operator-(Quantity a, Quantity b) {
        return Quantity(a.value_ - b.value_);
    }
    friend constexpr Quantity operator*(Quantity a, double k) { return Quantity(a.value_ * k); }
    friend constexpr Quantity operator*(double k, Quantity a) { return a * k; }
    friend constexpr Quantity operator/(Quantity a, double k) { return Quantity(a.value_ / k); }
    friend constexpr double operator/(Quantity a, Quantity b) { return a.value_ / b.value_; }

  private:
    double value_ = 0;
};

using Hertz = Quantity<struct HertzTag>;
using Seconds = Quantity<struct SecondsTag>;
using Volts = Quantity<struct VoltsTag>;  ///< rms unless a name says peak
using Amperes = Quantity<struct AmperesTag>;
using Watts = Quantity<struct WattsTag>;
using Ohms = Quantity<struct OhmsTag>;
using Farads = Quantity<struct FaradsTag>;
using Henries = Quantity<struct HenriesTag>;
using Ppm = Quantity<struct PpmTag>;  ///< parts per million

namespace literals {
constexpr Hertz operator""_Hz(long double v) { return Hertz(static_cast<double>(v)); }
constexpr Hertz operator""_Hz(unsigned long long v) { return Hertz(static_cast<double>(v)); }
constexpr Hertz operator""_kHz(long double v) { return Hertz(1e3 * static_cast<double>(v)); }
constexpr Hertz operator""_kHz(unsigned long long v) { return Hertz(1e3 * static_cast<double>(v)); }
constexpr Seconds operator""_s(long double v) { return Seconds(static_cast<double>(v)); }
constexpr Seconds operator""_s(unsigned long long v) { return Seconds(static_cast<double>(v)); }
constexpr Seconds operator""_ms(long double v) { return Seconds(1e-3 * static_cast<double>(v)); }
constexpr Seconds operator""_ms(unsigned long long v) {
    return Seconds(1e-3 * static_cast<double>(v));
}
constexpr Volts operator""_V(long double v) { return Volts(static_cast<double>(v)); }
constexpr Volts operator""_V(unsigned long long v) { return Volts(static_cast<double>(v)); }
constexpr Ohms operator""_Ohm(long double v) { return Ohms(static_cast<double>(v)); }
constexpr Ohms operator""_Ohm(unsigned long long v) { return Ohms(static_cast<double>(v)); }
}  // namespace literals

}  // namespace ohmloop
