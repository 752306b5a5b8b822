#include "simulation/current_limiter.hpp"

#include <algorithm>

namespace ohmloop::simulation {

LimiterStep make_limiter_step(const CircuitPair& circuit, double limit, double h) {
    LimiterStep c;
    const Circuit& any = circuit.channel[0];
    c.capacitor_ohm = 0.5 * h * any.elastance;
    c.inductor_ohm = any.inductance_h / h;
    c.shared_ohm = circuit.shared_ohm;
    c.limit = limit;
    c.remembers = any.elastance != 0 || any.inductance_h != 0;
    for (int k = 0; k < 2; ++k)
        c.loop[k] = any.source_ohm + circuit.channel[k].load_ohm + c.capacitor_ohm + c.inductor_ohm;
    const double r = c.shared_ohm;
    const double determinant = (c.loop[0] + r) * (c.loop[1] + r) - r * r;
    c.conductance = pair((c.loop[1] + r) / determinant, (c.loop[0] + r) / determinant);
    c.mutual = -r / determinant;
    return c;
}

Pair CurrentLimiter::limited(const LimiterStep& c, Pair e, Pair past, Pair i) noexcept {
    const auto over = [&](int k) { return i[k] > c.limit || i[k] < -c.limit; };
    const auto clamped = [&](double x) { return std::clamp(x, -c.limit, c.limit); };
    const bool was_over[2] = {over(0), over(1)};
    i = pair(clamped(i[0]), clamped(i[1]));
    for (int k = 0; k < 2; ++k) {  // a channel that still follows sees the other's clamped current
        if (was_over[k]) continue;
        const double u = e[k] - past[k] - c.shared_ohm * i[1 - k];
        i[k] = clamped(u / (c.loop[k] + c.shared_ohm));
    }
    const Pair needed = c.loop * i + past + c.shared_ohm * (i + swapped(i));
    for (int k = 0; k < 2; ++k)
        if (was_over[k]) e[k] = needed[k];
    advance(c, i);
    return e;
}

}  // namespace ohmloop::simulation
