#pragma once

#include "delay_fit.hpp"
#include "source_budget.hpp"

#include <optional>
#include <vector>

namespace ohmloop::measure {

/// Resistance, coupling capacitance and inductance of a series source behind the impedances at
/// three or more frequencies; C and L only where they stand above three times their uncertainty.
void report_source_model(const std::vector<double>& frequencies_hz,
                         const std::vector<ImpedanceEstimate>& estimates,
                         const std::optional<DelayFit>& delays, int channel, Findings& findings);

}  // namespace ohmloop::measure
