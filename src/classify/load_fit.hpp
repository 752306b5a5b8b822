#pragma once

#include "ohmloop/classify/headphone_fit.hpp"
#include "ohmloop/classify/port_facts.hpp"

#include <optional>
#include <vector>

namespace ohmloop::classify {

// How loud headphones play that are like a load whose level was measured: no impedance is needed,
// and nothing but loudness and power is told.

/// Of typical sensitivity, one like each load that is a headphone's, heaviest first; none without
/// volts.
[[nodiscard]] std::vector<result::HeadphoneFit> fits_to_loads(const PortFacts& facts);
/// Absent where no load is like this headphone.
[[nodiscard]] std::optional<result::HeadphoneFit> fit_to_load_like(
    const PortFacts& facts, const profiles::Headphone& headphone);

}  // namespace ohmloop::classify
