#pragma once

#include "ohmloop/result/figure.hpp"

namespace ohmloop::measure {

/// Appends a figure's value, kind and half-width to a curve, whose axis the caller extends. Nothing
/// is appended of what was not measured: false.
[[nodiscard]] bool add_point(result::Curve& curve, const result::Figure& figure);

}  // namespace ohmloop::measure
