#pragma once

#include "delay_fit.hpp"
#include "source_fit.hpp"

#include "ohmloop/measure/evaluate.hpp"
#include "ohmloop/result/estimate.hpp"

#include <complex>
#include <map>
#include <string>
#include <vector>

namespace ohmloop::measure {

/// Output impedance at one frequency with the terms of its magnitude and parts, each made by
/// moving one input by its standard uncertainty and fitting again.
struct ImpedanceEstimate {
    std::complex<double> value;
    std::vector<result::Term> magnitude;
    std::vector<result::Term> real;
    std::vector<result::Term> imaginary;
    /// What a term's source, drawn t standard uncertainties off, adds beside c u t: this times t^2.
    std::map<std::string, std::complex<double>> curvature = {};
};

/// The term all loads of one box share.
inline constexpr const char* load_scale_source = "load box's meter";

/// What fitted delays leave open; zero where phases compare.
struct DelayDoubt {
    double delay_s = 0;        ///< standard, of each load's delay
    double magnitude_ohm = 0;  ///< standard, from an inductance the delays hide
};

/// `groups`: the loads that share an EMF; empty where all do.
[[nodiscard]] ImpedanceEstimate estimate_impedance(const GainRow& row, const AnalysisSetup& setup,
                                                   const DelayDoubt& delays = {},
                                                   const Partition& groups = {});

/// The row's readings for the straight line, with their independent uncertainties.
[[nodiscard]] std::vector<LineReading> line_readings(const GainRow& row,
                                                     const AnalysisSetup& setup);

}  // namespace ohmloop::measure
