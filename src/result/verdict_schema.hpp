#pragma once

#include <string_view>

namespace ohmloop::result {

/// The entries of the schema's $defs that only a verdict uses, each with a comma behind it.
[[nodiscard]] std::string_view verdict_definitions();

}  // namespace ohmloop::result
