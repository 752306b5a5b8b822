#pragma once

#include "ohmloop/result/verdict.hpp"

#include <cstddef>
#include <string>

namespace ohmloop::report {

/// What a port that senses its load is to each group of them, a paragraph each: "Light loads:
/// line 91 %, served (open, 4.7k): up to 1.00 V behind 0.500 Ω". Empty for other ports.
[[nodiscard]] std::string load_group_paragraphs(const result::Verdict& verdict, std::size_t width);

}  // namespace ohmloop::report
