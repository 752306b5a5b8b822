#pragma once

#include <string>

namespace ohmloop::cli {

/// "0.1.0", the project's version in CMakeLists.txt.
[[nodiscard]] std::string version();

}  // namespace ohmloop::cli
