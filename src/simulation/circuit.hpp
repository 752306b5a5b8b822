#pragma once

#include <complex>

namespace ohmloop::simulation {

using Complex = std::complex<double>;

/// One channel's closed circuit: EMF, resistance, inductance and coupling capacitor in series,
/// then the load side's resistance and capacitance in parallel. All values in SI units.
struct Circuit {
    double source_ohm = 0;
    double inductance_h = 0;
    double elastance = 0;  ///< 1 / coupling capacitance; 0: none
    double load_ohm = 0;   ///< load and card input in parallel; finite
    double load_f = 0;     ///< the card's input capacitance

    [[nodiscard]] Complex load(Complex s) const;
    /// Impedance round the loop.
    [[nodiscard]] Complex loop(Complex s) const;
    /// Node voltage over EMF.
    [[nodiscard]] Complex transfer(Complex s) const { return load(s) / loop(s); }
    /// Corner of the coupling high-pass, 1/s: minus the real root of loop(s) = 0 next to
    /// 1/(C (source + load)); that value itself where the roots are complex; 0 without capacitor.
    [[nodiscard]] double slow_rate() const;
    /// The same circuit with a resistance added in series.
    [[nodiscard]] Circuit with_series(double ohm) const;
};

/// Both channels with a common return resistance r_g. Voltages are taken against the load side's
/// ground, so that v_k = Z_k i_k and e_k = (loop_k) i_k + r_g (i_left + i_right).
struct CircuitPair {
    Circuit channel[2];
    double shared_ohm = 0;

    [[nodiscard]] bool alike() const { return channel[0].load_ohm == channel[1].load_ohm; }
    /// Node voltage of `k` over its own EMF, the other EMF zero.
    [[nodiscard]] Complex self(int k, Complex s) const;
    /// Node voltage of `k` over the other channel's EMF.
    [[nodiscard]] Complex cross(int k, Complex s) const;
};

}  // namespace ohmloop::simulation
