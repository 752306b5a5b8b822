#pragma once

#include "ohmloop/result/verdict.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace ohmloop::report {

/// "headphone 8.2× (3.1-22)": as found, so many times likelier of such a port than of the other,
/// with the ends of the 95 % interval; a class that is neither line nor headphone by signs, "other
/// +++".
[[nodiscard]] std::string odds_text(const result::Criterion& criterion);

/// Lines of at most a page's columns.
struct CriteriaTable {
    std::vector<std::string> heading;
    std::vector<std::string> rows;
};

/// The nine criteria: this port, a usual line output, a usual headphone output, what it speaks for;
/// of what was not measured why. Cells too long for a narrow page go on below.
[[nodiscard]] CriteriaTable criteria_table(const result::Verdict& verdict, std::size_t page);

}  // namespace ohmloop::report
