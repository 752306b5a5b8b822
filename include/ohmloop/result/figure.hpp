#pragma once

#include "ohmloop/result/estimate.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ohmloop::result {

enum class Kind { measured, upper_bound, lower_bound, not_measured };

/// What tells one figure from every other of a result; absent = does not apply.
struct FigureKey {
    std::string quantity;                ///< a name of the catalogue
    std::optional<std::string> channel;  ///< "left", "right", "left>right"
    std::optional<std::string> load;     ///< "open", "33"
    std::optional<std::string> drive;    ///< "both", "left", "right", "opposite"
    std::optional<double> at_hz;
    std::optional<double> level_dbfs;
    std::optional<int> order;
    std::optional<std::string> weighting;
    std::optional<std::string> band;
    bool operator==(const FigureKey&) const = default;
};

/// One number with its interval, budget and conditions. `value` is absent only when not measured.
struct Figure {
    FigureKey key;
    Kind kind = Kind::measured;
    std::optional<double> value;
    std::optional<double> real_ohm;  ///< output_impedance only
    std::optional<double> imag_ohm;
    std::optional<double> real_uncertainty_ohm;
    std::optional<double> imag_uncertainty_ohm;
    /// harmonic only: phi_n - n phi_1 for a sine reference, and the half-width of its interval
    std::optional<double> phase_deg;
    std::optional<double> phase_uncertainty_deg;
    std::optional<double> low;  ///< shortest 95 % interval
    std::optional<double> high;
    std::optional<double> uncertainty;  ///< half-width, only where the interval is symmetric
    std::string unit;
    std::string dominant;
    std::vector<Term> terms;
    std::map<std::string, std::string> conditions;
    std::string limited_by;  ///< max_level only
    std::string reason;      ///< why not measured, or why a bound
};

/// A measured figure with a symmetric interval from its budget; not measured where value or
/// interval is not a finite number.
[[nodiscard]] Figure measured(FigureKey key, const Estimate& estimate, std::string unit);
/// upper_bound fills value and high, lower_bound value and low: only one end is known.
[[nodiscard]] Figure bound(FigureKey key, Kind kind, double value, std::string unit,
                           std::string reason);
[[nodiscard]] Figure not_measured(FigureKey key, std::string unit, std::string reason);

/// A quantity against frequency, or against the level played: one of both axes has points. Arrays
/// of equal length. Impedances fill real and imag.
struct Curve {
    std::string quantity;
    std::optional<std::string> channel;
    std::optional<std::string> load;
    std::string unit;
    std::vector<double> frequency_hz;
    std::vector<double> value;
    std::vector<double> real_ohm;
    std::vector<double> imag_ohm;
    /// Half-width of the 95 % interval, the longer where it is lopsided; of a bound 0.
    std::vector<double> uncertainty;
    std::vector<double> level_dbfs = {};
    std::vector<Kind> kind = {};               ///< empty: all are measured
    std::optional<int> order = {};             ///< harmonic only
    std::optional<double> at_hz = {};          ///< against level: of the tone
    std::optional<double> at_level_dbfs = {};  ///< against frequency: where the level matters

    [[nodiscard]] std::size_t size() const {
        return frequency_hz.empty() ? level_dbfs.size() : frequency_hz.size();
    }
};

/// How much a doubt takes away: `note` nothing, `weakens` widens or qualifies, `spoils` withholds.
enum class Severity { note, weakens, spoils };

/// Something found wrong or unusual, in plain words, with what to do about it.
struct Doubt {
    std::string code;  ///< snake_case, stable
    Severity severity = Severity::weakens;
    std::optional<std::string> channel;
    std::optional<std::string> load;
    std::string text;
    std::string remedy;
};

}  // namespace ohmloop::result
