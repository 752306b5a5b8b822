#pragma once

#include "ohmloop/result/result.hpp"

#include <cstddef>
#include <iosfwd>

namespace ohmloop::report {

/// Wide enough for the criteria's columns, and no wider than is read with ease.
inline constexpr std::size_t least_columns = 72;
inline constexpr std::size_t most_columns = 100;

struct TextStyle {
    bool colour = false;  ///< ANSI colours; the caller knows the terminal and NO_COLOR
    std::size_t columns = most_columns;  ///< of the page, from least_columns to most_columns
};

/// The summary of one screen, UTF-8, no line over its columns: verdict, the nine criteria, key
/// figures per load, doubts, advice, conditions. What is simulated says so in its first and last
/// line. Texts of the result are shown without control characters.
void print_summary(std::ostream& out, const result::Result& result, const TextStyle& style = {});

}  // namespace ohmloop::report
