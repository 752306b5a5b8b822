#pragma once

#include "ohmloop/measure/evaluate.hpp"
#include "ohmloop/measure/observations.hpp"
#include "ohmloop/result/figure.hpp"

#include <span>
#include <string>
#include <vector>

namespace ohmloop::measure {

/// Where less than this share of the power is left when the input has its due, a bound is told.
inline constexpr double least_own_share = 0.25;
/// Harmonics of a THD figure: 2 to 10.
inline constexpr std::size_t thd_harmonics = 9;

/// Harmonics together: mean squares on the record's scale. An error e of noise in a harmonic h
/// moves its power by 2 h e + e^2, and half of the noise's power lies along h; rounding stands
/// wholly along it.
struct Harmonics {
    double power = 0;
    double expected = 0;  ///< of it, what noise and rounding leave there on average
    double noise = 0;     ///< standard uncertainty of the power
    double rounding = 0;
};

[[nodiscard]] Harmonics sum_of(std::span<const HarmonicReading> readings);

/// The input's own harmonics add to the port's in any phase: of a sum read as h, with b of the
/// input at most, the port's lie in [h - b, h + b]. Of an input nobody declared b spans decades,
/// over which phases that hide a third of the port's come together once in twenty at most.
struct PortShare {
    double least = 0;  ///< power
    double most = 0;
};

[[nodiscard]] PortShare port_share(double power, double fundamental_rms, const InputModel& input);

/// What an input is said to distort, for a figure's conditions.
[[nodiscard]] std::string input_condition(const InputModel& input);

/// A power with its terms and ends, mean squares.
struct Whole {
    double power = 0;
    std::vector<result::Term> terms;
    double low = 0;
    double high = 0;

    /// Another source of error, `u` standard.
    void add(const char* source, double u);
    /// Ends from the terms so far; the input's share moves them on, in whatever phase it stands.
    void close(double harmonics, const PortShare& port);
};

/// In dB re a fundamental's power. `least`: a power below which none is told, that the decibels of
/// nothing are not asked for.
[[nodiscard]] result::Figure ratio_figure(const result::FigureKey& key, const Whole& whole,
                                          double fundamental, double least);
[[nodiscard]] result::Figure ratio_bound(const result::FigureKey& key, double power,
                                         double fundamental, const char* reason);

/// One harmonic or several together, in dB re the fundamental: what noise leaves in them is taken
/// off their powers. A bound where they stand out neither of the noise nor of the input's own.
[[nodiscard]] result::Figure harmonics_figure(const result::FigureKey& key, double fundamental_rms,
                                              std::span<const HarmonicReading> readings,
                                              const InputModel& input);

/// A clipped input adds to what the port's own is: no more than read.
[[nodiscard]] result::Figure as_bound(const result::Figure& figure);

}  // namespace ohmloop::measure
