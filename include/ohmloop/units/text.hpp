#pragma once

#include "ohmloop/units/decibel.hpp"
#include "ohmloop/units/quantity.hpp"

#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ohmloop {

/// What a person typed cannot be read; what() is one clear sentence.
class ParseError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// All parsers: a decimal point whatever the locale, an optional SI prefix (p n u m k M G) and,
/// where a kind is named, an optional unit; blanks around it do not matter. nan, inf and what
/// does not fit into a double are refused, and so is a negative value of a kind that has none.
/// They throw ParseError.
[[nodiscard]] double parse_number(std::string_view text);      ///< no unit: "-0.5", "4.7k"
[[nodiscard]] Hertz parse_hertz(std::string_view text);        ///< "997", "48k", "48kHz"
[[nodiscard]] Ohms parse_ohms(std::string_view text);          ///< "33", "33R", "4.7kohm", "4k7"
[[nodiscard]] Farads parse_picofarads(std::string_view text);  ///< "200", "200pF", "0.2nF"
[[nodiscard]] Volts parse_volts(std::string_view text);        ///< "2V", "900mV", "-20dBV", "+4dBu"
[[nodiscard]] DbFs parse_dbfs(std::string_view text);          ///< "-6", "-6dB", "-6dBFS"
/// "1%" or "0.01": a relative half-width; at least 0, below 1.
[[nodiscard]] double parse_tolerance(std::string_view text);

/// `digits` significant (1 to 15), trailing zeros kept: "4.70 kΩ", "33.0 Ω", "912 mΩ", "∞ Ω".
[[nodiscard]] std::string print(Ohms value, int digits = 3);
[[nodiscard]] std::string print(Hertz value, int digits = 3);
[[nodiscard]] std::string print(Volts value, int digits = 3);
[[nodiscard]] std::string print(Amperes value, int digits = 3);
[[nodiscard]] std::string print(Watts value, int digits = 3);
[[nodiscard]] std::string print(Farads value, int digits = 3);
[[nodiscard]] std::string print(Henries value, int digits = 3);
[[nodiscard]] std::string print(Seconds value, int digits = 3);
/// A sample rate with the digits it has: "44.1 kHz", "48 kHz".
[[nodiscard]] std::string print_rate(Hertz rate);
/// Any value with an SI prefix before `unit`.
[[nodiscard]] std::string print_si(double value, std::string_view unit, int digits = 3);

/// The names within a small edit distance of `wrong` or containing it, best first, at most three.
[[nodiscard]] std::vector<std::string> nearest_names(std::string_view wrong,
                                                     std::span<const std::string> known);
/// " (did you mean A or B?)", or " (known: …)" when nothing is near; for the end of a sentence.
[[nodiscard]] std::string suggestion(std::string_view wrong, std::span<const std::string> known);

}  // namespace ohmloop
