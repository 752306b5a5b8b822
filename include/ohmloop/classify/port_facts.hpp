#pragma once

#include "ohmloop/profiles/headphone.hpp"
#include "ohmloop/result/result.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ohmloop::classify {

/// A positive value with its 95 % interval, or a bound.
struct Known {
    double value = 0;
    double low = 0;
    double high = 0;
    result::Kind kind = result::Kind::measured;

    [[nodiscard]] bool is_measured() const { return kind == result::Kind::measured; }
    /// Standard deviation of lg(value), at least 0.004 (1 %).
    [[nodiscard]] double log10_deviation() const;
    /// With its interval, so that it is as sharp there as here.
    void scale(double factor);
};

/// The 95 % interval of a plain number.
struct Interval {
    double low = 0;
    double high = 0;
};

/// A sine's level at the jack: V rms, or re the recording input's full scale without volts.
struct PlayedLevel {
    double value = 0;                  ///< amplitude ratio or V rms, never dB
    std::optional<double> level_dbfs;  ///< as played
    std::optional<Interval> interval = {};

    void scale(double factor);  ///< with its interval
};

/// A steady tone's purity.
struct ToneFact {
    PlayedLevel level;
    double thd_n_db = 0;
    std::optional<Interval> interval = {};
    result::Kind kind = result::Kind::measured;
};

struct NoiseFact {
    double value = 0;  ///< V rms, or full-scale ratio without volts
    bool a_weighted = false;
    double to_hz = 20000;  ///< upper end of its band
    result::Kind kind = result::Kind::measured;
    std::optional<Interval> interval = {};
};

/// What was found with one load across the jack.
struct LoadFacts {
    std::string name;
    std::optional<double> resistance_ohm;  ///< absent: open
    std::optional<Known> max_level;        ///< V rms, or full-scale ratio without volts
    std::string limited_by;
    std::optional<PlayedLevel> level;          ///< the loudest steady tone
    std::optional<PlayedLevel> softest_level;  ///< the softest: nothing gives way there
    std::optional<double> drop_db;             ///< re open
    std::optional<double> thd_n_db;            ///< of the loudest steady tone
    result::Kind thd_n_kind = result::Kind::measured;
    std::optional<Interval> drop_interval = {};
    std::optional<Interval> thd_n_interval = {};
    /// The drop is of both channels driven alike, so that a return they share is in it.
    bool drop_in_phase = false;
    /// The port was past its limit at the level of the drop, which tells more than its impedance.
    bool drop_holds_limit = false;
    std::optional<NoiseFact> noise = {};
    std::vector<ToneFact> tones = {};  ///< those near 1 kHz whose level is known, loudest first

    [[nodiscard]] bool has_level() const;
    [[nodiscard]] bool has_figures() const;
    /// The port itself ended its largest level, by distortion or compression, rather than the
    /// digital scale, the recorder or a set limit. The approach's protection is none of its own: it
    /// stops both channels for either one's sake.
    [[nodiscard]] bool gives_way() const;
    /// All its levels alike; what is a ratio of them stays.
    void scale_levels(double factor);
};

/// A take that was made and gave no figures.
struct LostTake {
    std::optional<double> resistance_ohm;  ///< absent: open
    std::string reason;                    ///< a clause, as the doubt says it
};

/// Where the device's own control stood.
enum class Volume { maximum, partial, fixed, unknown };

/// The figures of one channel that classification stands on, taken out of a Result.
struct PortFacts {
    std::string channel;                 ///< empty: of figures from elsewhere
    bool volts = false;                  ///< levels are V rms
    std::optional<Known> impedance_ohm;  ///< |Zo| at the frequency nearest 997 Hz
    /// Asked for, and not measured: the measurement says why. A drop then has a limit's share in
    /// it.
    bool impedance_withheld = false;
    /// Its real part; without a phase the resistance fitted over all frequencies. Absent where
    /// nothing tells it from the reactance.
    std::optional<Known> resistance_ohm;
    /// Which figure `resistance_ohm` is of.
    std::string resistance_quantity = "output_impedance";
    /// Nothing but the largest levels tells of the source: `resistance_ohm`, a bound, has a current
    /// limit's share in it, and impedance and current are one fact.
    bool levels_alone = false;
    double reactance_ohm = 0;  ///< its imaginary part, or the coupling capacitor's
    std::optional<Interval> reactance_interval;
    /// Zo over frequency; empty without phases.
    std::vector<profiles::ImpedancePoint> impedance_curve;
    std::optional<Known> return_ohm;       ///< of the return both channels share
    std::optional<Known> coupling_farads;  ///< series capacitor; a lower bound: none seen below it
    std::vector<LoadFacts> loads;          ///< open first, then from the lightest to the heaviest
    /// Figures that no source can have together, a clause; empty: none.
    std::string contradiction;
    /// What contradicts itself would not with one source for light loads and one for heavy ones.
    bool may_sense_load = false;
    std::vector<LostTake> lost_takes;  ///< in the same order; they are not among `loads`
    std::optional<NoiseFact> noise;    ///< open
    std::optional<double> snr_db;
    std::optional<Interval> snr_interval;
    std::optional<Known> hum;  ///< open, V rms or full-scale ratio
    std::optional<double> volume_range_db;
    std::optional<int> polarity;
    bool load_sensing = false;     ///< established: groups of loads with one EMF each
    bool rises_with_load = false;  ///< sensing or takes mixed up: not told apart
    Volume volume = Volume::unknown;
    std::string volume_text;         ///< as the result has it: "40 %"
    std::optional<bool> adjustable;  ///< as published; measured, `volume` and its range tell
    std::optional<bool> balanced;    ///< as published
    double input_ohm = 0;            ///< of the recording input; 0: unknown

    [[nodiscard]] const LoadFacts* open() const;
    /// The load of lowest resistance; nullptr when only open was measured.
    [[nodiscard]] const LoadFacts* heaviest() const;
    [[nodiscard]] bool has_figures() const;
};

/// `channel` is "left" or "right". Figures that are not measured are left out.
[[nodiscard]] PortFacts port_facts(const result::Result& result, const std::string& channel);

}  // namespace ohmloop::classify
