#pragma once

#include <string>

namespace ohmloop::cli {

/// A message as a terminal may show it. What it quotes, from the command line or a file, must not
/// move the cursor nor fill the screen: control characters become '?', a word of more than 256
/// bytes keeps its beginning and its end, a message of more than 4000 bytes its beginning.
[[nodiscard]] std::string error_text(std::string message);

}  // namespace ohmloop::cli
