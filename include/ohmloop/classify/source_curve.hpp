#pragma once

#include "ohmloop/profiles/headphone.hpp"

#include <complex>
#include <optional>
#include <vector>

namespace ohmloop::classify {

/// A source's impedance over frequency: R and C in series, and what was measured beside that,
/// linear in log f between the readings and the nearest one's beyond them. So it meets every
/// reading, and a capacitor keeps its slope where there is none.
class SourceCurve {
  public:
    explicit SourceCurve(double resistance_ohm, std::optional<double> farads = {},
                         const std::vector<profiles::ImpedancePoint>& readings = {});

    [[nodiscard]] std::complex<double> at(double hz) const;

  private:
    [[nodiscard]] std::complex<double> circuit_at(double hz) const;

    double resistance_ohm_;
    std::optional<double> farads_;
    std::vector<profiles::ImpedancePoint> beside_;
};

}  // namespace ohmloop::classify
