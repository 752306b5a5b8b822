#pragma once

#include "measure/take/gain_table.hpp"

#include "ohmloop/measure/evaluate.hpp"

#include <set>
#include <string>
#include <vector>

namespace ohmloop::measure {

/// What a port past its limit leaves without an impedance.
struct LimitedReadings {
    std::vector<std::string> loads;  ///< lost at every frequency
    std::set<double> hz;             ///< rows left with fewer than two loads
};

/// Takes out the readings of loads into which the port was past its limit at that tone: there
/// stands 3 % of the tone beside it that does not without the load. A doubt tells of each load;
/// what stands beside the others is room in their uncertainty.
[[nodiscard]] LimitedReadings drop_limited_loads(std::vector<GainRow>& rows, int channel,
                                                 Findings& findings);

/// Why rows cannot carry an impedance, by the take that was made for it and does not count; empty
/// when they can.
[[nodiscard]] std::string obstacle(const std::vector<GainRow>& rows, const std::vector<Take>& takes,
                                   int channel, const std::vector<std::string>& limited);

}  // namespace ohmloop::measure
