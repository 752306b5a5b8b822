#include "ohmloop/classify/source_curve.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::classify {

using profiles::ImpedancePoint;

SourceCurve::SourceCurve(double resistance_ohm, std::optional<double> farads,
                         const std::vector<ImpedancePoint>& readings)
    : resistance_ohm_(resistance_ohm), farads_(farads) {
    for (const ImpedancePoint& reading : readings)
        beside_.push_back({reading.hz, reading.ohm - circuit_at(reading.hz)});
}

std::complex<double> SourceCurve::circuit_at(double hz) const {
    if (!farads_) return resistance_ohm_;
    return {resistance_ohm_, -1 / (2 * std::numbers::pi * hz * *farads_)};
}

std::complex<double> SourceCurve::at(double hz) const {
    const auto circuit = circuit_at(hz);
    if (beside_.empty()) return circuit;
    const auto above = std::ranges::lower_bound(beside_, hz, {}, &ImpedancePoint::hz);
    if (above == beside_.begin()) return circuit + beside_.front().ohm;
    if (above == beside_.end()) return circuit + beside_.back().ohm;
    const ImpedancePoint& low = *std::prev(above);
    const double part = std::log(hz / low.hz) / std::log(above->hz / low.hz);
    return circuit + low.ohm + part * (above->ohm - low.ohm);
}

}  // namespace ohmloop::classify
