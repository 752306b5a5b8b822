#pragma once

#include "delay_fit.hpp"
#include "source_budget.hpp"

#include "ohmloop/measure/evaluate.hpp"
#include "ohmloop/result/estimate.hpp"

#include <vector>

namespace ohmloop::measure {

/// What |Z| may be at one frequency, ohms.
struct MagnitudeRange {
    double low = 0;
    double high = 0;
};

/// Recordings apart whose source is no series R, C and L. Magnitudes alone tell |Z| where two loads
/// lie across it besides none: |X_0/X|^2 = 1 + 2 Re(Z) G + |Z|^2 G^2. With one load every phase of
/// Z has its |Z|, between that of a resistance and that of a reactance; and since the tones of a
/// segment share a delay, only delays that leave no tone a negative resistance are possible. Turns
/// the readings as the possible impedance nearest to `likeliest` would, and returns each row's
/// range. `groups`: as in remove_delays.
[[nodiscard]] std::vector<MagnitudeRange> pin_phases(std::vector<GainRow>& rows,
                                                     const AnalysisSetup& setup,
                                                     const EmfGroups& groups,
                                                     const SeriesSource& likeliest);

/// Where only magnitudes show an inductance, losses that rise with the frequency may look like it:
/// between what the row reads and the |Z| of such losses in series with the capacitor.
[[nodiscard]] std::vector<MagnitudeRange> without_inductance(const std::vector<GainRow>& rows,
                                                             const AnalysisSetup& setup,
                                                             const EmfGroups& groups,
                                                             const SeriesSource& source);

/// The range, and beyond its ends what is uncertain besides; the estimate gets a term for it.
[[nodiscard]] result::Interval widen_to(const MagnitudeRange& range, ImpedanceEstimate& estimate);

}  // namespace ohmloop::measure
