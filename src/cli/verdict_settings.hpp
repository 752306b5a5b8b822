#pragma once

#include "ohmloop/classify/classify.hpp"
#include "ohmloop/cli/options.hpp"

#include <string>

namespace ohmloop::cli {

/// "line=0.6,other=0": shares from 0 to 1 that leave the classes not named the rest, in their usual
/// proportion. Throws ParseError.
[[nodiscard]] classify::ClassScores parse_priors(const std::string& text);

/// What --priors and --headphone say, or what usually holds, with the populations that are found.
[[nodiscard]] classify::Question read_question(const Options& options);

}  // namespace ohmloop::cli
