#pragma once

#include "ohmloop/classify/port_facts.hpp"

#include <optional>

namespace ohmloop::classify {

// How a figure of a result is read here.

[[nodiscard]] bool has_value(const result::Figure& figure);
/// dBFS to a ratio, so that volts and full scale are handled alike.
[[nodiscard]] double amplitude(const result::Figure& figure, double value);
/// Of a measured figure only: a bound has none.
[[nodiscard]] std::optional<Interval> interval_of(const result::Figure& figure);
/// Without a load, or with this one; A-weighted only where nothing plain is there.
[[nodiscard]] std::optional<NoiseFact> noise_fact(const result::Result& result,
                                                  const std::string& channel,
                                                  const std::string& load);

}  // namespace ohmloop::classify
