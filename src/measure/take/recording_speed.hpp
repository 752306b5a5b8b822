#pragma once

#include "ohmloop/units/quantity.hpp"

#include <optional>
#include <span>
#include <string>

namespace ohmloop::measure {

/// Recorded frames for each stimulus frame by the recording's loudest tone, which every stimulus
/// plays at 997 Hz: the median over its loudest quarter seconds, good to some 10 ppm whether or not
/// samples are missing between them. Nothing where no tone stands out. Only markers read at that
/// stretch prove that the tone is the stimulus's.
[[nodiscard]] std::optional<double> stretch_by_tone(std::span<const double> x, Hertz rate);

/// Which sample rates, one taken for the other, give a recording at `rate` such a stretch: what
/// follows "runs at ... times the stimulus's speed: ". Nothing for a stretch that none gives.
[[nodiscard]] std::optional<std::string> rate_swap_of(Hertz rate, double stretch);

/// One of the sample rates that devices have, to what clocks differ by; nothing for others.
[[nodiscard]] std::optional<Hertz> usual_rate_near(Hertz rate);

}  // namespace ohmloop::measure
