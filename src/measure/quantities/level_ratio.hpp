#pragma once

#include "ohmloop/result/figure.hpp"

#include <vector>

namespace ohmloop::measure {

/// The maximum level of a noise figure's channel and load, in its unit; nullptr where there is
/// none.
[[nodiscard]] const result::Figure* maximum_with(const result::Figure& noise,
                                                 const std::vector<result::Figure>& figures);

/// Maximum level over noise in dB, under the noise's key but for the quantity: the scale's error
/// cancels; a lower bound where either of them is a bound.
[[nodiscard]] result::Figure level_ratio(const char* quantity, const result::Figure& maximum,
                                         const result::Figure& noise);

}  // namespace ohmloop::measure
