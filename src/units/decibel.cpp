#include "ohmloop/units/decibel.hpp"

#include "ohmloop/units/expects.hpp"

#include <cmath>

namespace ohmloop {

Decibels to_decibels(double amplitude_ratio) {
    expects(amplitude_ratio > 0, "an amplitude ratio above 0");
    return Decibels(20 * std::log10(amplitude_ratio));
}

double to_ratio(Decibels d) { return std::pow(10, d.value() / 20); }

double peak_amplitude(DbFs level) { return to_ratio(level - DbFs(0)); }

DbFs level_of_peak(double amplitude) { return DbFs(0) + to_decibels(amplitude); }

Volts to_volts(DbV level) { return Volts(to_ratio(Decibels(level.value()))); }

}  // namespace ohmloop
