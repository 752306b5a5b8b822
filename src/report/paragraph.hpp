#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ohmloop::report {

/// Without control characters, escape sequences' starts and marks that turn the reading direction:
/// what a device or a file is called must not steer the terminal. Bad UTF-8 becomes '?'.
[[nodiscard]] std::string plain(std::string_view text);

/// Columns on a terminal: one a code point, which holds for all Ohmloop itself prints.
[[nodiscard]] std::size_t columns(std::string_view utf8);

/// Blanks on the right up to `width` columns; longer text stays whole.
[[nodiscard]] std::string padded(std::string text, std::size_t width);

/// At most `width` columns (2 or more); what was longer ends in "…".
[[nodiscard]] std::string shortened(std::string text, std::size_t width);

/// The same with blanks that wrapping does not break: "0.9 ± 0.1 Ω" stays on one line.
[[nodiscard]] std::string glued(std::string_view text);

/// With the blanks between a number and its unit glued: "10 kΩ", "-10 dBV", "29.6 mW".
[[nodiscard]] std::string with_glued_units(std::string_view text);

/// Lines of at most `width` columns, broken at blanks; a word longer than that is cut. Blanks that
/// were glued come out as blanks.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t width);

/// `lead` and then the text, wrapped to a page of `width` columns and aligned behind the lead; a
/// lead of more than half a page is wrapped like the text.
[[nodiscard]] std::string hanging(std::string_view lead, std::string_view text, std::size_t width);

}  // namespace ohmloop::report
