#pragma once

#include "measure/take/gain_table.hpp"

#include "ohmloop/measure/evaluate.hpp"

#include <vector>

namespace ohmloop::measure {

/// EMF of each load of a row re the first, of a port that changes it with the load: from
/// magnitudes alone, because the phases of separate recordings hold their delays. Empty where one
/// source explains the magnitudes, or where no grouping of at least four loads does.
[[nodiscard]] std::vector<double> sensed_emf(const GainRow& row, const AnalysisSetup& setup);

/// The rows with each load's gain divided by its EMF, or multiplied by it again. Rows that lack a
/// load stay as they are.
enum class Emf { taken_off, put_back };
void level_emf(std::vector<GainRow>& rows, const std::vector<double>& emf, Emf direction);

}  // namespace ohmloop::measure
