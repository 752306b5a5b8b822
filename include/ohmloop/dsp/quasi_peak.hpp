#pragma once

#include "ohmloop/units/quantity.hpp"

#include <span>
#include <vector>

namespace ohmloop::dsp {

/// A record through the network of ITU-R BS.468-4, phase and all, 1 at 1 kHz; nothing is left
/// outside the band.
struct WeightedRecord {
    std::vector<double> samples;
    Hertz rate{0};  ///< a whole multiple of the record's, at which no sample misses a crest
};
[[nodiscard]] WeightedRecord itu_468_weighted(std::span<const double> x, Hertz rate, Hertz low,
                                              Hertz high);

/// A full-wave peak rectifier and, behind it, a pointer of the first order. The recommendation
/// states no time constants, only how eleven bursts read, within limits; these were searched for
/// and read each of them within 2 % of its nominal reading.
struct QuasiPeakDetector {
    double charge_s = 1.4e-3;
    double discharge_s = 0.29;
    double pointer_s = 0.14;

    /// The highest that the pointer shows from rest at zero, as the bursts are read: the rms of
    /// the 1 kHz sine that reads the same.
    [[nodiscard]] double reading(const WeightedRecord& record) const;
};

}  // namespace ohmloop::dsp
