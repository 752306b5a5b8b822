#pragma once

#include "measure/source/source_budget.hpp"

#include "ohmloop/result/figure.hpp"

namespace ohmloop::measure {

/// 95 % of a magnitude.
[[nodiscard]] result::Interval interval_of(const ImpedanceEstimate& estimate);

/// False where a fit came to no end: nothing about such an estimate can be stated.
[[nodiscard]] bool is_resolved(const ImpedanceEstimate& estimate, const result::Interval& interval);

/// |Zo| in ohms with its interval; a bound where zero lies inside it.
[[nodiscard]] result::Figure magnitude_figure(const result::FigureKey& key,
                                              const ImpedanceEstimate& estimate,
                                              const result::Interval& interval);

/// One channel alone cannot tell the return from the source: as much as returns have been seen to
/// be may belong to it, which only the lower end of the interval knows.
void include_return(result::Figure& figure);

/// Real and imaginary part with what each is known to.
void add_parts(result::Figure& figure, const ImpedanceEstimate& estimate);

}  // namespace ohmloop::measure
