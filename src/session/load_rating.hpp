#pragma once

#include "ohmloop/profiles/load.hpp"
#include "ohmloop/profiles/plan.hpp"
#include "ohmloop/units/decibel.hpp"
#include "ohmloop/units/quantity.hpp"

#include <optional>

namespace ohmloop::session {

/// The level at which a sine heats the load with its rated power, from the gain heard:
/// V = full scale * gain * level, V^2 / R = P. None for an open jack or without a rating.
[[nodiscard]] std::optional<DbFs> rated_ceiling(double gain_db, const profiles::Load& load,
                                                Volts input_full_scale);

/// The plan as it may be played into the load: below 32 ohm no tone louder than -10 dBFS lasts
/// longer than a second, since heat shifts the resistor and strains the port.
[[nodiscard]] profiles::Plan sparing(profiles::Plan plan, const profiles::Load& load);

/// What suffices to see how far the gain of the first load has drifted: its impedance tones,
/// or the reference tones where the plan has none.
[[nodiscard]] profiles::Plan short_return(profiles::Plan plan);

}  // namespace ohmloop::session
