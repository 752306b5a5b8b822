#pragma once

#include "ohmloop/result/verdict.hpp"

#include <string>

namespace ohmloop::report {

/// "HEADPHONE OUTPUT"; of a pair of classes both.
[[nodiscard]] std::string headline(const result::Verdict& verdict);
/// "97 %; hybrid 2 %, line 1 %": the verdict's own class first, those under 1 % left out; of a pair
/// "95 %: headphone 50 %, hybrid 45 %; line 5 %".
[[nodiscard]] std::string confidence_text(const result::Verdict& verdict);

}  // namespace ohmloop::report
