#pragma once

#include "simulation/circuit.hpp"
#include "simulation/pair.hpp"

namespace ohmloop::simulation {

/// The circuit in steps of h for the current limit: capacitor by the trapezoidal rule, inductor
/// by backward Euler (it must not ring when the limit acts), the card's capacitance (below 1 mA)
/// left out. i = G (e - e_past), and e = loop * i + e_past + r_g (i_left + i_right).
struct LimiterStep {
    Pair loop{1, 1};         ///< companion resistance round each loop
    Pair conductance{1, 1};  ///< diagonal of G
    double mutual = 0;       ///< off-diagonal of G
    double shared_ohm = 0;
    double capacitor_ohm = 0;  ///< h / (2 C)
    double inductor_ohm = 0;   ///< L / h
    double limit = 0;          ///< amperes peak
    bool remembers = false;    ///< there is a capacitor or an inductor
};

[[nodiscard]] LimiterStep make_limiter_step(const CircuitPair& circuit, double limit, double h);

/// Turns the EMF into the one that drives no more than the limiting current: an amplifier in
/// current limit is a current source, whose effective EMF is what the loop then needs.
class CurrentLimiter {
  public:
    [[nodiscard]] Pair step(const LimiterStep& c, Pair e) noexcept {
        const Pair past = c.remembers ? past_emf(c) : Pair{};
        const Pair u = e - past;
        Pair i = c.conductance * u;
        if (c.mutual != 0) i += c.mutual * swapped(u);
        if (i[0] <= c.limit && i[0] >= -c.limit && i[1] <= c.limit && i[1] >= -c.limit) [[likely]] {
            if (c.remembers) advance(c, i);
            return e;
        }
        return limited(c, e, past, i);
    }

  private:
    [[nodiscard]] Pair past_emf(const LimiterStep& c) const noexcept {
        return charge_ + (c.capacitor_ohm - c.inductor_ohm) * current_;
    }
    // Bracketed so that the next step waits for as few operations as can be.
    void advance(const LimiterStep& c, Pair i) noexcept {
        charge_ = (charge_ + c.capacitor_ohm * current_) + c.capacitor_ohm * i;
        current_ = i;
    }
    [[nodiscard]] Pair limited(const LimiterStep& c, Pair e, Pair past, Pair i) noexcept;

    Pair charge_{};  ///< volts across the coupling capacitor
    Pair current_{};
};

}  // namespace ohmloop::simulation
