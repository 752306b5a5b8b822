#pragma once

#include "ohmloop/result/figure.hpp"
#include "ohmloop/result/verdict.hpp"

#include <string_view>

namespace ohmloop::result {

/// The word a result file uses; empty for a value that is none of the enumeration's.
[[nodiscard]] std::string_view name_of(Kind kind);
[[nodiscard]] std::string_view name_of(Severity severity);
[[nodiscard]] std::string_view name_of(Shape shape);
[[nodiscard]] std::string_view name_of(PortClass port_class);
[[nodiscard]] std::string_view name_of(Answer answer);
[[nodiscard]] std::string_view name_of(Origin origin);

}  // namespace ohmloop::result
