#pragma once

#include "ohmloop/measure/evaluate.hpp"
#include "ohmloop/measure/take.hpp"

#include <string>
#include <vector>

namespace ohmloop::measure {

/// A resistor that was not across the jack while its take was made: its level is the unloaded one,
/// where the other loads, or any plug's contacts, let a difference be expected.
struct AbsentLoad {
    int channel = 0;
    std::string load;
    std::string why;  ///< nothing can be said of it
};

/// Adds the doubts, also of a load whose effect drift may have hidden: that one stays.
[[nodiscard]] std::vector<AbsentLoad> find_absent_loads(const std::vector<Take>& takes,
                                                        const AnalysisSetup& setup,
                                                        Findings& findings);

/// The takes with the channels of absent loads marked.
[[nodiscard]] std::vector<Take> marked(std::vector<Take> takes,
                                       const std::vector<AbsentLoad>& absent);

/// What rests on a load that was not there is not measured.
void withhold(Findings& findings, const std::vector<AbsentLoad>& absent);

}  // namespace ohmloop::measure
