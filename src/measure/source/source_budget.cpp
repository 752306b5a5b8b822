#include "source_budget.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

namespace ohmloop::measure {

namespace {

using Complex = std::complex<double>;
using result::Shape;
using result::Term;

const double sqrt3 = std::sqrt(3.0);

/// Least relative uncertainty of a reading in chi-square: settling, linearity of the input.
constexpr double linearity_floor = 1e-5;

double repeatability(const AnalysisSetup& setup) {
    return to_ratio(Decibels(setup.input.repeatability_db)) - 1;
}

/// Everything the estimate depends on, so that one thing at a time can be moved.
struct Inputs {
    GainRow row;
    InputModel input;
};

class Budget {
  public:
    Budget(Inputs inputs, const AnalysisSetup& setup, const Partition& groups)
        : inputs_(std::move(inputs)), setup_(setup), groups_(groups) {
        value_ = fit_source(readings_of(inputs_)).impedance;
        value_ = solve(inputs_);
    }

    void move(const std::string& source, Shape shape, const std::function<void(Inputs&)>& change) {
        Inputs moved = inputs_;
        change(moved);
        add_move(source, shape, solve(moved) - value_);
    }

    /// By half of what lies between a step up and a step down: of what spreads so wide that one
    /// step alone would bend.
    void move_both_ways(const std::string& source, Shape shape,
                        const std::function<void(Inputs&, double)>& change) {
        Inputs up = inputs_;
        Inputs down = inputs_;
        change(up, 1);
        change(down, -1);
        const Complex above = solve(up);
        const Complex below = solve(down);
        add_move(source, shape, (above - below) / 2.0);
        estimate_.curvature[source] = (above + below) / 2.0 - value_;
    }

    void hide_inductance(double magnitude_ohm) {
        add(estimate_.magnitude, "inductance hidden by the delays", Shape::normal, magnitude_ohm);
    }

    [[nodiscard]] ImpedanceEstimate finish() {
        estimate_.value = value_;
        return estimate_;
    }

  private:
    [[nodiscard]] std::vector<LineReading> readings_of(const Inputs& inputs) const {
        AnalysisSetup moved = setup_;
        moved.input = inputs.input;
        return line_readings(inputs.row, moved);
    }

    [[nodiscard]] Complex solve(const Inputs& inputs) const {
        const auto readings = readings_of(inputs);
        if (groups_.size() != readings.size()) return fit_source(readings).impedance;
        return fit_in_groups(readings, groups_, value_).impedance;
    }

    void add_move(const std::string& source, Shape shape, Complex by) {
        // First order: a move across zero would come back to where it began.
        const Complex along = std::abs(value_) > 0 ? value_ / std::abs(value_) : 1;
        add(estimate_.magnitude, source, shape, (std::conj(along) * by).real());
        add(estimate_.real, source, shape, by.real());
        add(estimate_.imaginary, source, shape, by.imag());
    }

    static void add(std::vector<Term>& terms, const std::string& source, Shape shape, double cu) {
        if (cu != 0) terms.push_back({source, cu, shape, 0});
    }

    Inputs inputs_;
    const AnalysisSetup& setup_;
    const Partition& groups_;
    Complex value_;
    ImpedanceEstimate estimate_;
};

void move_gains(Budget& budget, const GainRow& row, const AnalysisSetup& setup,
                double delay_uncertainty_s) {
    const double w = 2 * std::numbers::pi * row.frequency_hz;
    for (std::size_t k = 0; k < row.loads.size(); ++k) {
        const auto& load = row.loads[k];
        budget.move("noise, " + load.load.name + ", in phase", Shape::normal,
                    [&](Inputs& in) { in.row.loads[k].gain *= 1 + load.relative_uncertainty; });
        budget.move("noise, " + load.load.name + ", in quadrature", Shape::normal, [&](Inputs& in) {
            in.row.loads[k].gain *= Complex(1, load.relative_uncertainty);
        });
        if (repeatability(setup) > 0)
            budget.move("gain repeatability, " + load.load.name, Shape::normal,
                        [&](Inputs& in) { in.row.loads[k].gain *= 1 + repeatability(setup); });
        if (!load.is_reference && load.drift_half_width > 0)
            budget.move("gain drift, " + load.load.name, Shape::rectangular, [&](Inputs& in) {
                in.row.loads[k].gain *= 1 + load.drift_half_width / sqrt3;
            });
        if (load.limit_half_width > 0)
            budget.move("limit setting in, " + load.load.name, Shape::rectangular, [&](Inputs& in) {
                in.row.loads[k].gain *= 1 + load.limit_half_width / sqrt3;
            });
        if (k > 0 && delay_uncertainty_s > 0)
            budget.move("delay, " + load.load.name, Shape::normal, [&](Inputs& in) {
                in.row.loads[k].gain *= std::polar(1.0, w * delay_uncertainty_s);
            });
    }
}

void move_loads(Budget& budget, const GainRow& row, const AnalysisSetup& setup) {
    for (std::size_t k = 0; k < row.loads.size(); ++k) {
        const auto& load = row.loads[k].load;
        if (load.is_open()) continue;
        if (load.tolerance > 0)
            budget.move("load " + load.name, Shape::rectangular, [&](Inputs& in) {
                in.row.loads[k].load.resistance_ohm *= 1 + load.tolerance / sqrt3;
            });
        if (setup.contact_uncertainty_ohm > 0)
            budget.move("contacts, " + load.name, Shape::normal, [&](Inputs& in) {
                in.row.loads[k].load.contact_ohm += setup.contact_uncertainty_ohm;
            });
    }
}

/// The meter that measured a box of loads errs for all of them alike.
void move_scale(Budget& budget, const GainRow& row) {
    const bool scaled = std::any_of(row.loads.begin(), row.loads.end(), [](const auto& each) {
        return each.load.scale_uncertainty > 0;
    });
    if (!scaled) return;
    budget.move(load_scale_source, Shape::normal, [](Inputs& in) {
        for (auto& each : in.row.loads) each.load.resistance_ohm *= 1 + each.load.scale_uncertainty;
    });
}

/// A wide, symmetric spread of the input's conductance is moved as such: 1/R is what enters.
void move_input(Budget& budget, const InputModel& input) {
    const auto step = [](const result::TolerancedFigure& part) { return part.tolerance / sqrt3; };
    if (step(input.resistance_ohm) > 0)
        budget.move_both_ways("input resistance", Shape::rectangular, [&](Inputs& in, double way) {
            in.input.resistance_ohm.value /= 1 + way * step(input.resistance_ohm);
        });
    if (step(input.capacitance_pf) > 0)
        budget.move_both_ways("input capacitance", Shape::rectangular, [&](Inputs& in, double way) {
            in.input.capacitance_pf.value /= 1 + way * step(input.capacitance_pf);
        });
}

}  // namespace

std::vector<LineReading> line_readings(const GainRow& row, const AnalysisSetup& setup) {
    std::vector<LineReading> readings;
    for (const auto& load : row.loads) {
        LineReading reading;
        reading.gain = load.gain;
        reading.admittance = admittance(load.load, setup.input, row.frequency_hz);
        const double drift = load.is_reference ? 0 : load.drift_half_width;
        reading.gain_uncertainty =
            std::hypot(std::hypot(load.relative_uncertainty, repeatability(setup), linearity_floor),
                       std::hypot(drift, load.limit_half_width) / sqrt3);
        if (!load.load.is_open()) {
            const double r = load.load.resistance_ohm + load.load.contact_ohm;
            const double u = std::hypot(load.load.resistance_ohm * load.load.tolerance / sqrt3,
                                        setup.contact_uncertainty_ohm);
            reading.admittance_uncertainty = u / (r * r);
        }
        readings.push_back(reading);
    }
    return readings;
}

ImpedanceEstimate estimate_impedance(const GainRow& row, const AnalysisSetup& setup,
                                     const DelayDoubt& delays, const Partition& groups) {
    Budget budget({row, setup.input}, setup, groups);
    move_gains(budget, row, setup, delays.delay_s);
    budget.hide_inductance(delays.magnitude_ohm);
    move_loads(budget, row, setup);
    move_scale(budget, row);
    move_input(budget, setup.input);
    return budget.finish();
}

}  // namespace ohmloop::measure
