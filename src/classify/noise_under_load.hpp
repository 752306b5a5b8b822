#pragma once

#include "ohmloop/classify/port_facts.hpp"

#include <optional>

namespace ohmloop::classify {

/// Noise with the heaviest load re open, dB; absent where either is not measured.
[[nodiscard]] std::optional<double> noise_change_db(const PortFacts& facts);

/// How much less the noise falls with the heaviest load than the level does, dB; absent unless it
/// stands out: all of one linear source falls by its divider. Only where one load was measured
/// (more of them test the source themselves), the noise is well above the recording input's own,
/// which no load changes, and not hum, which loops of ground add beside the source.
[[nodiscard]] std::optional<double> noise_kept_db(const PortFacts& facts);

}  // namespace ohmloop::classify
