#pragma once

#include <complex>
#include <functional>
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

/// The group of each reading, the lightest load first: 0, then the same as before or one more.
using Partition = std::vector<std::size_t>;

/// Groups of neighbouring loads with an EMF each and one common impedance.
struct GroupedFit {
    Partition group_of;
    std::complex<double> impedance;
    std::vector<double> emf;  ///< of each group, re the first
    double chi_square = 0;
    int degrees_of_freedom = 0;
};

/// The common impedance of given groups, from a place near it.
[[nodiscard]] GroupedFit fit_in_groups(const std::vector<LineReading>& readings,
                                       const Partition& group_of, std::complex<double> start);

/// The fewest groups (at least two) whose chi-square is below its 99.9 % quantile, the best of that
/// number; with as many groups as the data can test. Returns the last tried when none passes.
[[nodiscard]] GroupedFit fit_groups(const std::vector<LineReading>& readings);

/// Do the EMFs of groups move by more than 2 %? An EMF that moves less is not sensing.
[[nodiscard]] bool changes_emf(const std::vector<double>& emf);

/// The same search with another fit of a partition.
[[nodiscard]] GroupedFit fewest_groups(std::size_t loads,
                                       const std::function<GroupedFit(const Partition&)>& fit);

/// 99.9 % quantile of chi-square (Wilson and Hilferty; at most 2.5 % high, from 2 degrees on).
[[nodiscard]] double chi_square_limit(int degrees_of_freedom);

}  // namespace ohmloop::measure
