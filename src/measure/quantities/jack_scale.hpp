#pragma once

#include "ohmloop/measure/evaluate.hpp"
#include "ohmloop/result/figure.hpp"

#include <optional>
#include <string>

namespace ohmloop::measure {

/// From the recorder's digital scale to the jack: volts where the input's full scale is known,
/// else dBFS of the input.
class JackScale {
  public:
    explicit JackScale(const InputModel& input) : input_(input) {}

    [[nodiscard]] bool knows_volts() const { return input_.full_scale_v.has_value(); }
    [[nodiscard]] std::string unit() const { return knows_volts() ? "V" : "dBFS"; }

    /// rms volts of a record's rms (full-scale sine = 1/sqrt2) at a frequency, the input's AC
    /// coupling taken off; only with volts.
    [[nodiscard]] double volts(double record_rms, double frequency_hz) const;

    /// A level figure from a record's rms and the relative terms of its uncertainty (cu relative
    /// to the level). Adds the full scale's own term, and the declared match of the second input.
    [[nodiscard]] result::Figure level(result::FigureKey key, double record_rms,
                                       double frequency_hz,
                                       std::vector<result::Term> relative_terms) const;

    /// An upper bound from one on the record: with volts, the whole tolerance of full scale up.
    [[nodiscard]] result::Figure upper_bound(result::FigureKey key, double record_rms,
                                             double frequency_hz, std::string reason) const;

    /// The term of the full scale's tolerance, relative; empty without tolerance or volts.
    [[nodiscard]] std::vector<result::Term> scale_terms() const;

    /// What the right channel's full scale may differ by, relative, half-width: as declared.
    [[nodiscard]] double match_half_width(const result::FigureKey& key) const;

    /// |H| of the input's first-order AC coupling; 1 where it is not known.
    [[nodiscard]] double input_response(double frequency_hz) const;

  private:
    const InputModel& input_;
};

/// The second input's gain re the first's, in every budget it enters.
inline constexpr const char* match_source = "match of the input's channels";

/// Relative terms of one take's gain: repeatability and, without a return, drift.
[[nodiscard]] std::vector<result::Term> gain_terms(const AnalysisSetup& setup,
                                                   const std::string& load, double drift);

/// Of an input's AC coupling that nobody declared.
inline constexpr double highest_corner_hz = 3;

/// Radians by which an input's first-order AC coupling of a corner turns a tone ahead.
[[nodiscard]] double coupling_lead(double corner_hz, double frequency_hz);

/// The most the input's own harmonics may be, re the fundamental, as a ratio.
[[nodiscard]] double own_distortion(const InputModel& input);

/// Terms times a factor.
[[nodiscard]] std::vector<result::Term> scaled(std::vector<result::Term> terms, double factor);

/// Relative to decibels: 20/ln 10.
inline constexpr double db_per_neper = 8.685889638065037;

}  // namespace ohmloop::measure
