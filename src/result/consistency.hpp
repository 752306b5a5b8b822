#pragma once

#include "ohmloop/result/result.hpp"

namespace ohmloop::result {

/// What types alone do not say of a result that was read: every figure is one of this version and
/// its numbers agree (figure_rules.hpp), no two figures share a key, a curve's lists are of one
/// length, the conditions are possible. Throws MalformedResult, naming the place.
void check_consistency(const Result& result);

/// Figures that hold a number that is not finite become not measured; such points of a curve go.
[[nodiscard]] Result with_finite_numbers(Result result);

}  // namespace ohmloop::result
