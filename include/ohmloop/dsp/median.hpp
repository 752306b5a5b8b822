#pragma once

#include <vector>

namespace ohmloop::dsp {

/// The middle value, of an even number the upper of both; 0 of none.
[[nodiscard]] double median(std::vector<double> values);

}  // namespace ohmloop::dsp
