#pragma once

#include "ohmloop/profiles/headphone.hpp"

#include <complex>
#include <optional>
#include <string_view>

namespace ohmloop::classify {

/// A headphone's impedance over frequency: its measured curve, or else the circuit of a resonance,
/// R0 + Rp / (1 + j Q (f/f0 - f0/f)), a parallel R-L-C behind R0. R0 is the smallest |Z| known,
/// or what was measured near 1 kHz, or the nominal value; R0 + Rp the peak. Without a peak it is
/// one of the latter two at all frequencies: true of planar ones, only a stand-in for others.
class HeadphoneImpedance {
  public:
    explicit HeadphoneImpedance(const profiles::Headphone& headphone);

    [[nodiscard]] std::complex<double> at(double hz) const;
    /// "curve", "modelled", "flat" (planar), "nominal" (nothing known of its changes).
    [[nodiscard]] std::string_view known_as() const;
    /// Nothing is known of how it changes with frequency.
    [[nodiscard]] bool is_nominal_only() const { return known_as() == "nominal"; }
    /// Of such a one the least |Z|: as given, or the 80 % of the nominal value that IEC 60268-7
    /// lets it fall to; absent of balanced armatures, which fall to half of it and less.
    [[nodiscard]] std::optional<double> least_of_nominal_ohm() const;

  private:
    const profiles::Headphone& headphone_;
    double base_ohm_;
};

}  // namespace ohmloop::classify
