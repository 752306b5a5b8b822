#pragma once

#include "ohmloop/result/result.hpp"

namespace ohmloop::result {

/// What types alone do not say of a result that was read: a figure's kind and its numbers agree,
/// its interval is in order, no two figures share a key, a curve's lists are of one length.
/// Throws MalformedResult.
void check_consistency(const Result& result);

/// Figures that hold a number that is not finite become not measured; such points of a curve go.
[[nodiscard]] Result with_finite_numbers(Result result);

}  // namespace ohmloop::result
