#pragma once

#include <string>

namespace ohmloop::cli {

/// A text as one word of a POSIX shell's command line, quoted only where it must be.
[[nodiscard]] std::string shell_word(const std::string& text);

}  // namespace ohmloop::cli
