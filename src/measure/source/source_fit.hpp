#pragma once

#include <complex>
#include <vector>

namespace ohmloop::measure {

/// One reading for the straight line 1/X = a (1 + Zo Y).
struct LineReading {
    std::complex<double> gain;          ///< X
    std::complex<double> admittance;    ///< Y of the whole load, siemens
    double gain_uncertainty = 0;        ///< relative, standard, independent of the others
    double admittance_uncertainty = 0;  ///< standard, siemens, independent of the others
};

/// The Thevenin source behind the readings (METHODS: 1/X is a straight line in Y).
struct SourceFit {
    std::complex<double> impedance;
    std::complex<double> intercept;  ///< a = 1/(G V)
    double chi_square = 0;
    int degrees_of_freedom = 0;  ///< real: 2 (K - 2)
};

/// Complex weighted least squares, weights iterated because they contain the slope. At least two
/// distinct admittances.
[[nodiscard]] SourceFit fit_source(const std::vector<LineReading>& readings);

/// Groups of neighbouring loads (lightest first) with an EMF each and one common impedance.
struct GroupedFit {
    std::vector<std::size_t> group_of;  ///< of each reading
    std::complex<double> impedance;
    std::vector<double> emf;  ///< of each group, re the first
    double chi_square = 0;
    int degrees_of_freedom = 0;
};

/// The fewest groups whose chi-square is below its 99.9 % quantile, the best of that number; with
/// as many groups as the data can test. Returns the last tried when none passes.
[[nodiscard]] GroupedFit fit_groups(const std::vector<LineReading>& readings);

/// 99.9 % quantile of chi-square (Wilson and Hilferty; at most 2.5 % high, from 2 degrees on).
[[nodiscard]] double chi_square_limit(int degrees_of_freedom);

}  // namespace ohmloop::measure
