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

/// `delay_uncertainty_s`: standard, of each load's delay after the delays were fitted; 0 live.
[[nodiscard]] ImpedanceEstimate estimate_impedance(const GainRow& row, const AnalysisSetup& setup,
                                                   double delay_uncertainty_s);

/// The row's readings for the straight line, with their independent uncertainties.
[[nodiscard]] std::vector<struct LineReading> line_readings(const GainRow& row,
                                                            const AnalysisSetup& setup);

}  // namespace ohmloop::measure
