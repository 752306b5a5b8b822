#pragma once

#include "measure/take/gain_table.hpp"
#include "source_budget.hpp"
#include "source_fit.hpp"

#include "ohmloop/measure/evaluate.hpp"

#include <optional>
#include <string>

namespace ohmloop::measure {

/// What the loads say about the hypothesis of one linear source.
struct SourceJudgement {
    bool negative = false;              ///< the level rises with the load
    std::optional<GroupedFit> grouped;  ///< one EMF a group explains what one source does not
    double widening = 1;                ///< of the uncertainty: sqrt(chi2/dof) where it exceeds 1
    std::string condition;              ///< for the figure's conditions
};
[[nodiscard]] SourceJudgement judge_linearity(const GainRow& row, const ImpedanceEstimate& estimate,
                                              const AnalysisSetup& setup, int channel,
                                              Findings& findings);

/// The common impedance at another frequency with the groups already known.
[[nodiscard]] std::complex<double> grouped_impedance(const GainRow& row, const AnalysisSetup& setup,
                                                     const GroupedFit& groups);

/// A load that was not changed: its reading equals the unloaded one. Returns why no impedance can
/// be had, or nothing.
[[nodiscard]] std::string doubt_loads(const GainRow& row, int channel, Findings& findings);

/// Level comparison: does the drop into each load keep from low to high level?
void doubt_level_dependence(const GainTable& table, const AnalysisSetup& setup, int channel,
                            Findings& findings);

/// The jack channels that any usable take observed.
[[nodiscard]] std::vector<int> observed_channels(const std::vector<Take>& takes);

}  // namespace ohmloop::measure
