#pragma once

#include "measure/take/gain_table.hpp"

#include "ohmloop/measure/evaluate.hpp"

#include <string>
#include <vector>

namespace ohmloop::measure {

/// Takes out the loads into which the port was past its limit already at the level of the
/// impedance's tones, as the level ramp into them shows (3 % of distortion), with a doubt of each;
/// their names come back.
[[nodiscard]] std::vector<std::string> drop_limited_loads(std::vector<GainRow>& rows,
                                                          const std::vector<Take>& takes,
                                                          const AnalysisSetup& setup, int channel,
                                                          Findings& findings);

/// Why rows cannot carry an impedance, by the take that was made for it and does not count; empty
/// when they can.
[[nodiscard]] std::string obstacle(const std::vector<GainRow>& rows, const std::vector<Take>& takes,
                                   int channel, const std::vector<std::string>& limited);

}  // namespace ohmloop::measure
