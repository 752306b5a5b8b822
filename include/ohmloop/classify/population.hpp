#pragma once

#include "ohmloop/classify/class_scores.hpp"
#include "ohmloop/units/quantity.hpp"

#include <optional>

namespace ohmloop::classify {

// How the ports of each class are spread. Impedance and level are Gaussian mixtures in
// (lg |Zo|/ohm, lg V), drawn smoothly through published figures of 122 devices' ports (66 headphone
// and 47 line outputs with an impedance, 25 and 46 with a level: makers' manuals, magazine and
// laboratory measurements); where few are published (phones, motherboards, receivers' series
// resistors, instruments, speaker amplifiers) components stand in whose place follows from the
// circuit. The largest clean current is published for too few and comes from circuit arithmetic:
// a line driver's operational amplifier or codec buffer gives 2-20 mA rms, a headphone stage 20 mA
// to 1 A, a speaker stage amperes. Hybrid has no population of its own: it shares that of
// headphone outputs, and only its definition tells the two apart.

/// A reading on a logarithmic axis: lg(value) and its standard deviation, or one-sided.
struct LogReading {
    enum class Side { exactly, at_most, at_least };
    double log10_value = 0;
    double deviation = 0;
    Side side = Side::exactly;
};

/// Likelihoods, not logarithms, up to a factor all classes share.
[[nodiscard]] ClassScores likelihood_of_impedance(const LogReading& impedance);
/// Of the largest EMF, given the impedance where it is known: no fact counted twice.
[[nodiscard]] ClassScores likelihood_of_level(const LogReading& level,
                                              const std::optional<LogReading>& impedance);
/// Between these lie the middle two thirds of line outputs' largest EMFs, given the impedance.
struct LevelRange {
    Volts low;
    Volts high;
};
[[nodiscard]] LevelRange usual_line_level(const std::optional<LogReading>& impedance);
/// Of the current a port of this largest EMF can give: exactly its limit, or at least what was
/// seen.
[[nodiscard]] ClassScores likelihood_of_current(const LogReading& milliamperes, Volts emf);
/// The same without volts, from how far a load pulls the largest EMF down: lg of the limit over
/// what the class's levels would drive through `total_ohm` (source and load).
[[nodiscard]] ClassScores likelihood_of_sag(const LogReading& sag, double total_ohm,
                                            const std::optional<LogReading>& impedance);

}  // namespace ohmloop::classify
