#pragma once

#include "classify/quoter.hpp"

#include "ohmloop/classify/capability.hpp"

#include <optional>
#include <string>

namespace ohmloop::classify {

// Figures as the sentences of this module print them.

/// To two significant digits, never below the value: what an upper bound is rounded to.
[[nodiscard]] double rounded_up(double value);
/// "0.91 Ω", "below 0.2 Ω", "above 5.0 kΩ"; a measured one to the digit its interval leaves open.
[[nodiscard]] std::string worded_ohms(const Known& impedance);
/// "29.5 mA".
[[nodiscard]] std::string worded_amperes(double amperes);
[[nodiscard]] std::string worded_volts(double volts);
[[nodiscard]] std::string worded_watts(double watts);
[[nodiscard]] std::string worded_ohms(double ohms);
/// "4.7 µF".
[[nodiscard]] std::string worded_farads(double farads);
/// Of what stands on a bound: it may be more, or less.
[[nodiscard]] result::Kind at_least_if(bool bound);
[[nodiscard]] result::Kind at_most_if(bool bound);
/// A figure as its unit is worded: "2.06 V", "213 Ω"; or in words of its own.
[[nodiscard]] Phrase said(const result::QuotedFigure& figure);
[[nodiscard]] Phrase said(const result::QuotedFigure& figure, std::string words);
/// The source's resistance, which must be known: "8 Ω"; of a bound the bound, rounded up: "0.2 Ω".
[[nodiscard]] Phrase said_resistance(const Capability& port, const Quoter& quoter);
/// The source as a circuit: "8 Ω + 4.7 µF", or "output impedance, below 0.2 Ω"; it must be known.
[[nodiscard]] Phrase said_source(const Capability& port, const Quoter& quoter);
/// "+6.3 dBV".
[[nodiscard]] std::string worded_dbv(double volts);
/// dB with one decimal, two below a decibel, "less than 0.01 dB" of nothing.
[[nodiscard]] std::string worded_decibels(double decibels);
/// "up to ", or "at least " where the recorder or a set limit stopped the search.
[[nodiscard]] std::string worded_most(const Capability& port);
/// How far below open a load stopped it: "3.0 dB", "at least 3.0 dB", "some way".
[[nodiscard]] std::string worded_sag(const LoadedDrive& drive);
/// "at least ", "at most ", or what it is known as.
[[nodiscard]] const char* extent_of(const Delivery& delivery, const char* known_as = "");
/// "2.8 mW" behind `known_as`, such as "up to "; "at least 37 µW" where it may give more.
[[nodiscard]] std::string worded_power(const Delivery& delivery, const char* known_as = "");

}  // namespace ohmloop::classify
