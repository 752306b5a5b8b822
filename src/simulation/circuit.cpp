#include "simulation/circuit.hpp"

#include <cmath>

namespace ohmloop::simulation {

Complex Circuit::load(Complex s) const { return load_ohm / (1.0 + s * load_ohm * load_f); }

Complex Circuit::loop(Complex s) const {
    return source_ohm + s * inductance_h + elastance / s + load(s);
}

double Circuit::slow_rate() const {
    if (elastance == 0) return 0;
    const double start = elastance / (source_ohm + load_ohm);
    // s loop(s) = 0, solved for s = -p as p = elastance / (R - p L + Z(-p)).
    double p = start;
    for (int i = 0; i < 60; ++i) {
        const double resistance =
            source_ohm - p * inductance_h + load_ohm / (1 - p * load_ohm * load_f);
        const double next = elastance / resistance;
        if (!(next > 0) || next > 10 * start) return start;
        p = next;
    }
    return p;
}

Circuit Circuit::with_series(double ohm) const {
    Circuit c = *this;
    c.source_ohm += ohm;
    return c;
}

Complex CircuitPair::self(int k, Complex s) const {
    const Circuit& own = channel[k];
    const Complex z_own = own.loop(s) + shared_ohm;
    const Complex z_other = channel[1 - k].loop(s) + shared_ohm;
    return own.load(s) * z_other / (z_own * z_other - shared_ohm * shared_ohm);
}

Complex CircuitPair::cross(int k, Complex s) const {
    const Circuit& own = channel[k];
    const Complex z_own = own.loop(s) + shared_ohm;
    const Complex z_other = channel[1 - k].loop(s) + shared_ohm;
    return -own.load(s) * shared_ohm / (z_own * z_other - shared_ohm * shared_ohm);
}

}  // namespace ohmloop::simulation
