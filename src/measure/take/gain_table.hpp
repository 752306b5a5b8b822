#pragma once

#include "ohmloop/measure/evaluate.hpp"
#include "ohmloop/measure/take.hpp"

#include <complex>
#include <vector>

namespace ohmloop::measure {

/// What one load read for one tone.
struct LoadGain {
    profiles::Load load;
    std::complex<double> gain;        ///< drift taken off where a return measured it
    double relative_uncertainty = 0;  ///< standard, of the noise alone
    double drift_half_width = 0;      ///< relative; rectangular, what the drift may still be
    bool is_reference = false;        ///< the load to which drift is referred, itself steady
    int order = 0;                    ///< of its take
    double tone_rms = 0;              ///< as recorded, full scale = 1
    double beside_rms = 0;            ///< what stood beside the tones played, full scale = 1
    double limit_half_width = 0;      ///< relative; rectangular, what a limit set in may take off
};

/// One tone of one kind of segment across the loads, the lightest load first; of a tone that stands
/// in two segments, the mean.
struct GainRow {
    double frequency_hz = 0;
    double level_dbfs = 0;
    std::size_t segment = 0;  ///< which segment of its kind carried it: tones of one share a delay
    std::vector<LoadGain> loads;
};

/// The takes one evaluation may use, in order of time, and how gain drifted over them.
class GainTable {
  public:
    /// `channel`: the jack channel, 0 left, 1 right.
    GainTable(const std::vector<Take>& takes, const AnalysisSetup& setup, int channel);

    /// Rows of the tones under a drive with `lowest < level <= highest`; rows hold at least one
    /// load.
    [[nodiscard]] std::vector<GainRow> rows(signal::Drive drive, DbFs lowest, DbFs highest) const;

    /// Rows for a source's impedance: one a frequency, with the first reading of each load from -60
    /// to -20 dBFS, whatever its level: a port or a rating may hold some loads lower.
    [[nodiscard]] std::vector<GainRow> small_signal_rows(signal::Drive drive) const;

    /// True where all takes share one clock and one stream: phases compare.
    [[nodiscard]] bool phases_compare() const { return phases_compare_; }
    /// Change of gain from the first take to the return to its load; nullopt without a return.
    [[nodiscard]] std::optional<Decibels> drift() const { return drift_; }

    /// Observations of the first usable take of each load, in order; the return is not among them.
    struct Entry {
        const Take* take = nullptr;
        const ChannelObservations* seen = nullptr;
    };
    [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
    /// Relative gain (linear) to divide a take's levels by, so that drift is off them: in
    /// proportion to time, or half of a change too large for drift, which came at once somewhere.
    [[nodiscard]] double drift_factor(const Take& take) const;
    /// Relative half-width of what drift may remain in a take's level: half of what was seen from
    /// the first load to its return, all of a change too large for drift, and what its gain moved
    /// within the take.
    [[nodiscard]] double remaining_drift(const Take& take) const;

    /// What warm-up does to a sound card stays well below this; a moved control does not.
    static constexpr Decibels unusual_drift{0.05};

  private:
    [[nodiscard]] bool drift_is_unusual() const;
    [[nodiscard]] LoadGain load_gain(const Entry& entry, const ToneReading& tone,
                                     double beside_rms) const;

    std::vector<Entry> entries_;
    std::optional<Entry> return_;
    bool phases_compare_ = false;
    std::optional<Decibels> drift_;
    int first_order_ = 0;
    int last_order_ = 0;
    int channel_ = 0;
    double first_moved_ = 0;  ///< relative, within the take that is the reference
};

}  // namespace ohmloop::measure
