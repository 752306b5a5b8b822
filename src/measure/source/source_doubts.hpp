#pragma once

#include "delay_fit.hpp"
#include "measure/take/gain_table.hpp"
#include "source_budget.hpp"
#include "source_fit.hpp"

#include "ohmloop/measure/evaluate.hpp"

#include <optional>
#include <string>

namespace ohmloop::measure {

/// What the loads say about the hypothesis of one linear source.
struct SourceJudgement {
    bool negative = false;  ///< the level rises with the load
    Partition groups;       ///< one EMF a group explains what one source does not; else empty
    std::optional<std::string> odd_load;  ///< one source explains all loads but this one
    bool disagreement = false;            ///< nothing explains the loads
    double widening = 1;                  ///< of the uncertainty: sqrt(chi2/dof) where it exceeds 1
    std::string condition;                ///< for the figure's conditions
};
[[nodiscard]] SourceJudgement judge_linearity(const GainRow& row, const AnalysisSetup& setup,
                                              int channel, Findings& findings);

/// Recordings apart whose phases no series source explains.
[[nodiscard]] result::Doubt doubt_phases(const DelayFit& fit, int channel);

/// Level comparison: does the drop into each load keep from low to high level?
void doubt_level_dependence(const GainTable& table, const AnalysisSetup& setup, int channel,
                            Findings& findings);

/// Contacts and leads that no load declares belong to the impedance at the load's terminals: where
/// that is small they may be most of it.
void doubt_contacts(const GainRow& row, double magnitude_ohm, const AnalysisSetup& setup,
                    int channel, Findings& findings);

/// Recordings made apart of which none repeats the first load: only its return shows that nobody
/// touched a control in between.
void doubt_assumed_drift(const GainTable& table, Findings& findings);

/// The jack channels that any usable take observed.
[[nodiscard]] std::vector<int> observed_channels(const std::vector<Take>& takes);

}  // namespace ohmloop::measure
