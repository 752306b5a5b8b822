#pragma once

#include "ohmloop/units/quantity.hpp"

namespace ohmloop {

/// A level ratio, 20 lg of an amplitude ratio. Its sum with a level is a level.
using Decibels = Quantity<struct DecibelsTag>;

/// Level re a full-scale sine (AES17: a full-scale sine reads 0 dBFS, a full-scale square +3.01).
class DbFs {
  public:
    constexpr DbFs() = default;
    constexpr explicit DbFs(double value) : value_(value) {}
    [[nodiscard]] constexpr double value() const { return value_; }
    constexpr auto operator<=>(const DbFs&) const = default;
    friend constexpr DbFs operator+(DbFs a, Decibels d) { return DbFs(a.value_ + d.value()); }
    friend constexpr DbFs operator-(DbFs a, Decibels d) { return DbFs(a.value_ - d.value()); }
    friend constexpr Decibels operator-(DbFs a, DbFs b) { return Decibels(a.value_ - b.value_); }

  private:
    double value_ = 0;
};

/// Level re 1 V rms.
class DbV {
  public:
    constexpr DbV() = default;
    constexpr explicit DbV(double value) : value_(value) {}
    [[nodiscard]] constexpr double value() const { return value_; }
    constexpr auto operator<=>(const DbV&) const = default;

  private:
    double value_ = 0;
};

/// 20 lg(ratio); ratio > 0.
[[nodiscard]] Decibels to_decibels(double amplitude_ratio);
/// 10^(d/20).
[[nodiscard]] double to_ratio(Decibels d);
/// Peak amplitude of a sine at this level, full scale = 1.
[[nodiscard]] double peak_amplitude(DbFs level);
/// Level of a sine of this peak amplitude (full scale = 1, amplitude > 0).
[[nodiscard]] DbFs level_of_peak(double amplitude);
[[nodiscard]] Volts to_volts(DbV level);

namespace literals {
constexpr Decibels operator""_dB(long double v) { return Decibels(static_cast<double>(v)); }
constexpr Decibels operator""_dB(unsigned long long v) { return Decibels(static_cast<double>(v)); }
constexpr DbFs operator""_dBFS(long double v) { return DbFs(static_cast<double>(v)); }
constexpr DbFs operator""_dBFS(unsigned long long v) { return DbFs(static_cast<double>(v)); }
}  // namespace literals

}  // namespace ohmloop
