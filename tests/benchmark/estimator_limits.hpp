#pragma once

#include <string>
#include <vector>

namespace ohmloop::benchmark {

/// How far an estimator's results scatter about the truth, and how far they must: the Cramer-Rao
/// bound of what it estimates.
struct LimitRow {
    std::string quantity;
    double seconds = 0;
    double snr_db = 0;  ///< tone over noise from 0 to half the rate; 0 where there is no tone
    std::string unit;
    double spread = 0;  ///< rms error
    double bound = 0;
    int draws = 0;

    [[nodiscard]] double ratio() const { return spread / bound; }
    /// Standard error of the ratio: that of a standard deviation from so many draws.
    [[nodiscard]] double ratio_error() const;
};

/// Level, phase, frequency, impedance and noise of white noise and a 997.3 Hz tone at 48 kHz, by
/// the estimators that measurements use, over `draws` seeds from `first_seed` on; segments of 0.1
/// to 1 s.
[[nodiscard]] std::vector<LimitRow> estimator_limits(int draws, unsigned first_seed);

}  // namespace ohmloop::benchmark
