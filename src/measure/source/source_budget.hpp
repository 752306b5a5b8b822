#pragma once

#include "delay_fit.hpp"

#include "ohmloop/measure/evaluate.hpp"
#include "ohmloop/result/estimate.hpp"

#include <complex>
#include <vector>

namespace ohmloop::measure {

/// Output impedance at one frequency with the terms of its magnitude and parts, each made by
/// moving one input by its standard uncertainty and fitting again.
struct ImpedanceEstimate {
    std::complex<double> value;
    std::vector<result::Term> magnitude;
    std::vector<result::Term> real;
    std::vector<result::Term> imaginary;
    double chi_square = 0;
    int degrees_of_freedom = 0;
};

/// What fitted delays leave open; zero where phases compare.
struct DelayDoubt {
    double delay_s = 0;        ///< standard, of each load's delay
    double reactance_ohm = 0;  ///< standard, inductive, at the row's frequency
};

[[nodiscard]] ImpedanceEstimate estimate_impedance(const GainRow& row, const AnalysisSetup& setup,
                                                   const DelayDoubt& delays);

/// The row's readings for the straight line, with their independent uncertainties.
[[nodiscard]] std::vector<struct LineReading> line_readings(const GainRow& row,
                                                            const AnalysisSetup& setup);

}  // namespace ohmloop::measure
