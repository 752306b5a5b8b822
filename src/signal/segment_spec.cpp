#include "ohmloop/signal/segment_spec.hpp"

#include "ohmloop/units/expects.hpp"

#include <cmath>

namespace ohmloop::signal {

Seconds sweep_constant(const LogSweep& sweep, Seconds steady) {
    const double f1 = sweep.start.value();
    const double octaves_e = std::log(sweep.stop.value() / f1);
    expects(f1 > 0 && octaves_e > 0, "a sweep rises from a positive frequency");
    const double cycles = std::floor(f1 * steady.value() / octaves_e + 1e-9);
    expects(cycles >= 1, "a sweep lasts at least ln(stop/start) periods of its start frequency");
    return Seconds(cycles / f1);
}

Seconds sweep_duration(const LogSweep& sweep, Seconds steady) {
    return sweep_constant(sweep, steady) * std::log(sweep.stop / sweep.start);
}

}  // namespace ohmloop::signal
