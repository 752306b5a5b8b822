#pragma once

#include "ohmloop/result/result.hpp"

#include <iosfwd>

namespace ohmloop::report {

struct TextStyle {
    bool colour = false;  ///< ANSI colours; the caller knows the terminal and NO_COLOR
};

/// The summary of one screen, UTF-8, no line over 100 columns: verdict, the nine criteria, key
/// figures per load, doubts, advice, conditions. What is simulated says so in its first and last
/// line. Texts of the result are shown without control characters.
void print_summary(std::ostream& out, const result::Result& result, const TextStyle& style = {});

}  // namespace ohmloop::report
