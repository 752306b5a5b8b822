#pragma once

#include "ohmloop/profiles/load.hpp"
#include "ohmloop/profiles/sound_card.hpp"
#include "ohmloop/profiles/virtual_port.hpp"

#include <cmath>
#include <complex>
#include <numbers>

namespace ohmloop::test {

/// The circuit by hand: what a port, a load and an input do to a sine.
struct ClosedCircuit {
    const profiles::VirtualPort& port;
    const profiles::SimulatedCard& card;

    [[nodiscard]] std::complex<double> source(double hz) const {
        const double w = 2 * std::numbers::pi * hz;
        std::complex<double> z(port.source_resistance.value(), w * port.source_inductance.value());
        if (port.coupling_capacitance)
            z += std::complex<double>(0, -1 / (w * port.coupling_capacitance->value()));
        return z;
    }

    /// Jack voltage over EMF. With both channels driven alike, twice the shared ground adds to
    /// each channel's source.
    [[nodiscard]] std::complex<double> divider(const profiles::Load& load, double hz,
                                               bool together = true) const {
        const double w = 2 * std::numbers::pi * hz;
        const double by_load = load.is_open() ? 0 : 1 / (load.resistance_ohm + load.contact_ohm);
        const std::complex<double> y(by_load + 1 / card.input_resistance.value(),
                                     w * card.input_capacitance.value());
        const double shared = together ? 2 * port.shared_ground.value() : 0;
        return 1.0 / (1.0 + (source(hz) + shared) * y);
    }
};

inline double decibels(double ratio) { return 20 * std::log10(ratio); }

}  // namespace ohmloop::test
