#pragma once

#include "ohmloop/profiles/populations.hpp"

namespace ohmloop::classify {

/// Between these lie the middle two thirds of a class, a sixth on either side.
struct MiddleRange {
    double low = 0;
    double high = 0;
};

// What the ports of a class usually are, from its population and circuit arithmetic. Impedance,
// EMF and current of one kind of port are independent; its current is that of its median level.

/// Of the source's resistance, ohm.
[[nodiscard]] MiddleRange usual_ohm(const profiles::ClassPopulation& population);
/// Of the largest EMF, V rms.
[[nodiscard]] MiddleRange usual_volts(const profiles::ClassPopulation& population);
/// Of the largest clean current, A rms.
[[nodiscard]] MiddleRange usual_amperes(const profiles::ClassPopulation& population);
/// Of the power into this load, W: (V/(Zo + R))^2 R, or I^2 R where the current is the limit.
[[nodiscard]] MiddleRange usual_watts(const profiles::ClassPopulation& population, double load_ohm);

}  // namespace ohmloop::classify
