#pragma once

#include "delay_fit.hpp"

#include "ohmloop/measure/evaluate.hpp"

#include <vector>

namespace ohmloop::measure {

/// The groups of loads of a port that changes its EMF with the load: the fewest that explain the
/// magnitudes of all rows behind one series source. From magnitudes alone, because the phases of
/// separate recordings hold their delays. No groups where one EMF explains them, with fewer than
/// four loads, or where no grouping does.
[[nodiscard]] EmfGroups sensed_groups(const std::vector<GainRow>& rows, const AnalysisSetup& setup);

}  // namespace ohmloop::measure
