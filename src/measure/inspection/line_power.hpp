#pragma once

#include "ohmloop/measure/inspection.hpp"

namespace ohmloop::measure {

/// A mean square with its standard uncertainty.
struct UncertainPower {
    double mean_square = 0;
    double uncertainty = 0;
};

/// a / b in decibels, errors of both independent; not measured where the quotient is no positive
/// number.
[[nodiscard]] Reading ratio_db(const UncertainPower& a, const UncertainPower& b);
/// The same re a full-scale sine, whose mean square is 1/2.
[[nodiscard]] Reading level_dbfs(const UncertainPower& power);

/// Mean square of tones fitted by least squares, and what noise does to it. Noise of the one-sided
/// density S lays t = S/T on a tone fitted over the time T, on average; around a tone of the mean
/// square p, p + t is read with the variance 2 p t + t^2: the cross term and the noise's own.
/// A sum of tones adds all of these.
class LinePower {
  public:
    /// `read`: |X|^2 / 2; `noise`: S/T there.
    void add(double read, double noise);

    [[nodiscard]] double read() const { return read_; }
    /// On average, what noise laid on all lines.
    [[nodiscard]] double noise() const { return noise_; }
    /// The tones as estimated: noise taken off, which can leave less than nothing.
    [[nodiscard]] double tones() const { return read_ - noise_; }
    /// Standard, of read() and of tones().
    [[nodiscard]] double uncertainty() const;
    /// Noise alone reads as much as this once in a thousand times.
    [[nodiscard]] bool stands_out() const;
    /// The tones' power that would read less than this once in twenty times; what reads less than
    /// noise does on average tells no more than the average.
    [[nodiscard]] double at_most() const;

  private:
    double read_ = 0;
    double noise_ = 0;
    double noise_squared_ = 0;
    double cross_ = 0;  ///< sum of (p t)
};

/// The tones re `reference` in decibels: a figure, or a bound where they do not stand out.
[[nodiscard]] Reading ratio_db(const LinePower& tones, const UncertainPower& reference);
/// The same re a full-scale sine.
[[nodiscard]] Reading level_dbfs(const LinePower& tones);

}  // namespace ohmloop::measure
