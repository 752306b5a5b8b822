#pragma once

#include "ohmloop/result/figure.hpp"

#include <string>
#include <string_view>

namespace ohmloop::report {

/// "0.913 ± 0.045 Ω": U to two significant digits, the value to the same decimal, an SI prefix
/// for both where the unit takes one (ohm, V, A, W, F, H, s, Hz). U = 0: four significant digits.
/// At most five digits: a smaller U is rounded up to one of the last.
[[nodiscard]] std::string print_with_uncertainty(double value, double uncertainty,
                                                 std::string_view unit);
/// "0.10 Ω (0.04 to 0.17 Ω)" for an interval that is not symmetric.
[[nodiscard]] std::string print_with_interval(double value, result::Interval interval,
                                              std::string_view unit);
/// "below 0.20 Ω", rounded up; "above 470 µF", rounded down; two significant digits.
[[nodiscard]] std::string print_bound(result::Kind kind, double value, std::string_view unit);
/// Any figure in the form that fits its kind; "not measured" without its reason.
[[nodiscard]] std::string print_figure(const result::Figure& figure);

/// The number alone, so that it reads back exactly, for scripts: "0.913"; empty when not measured,
/// and of a bound, which a script would take for the value.
[[nodiscard]] std::string bare_number(const result::Figure& figure);

}  // namespace ohmloop::report
