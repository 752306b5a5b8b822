#pragma once

#include "ohmloop/classify/class_scores.hpp"
#include "ohmloop/profiles/populations.hpp"
#include "ohmloop/units/quantity.hpp"

#include <optional>

namespace ohmloop::classify {

// What the populations of ports (profiles::Populations, drawn by scripts/port_populations) say of a
// reading. Hybrid has no population of its own: it shares that of headphone outputs, and only its
// definition tells the two apart.

/// A reading on a logarithmic axis: lg(value) and its standard deviation, or one-sided.
struct LogReading {
    enum class Side { exactly, at_most, at_least };
    double log10_value = 0;
    double deviation = 0;
    Side side = Side::exactly;
};

/// Likelihoods, not logarithms, up to a factor all classes share.
[[nodiscard]] ClassScores likelihood_of_impedance(const profiles::Populations& populations,
                                                  const LogReading& impedance);
/// Of the largest EMF, given the impedance where it is known: no fact counted twice.
[[nodiscard]] ClassScores likelihood_of_level(const profiles::Populations& populations,
                                              const LogReading& level,
                                              const std::optional<LogReading>& impedance);
/// What is known of a port; what is not excludes nothing.
struct PortReadings {
    std::optional<LogReading> impedance;
    std::optional<LogReading> level;
};
/// A span of a logarithmic axis, decades.
struct LogSpan {
    double low;
    double high;
};
/// Of headphone outputs read like this one, the share whose impedance and largest EMF lie within.
[[nodiscard]] double headphone_share_within(const profiles::Populations& populations,
                                            const PortReadings& readings, const LogSpan& ohm,
                                            const LogSpan& volts);
/// What a likelihood of impedance or level counts for, nats: its logarithm times the sharpness.
[[nodiscard]] ClassScores sharpened(const profiles::Populations& populations,
                                    const ClassScores& likelihood);
/// Between these lie the middle two thirds of line outputs' largest EMFs, given the impedance.
struct LevelRange {
    Volts low;
    Volts high;
};
[[nodiscard]] LevelRange usual_line_level(const profiles::Populations& populations,
                                          const std::optional<LogReading>& impedance);
/// What is left of the largest EMF for a headphone of 32 ohm: stages of more swing are built with
/// more current, unless a resistor keeps it from them.
[[nodiscard]] Volts swing_into_headphones(double emf_v, double source_ohm);
/// Of the current such a stage can give: exactly its limit, or at least what was seen.
[[nodiscard]] ClassScores likelihood_of_current(const profiles::Populations& populations,
                                                const LogReading& milliamperes, Volts swing);
/// Of a current read as a limit where the impedance allows `log10_most_ma`: either it is the limit,
/// or the limit lies beyond and the reading fell short by its own deviation. Near to each other the
/// two say what a lower bound says.
[[nodiscard]] ClassScores likelihood_of_limit(const profiles::Populations& populations,
                                              const LogReading& milliamperes, double log10_most_ma,
                                              Volts swing);
/// The same without volts, from how far a load pulls the largest EMF down: lg of the limit over
/// what the class's levels would drive through `total_ohm` (source and load).
[[nodiscard]] ClassScores likelihood_of_sag(const profiles::Populations& populations,
                                            const LogReading& sag, double total_ohm,
                                            const std::optional<LogReading>& impedance);

}  // namespace ohmloop::classify
