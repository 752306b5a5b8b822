#pragma once

#include "ohmloop/result/verdict.hpp"

#include <string>
#include <vector>

namespace ohmloop::report {

/// The headphones that were asked for.
[[nodiscard]] std::vector<result::HeadphoneFit> asked_headphones(const result::Verdict& verdict);

/// A line of headings and one a headphone, none longer than `width` columns; what does not fit on a
/// narrow page is left out from the right. Empty without headphones.
[[nodiscard]] std::vector<std::string> headphone_table(
    const std::vector<result::HeadphoneFit>& fits, std::size_t width);

}  // namespace ohmloop::report
