#include "delay_fit.hpp"

#include "source_budget.hpp"

#include "ohmloop/dsp/least_squares.hpp"
#include "ohmloop/measure/needs.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <optional>

namespace ohmloop::measure {

namespace {

using Complex = std::complex<double>;
constexpr Complex j(0, 1);

/// Readings agree with a series source this well at best: settling, contacts, rounding.
constexpr double relative_floor = 1e-5;
/// One parameter more must lower chi-square by this to stand out (0.05 % by chance).
constexpr double standing_out = 12;

double omega(double hz) { return 2 * std::numbers::pi * hz; }

Complex ratio_of(const GainRow& row, std::size_t k) {
    return row.loads[k].gain / row.loads[0].gain;
}

const GainRow& nearest_reference(const std::vector<GainRow>& rows) {
    return *std::min_element(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
        return std::abs(std::log(a.frequency_hz / reference_hz)) <
               std::abs(std::log(b.frequency_hz / reference_hz));
    });
}

/// What a load's gain and resistance may err by in all its readings alike: standard, relative.
struct Looseness {
    double gain = 0;
    double resistance = 0;
};

Looseness looseness_of(const GainRow& row, std::size_t k, const AnalysisSetup& setup) {
    const double repeated = to_ratio(Decibels(setup.input.repeatability_db)) - 1;
    const auto drift = [](const LoadGain& each) {
        return each.is_reference ? 0 : each.drift_half_width / std::sqrt(3.0);
    };
    const auto& load = row.loads[k].load;
    return {std::hypot(drift(row.loads[k]), drift(row.loads[0]), repeated * std::sqrt(2.0)),
            std::hypot(load.tolerance / std::sqrt(3.0), load.scale_uncertainty,
                       setup.contact_uncertainty_ohm / load.resistance_ohm)};
}

/// What an EMF that moves and a mistaken resistor err by, where such are to be told from a source
/// that is none in series.
constexpr Looseness mistaken{1.0, 0.25};

/// One parameter for each load that may err, expected to be zero within its deviation.
class PerLoad {
  public:
    void add(std::size_t k, double deviation, std::size_t& parameters) {
        if (deviation > relative_floor) errors_.push_back({k, parameters++, deviation});
    }
    [[nodiscard]] double of(std::size_t k, std::span<const double> p) const {
        for (const auto& error : errors_)
            if (error.load == k) return p[error.parameter];
        return 0;
    }
    void append_residuals(std::span<const double> p, std::vector<double>& found) const {
        for (const auto& error : errors_) found.push_back(p[error.parameter] / error.deviation);
    }
    [[nodiscard]] std::size_t count() const { return errors_.size(); }

  private:
    struct Error {
        std::size_t load;
        std::size_t parameter;
        double deviation;
    };
    std::vector<Error> errors_;
};

/// The readings against R, Xc, Xl (ohms at 997 Hz), the delay of each load in each segment
/// (microseconds), the logarithm of each further group's EMF, and what each load's gain and
/// resistance err by: the order of the parameters.
class Problem {
  public:
    Problem(const std::vector<GainRow>& rows, const AnalysisSetup& setup, const EmfGroups& groups,
            const Looseness& at_least = {})
        : rows_(rows), input_(setup.input), groups_(groups) {
        for (const auto& row : rows)
            for (std::size_t k = 1; k < row.loads.size(); ++k)
                if (delays_.try_emplace({row.segment, k}, parameters_).second) ++parameters_;
        first_emf_ = parameters_;
        parameters_ += further_groups();
        const auto& most = *std::max_element(rows.begin(), rows.end(), [](auto& a, auto& b) {
            return a.loads.size() < b.loads.size();
        });
        for (std::size_t k = 1; k < most.loads.size(); ++k) {
            const auto loose = looseness_of(most, k, setup);
            gains_.add(k, std::max(loose.gain, at_least.gain), parameters_);
            if (!most.loads[k].load.is_open())
                resistances_.add(k, std::max(loose.resistance, at_least.resistance), parameters_);
        }
        input_errors_.add(conductance, setup.input.resistance_ohm.tolerance / std::sqrt(3.0),
                          parameters_);
        input_errors_.add(capacitance, setup.input.capacitance_pf.tolerance / std::sqrt(3.0),
                          parameters_);
    }

    [[nodiscard]] std::size_t delay(const GainRow& row, std::size_t k) const {
        return delays_.at({row.segment, k});
    }
    [[nodiscard]] int degrees_of_freedom() const {
        std::size_t readings = gains_.count() + resistances_.count() + input_errors_.count();
        for (const auto& row : rows_) readings += 2 * (row.loads.size() - 1);
        return static_cast<int>(readings) - static_cast<int>(parameters_);
    }

    [[nodiscard]] std::vector<double> residuals(std::span<const double> p) const {
        const SeriesSource source{p[0], p[1], p[2]};
        std::vector<double> found;
        for (const auto& row : rows_)
            for (std::size_t k = 1; k < row.loads.size(); ++k) {
                const double turned = omega(row.frequency_hz) * p[delay(row, k)] * 1e-6;
                const Complex expected = emf(row, k, p) * (1 + gains_.of(k, p)) *
                                         modelled_ratio(source, row, k, p) * std::exp(-j * turned);
                const Complex ratio = ratio_of(row, k);
                const double u = std::hypot(row.loads[k].relative_uncertainty,
                                            row.loads[0].relative_uncertainty, relative_floor);
                // In logarithms a capacitor's curved valley, which readings wander along, is
                // straight.
                const Complex r = std::log(ratio / expected) / u;
                found.push_back(r.real());
                found.push_back(r.imag());
            }
        gains_.append_residuals(p, found);
        resistances_.append_residuals(p, found);
        input_errors_.append_residuals(p, found);
        return found;
    }

    /// Resistance from the magnitude alone at the row nearest 997 Hz; delays from the highest tone
    /// of each segment, whose load phase is least.
    [[nodiscard]] std::vector<double> start(double capacitive) const {
        std::vector<double> p(parameters_, 0.0);
        for (std::size_t g = 1; g <= further_groups(); ++g)
            p[first_emf_ + g - 1] = std::log(groups_.emf[g]);
        const double alone = start_resistance(p);
        p[0] = std::max(0.01, std::sqrt(std::max(0.0, alone * alone - capacitive * capacitive)));
        p[1] = capacitive;
        std::map<std::size_t, double> highest;
        for (const auto& row : rows_)
            for (std::size_t k = 1; k < row.loads.size(); ++k) {
                const auto parameter = delay(row, k);
                if (highest[parameter] > row.frequency_hz) continue;
                highest[parameter] = row.frequency_hz;
                const Complex left = ratio_of(row, k) / modelled_ratio({p[0], p[1], 0}, row, k, p);
                p[parameter] = -std::arg(left) / omega(row.frequency_hz) * 1e6;
            }
        return p;
    }

  private:
    /// Which of the input's errors.
    static constexpr std::size_t conductance = 0;
    static constexpr std::size_t capacitance = 1;

    [[nodiscard]] std::size_t further_groups() const {
        return groups_.emf.empty() ? 0 : groups_.emf.size() - 1;
    }

    /// X_k/X_0 of one EMF without delay.
    [[nodiscard]] Complex modelled_ratio(const SeriesSource& source, const GainRow& row,
                                         std::size_t k, std::span<const double> p) const {
        // Re the heaviest load: what that errs by the whole source errs by too, and nothing else.
        const Complex z =
            source.impedance(row.frequency_hz) * std::exp(resistances_.of(row.loads.size() - 1, p));
        return (1.0 + z * moved_admittance(row, 0, p)) / (1.0 + z * moved_admittance(row, k, p));
    }

    /// With the load's resistance and the input's conductance and capacitance larger by a share.
    [[nodiscard]] Complex moved_admittance(const GainRow& row, std::size_t k,
                                           std::span<const double> p) const {
        const auto& load = row.loads[k].load;
        const Complex y = admittance(load, input_, row.frequency_hz);
        const Complex input = y - load.conductance();
        return load.conductance() * std::exp(-resistances_.of(k, p)) +
               Complex(input.real() * std::exp(input_errors_.of(conductance, p)),
                       input.imag() * std::exp(input_errors_.of(capacitance, p)));
    }

    [[nodiscard]] double emf(const GainRow& row, std::size_t k, std::span<const double> p) const {
        if (groups_.group_of.size() != row.loads.size()) return 1;
        const std::size_t g = groups_.group_of[k];
        return g == 0 ? 1 : std::exp(p[first_emf_ + g - 1]);
    }

    [[nodiscard]] double start_resistance(std::span<const double> p) const {
        const auto& row = nearest_reference(rows_);
        const std::size_t last = row.loads.size() - 1;
        const double r = emf(row, last, p) / std::abs(ratio_of(row, last));
        const double y0 = admittance(row.loads[0].load, input_, row.frequency_hz).real();
        const double y = admittance(row.loads[last].load, input_, row.frequency_hz).real();
        return std::max(0.01, (r - 1) / std::max(1e-12, y - r * y0));
    }

    const std::vector<GainRow>& rows_;
    const InputModel& input_;
    const EmfGroups& groups_;
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> delays_;
    std::size_t parameters_ = 3;
    std::size_t first_emf_ = 0;
    PerLoad gains_;
    PerLoad resistances_;
    PerLoad input_errors_;
};

/// A fit whose solution holds all parameters; the covariance lacks the inductance where it is held.
struct Fit : dsp::NonlinearFit {
    [[nodiscard]] SeriesSource source() const { return {solution[0], solution[1], solution[2]}; }
    [[nodiscard]] double deviation(std::size_t parameter) const {
        return std::sqrt(std::max(0.0, covariance.at(parameter, parameter)));
    }
};

/// From one start; `held`: the inductive reactance where it is no parameter.
Fit descend(const Problem& problem, std::vector<double> p, std::optional<double> held) {
    std::vector<double> scale(p.size(), 1.0);
    scale[0] = std::max(1.0, p[0]);
    scale[1] = scale[2] = std::max(0.1, p[0] * 0.1);
    // A held parameter leaves the vector, so that it leaves the covariance too.
    const auto whole = [&](std::span<const double> q) {
        std::vector<double> full(q.begin(), q.end());
        if (held) full.insert(full.begin() + 2, *held);
        return full;
    };
    if (held) {
        p.erase(p.begin() + 2);
        scale.erase(scale.begin() + 2);
    }
    const auto residuals = [&](std::span<const double> q) { return problem.residuals(whole(q)); };
    Fit fit{dsp::minimise(residuals, p, scale)};
    // Errors of the input that a large capacitor's reactance multiplies make a bent valley.
    double before = HUGE_VAL;
    for (int again = 0; again < 4 && !fit.converged && fit.chi_square < 0.999 * before; ++again) {
        before = fit.chi_square;
        fit = Fit{dsp::minimise(residuals, fit.solution, scale)};
    }
    fit.solution = whole(fit.solution);
    return fit;
}

/// The best of several starts: a coupling capacitor bends the cost, and some starts end in its
/// side valleys. Magnitudes and delays mirror the inductance: its valley below zero has a twin.
Fit best_fit(const Problem& problem, std::optional<double> held) {
    std::optional<Fit> best;
    for (const double capacitive : {0.0, 1.6, 16.0, 160.0, 1600.0}) {
        auto fit = descend(problem, problem.start(capacitive), held);
        if (fit.solution[2] < 0) {
            auto mirrored = fit.solution;
            mirrored[2] = -mirrored[2];
            fit = descend(problem, mirrored, held);
        }
        if (!best || fit.chi_square < best->chi_square) best = std::move(fit);
        // No side valley explains the readings so well.
        if (best->chi_square < 0.5 * problem.degrees_of_freedom()) break;
    }
    return *best;
}

/// Chi-square grows with the fourth power of a small inductance. The source where it has grown by
/// one: doubled until it has, then halved.
SeriesSource one_deviation_away(const Problem& problem, const Fit& plain) {
    const auto held_at = [&](double inductive) {
        return descend(problem, plain.solution, inductive);
    };
    const auto beyond = [&](const Fit& fit) { return fit.chi_square > plain.chi_square + 1; };
    double high = 1e-3;
    Fit there = held_at(high);
    while (!beyond(there) && high < 1e6) there = held_at(high *= 2);
    double low = 0.5 * high;
    for (int halving = 0; halving < 5; ++halving) {
        const double middle = 0.5 * (low + high);
        there = held_at(middle);
        (beyond(there) ? high : low) = middle;
    }
    return there.source();
}

/// One standard deviation more inductance, the rest as found.
SeriesSource one_deviation_more(const Fit& fit) {
    auto source = fit.source();
    source.inductive += fit.deviation(2);
    return source;
}

void take_delays_off(std::vector<GainRow>& rows, const Problem& problem, const Fit& fit) {
    for (auto& row : rows)
        for (std::size_t k = 1; k < row.loads.size(); ++k)
            row.loads[k].gain *= std::exp(
                j * (omega(row.frequency_hz) * fit.solution[problem.delay(row, k)] * 1e-6));
}

std::vector<double> delay_uncertainties(const std::vector<GainRow>& rows, const Problem& problem,
                                        const Fit& plain) {
    std::vector<double> found;
    for (const auto& row : rows) {
        double u = 0;
        for (std::size_t k = 1; k < row.loads.size(); ++k)
            u = std::max(u, plain.deviation(problem.delay(row, k) - 1));
        found.push_back(u * 1e-6);
    }
    return found;
}

/// As series sources, or nothing where the readings are too few to test one.
std::optional<DelayFit> fit_delays(std::vector<GainRow>& rows, const Problem& problem) {
    if (problem.degrees_of_freedom() < 1) return std::nullopt;
    const auto full = best_fit(problem, std::nullopt);
    auto plain = best_fit(problem, 0.0);
    auto beside = descend(problem, full.solution, 0.0);
    if (beside.chi_square < plain.chi_square) plain = std::move(beside);
    DelayFit result;
    result.inductance_stands_out =
        full.solution[2] > 0 && plain.chi_square - full.chi_square > standing_out;
    const auto& best = result.inductance_stands_out ? full : plain;
    result.source = best.source();
    result.chi_square = best.chi_square;
    result.degrees_of_freedom =
        problem.degrees_of_freedom() + (result.inductance_stands_out ? 0 : 1);
    result.explains = best.chi_square <= chi_square_limit(result.degrees_of_freedom);
    if (!result.explains) return result;
    result.other_source = result.inductance_stands_out ? one_deviation_more(full)
                                                       : one_deviation_away(problem, plain);
    result.delay_uncertainty_s = delay_uncertainties(rows, problem, plain);
    take_delays_off(rows, problem, best);
    return result;
}

/// Near 997 Hz.
bool loads_disagree(const std::vector<GainRow>& rows, const AnalysisSetup& setup) {
    const auto fit = fit_source(line_readings(nearest_reference(rows), setup));
    return fit.chi_square > chi_square_limit(fit.degrees_of_freedom);
}

}  // namespace

Complex SeriesSource::impedance(double frequency_hz) const {
    const double f = frequency_hz / reference_hz;
    return {resistance, inductive * f - capacitive / f};
}

Complex admittance(const profiles::Load& load, const InputModel& input, double frequency_hz) {
    return {load.conductance() + 1 / input.resistance_ohm.value,
            omega(frequency_hz) * input.capacitance_pf.value * 1e-12};
}

DelayFit remove_delays(std::vector<GainRow>& rows, const AnalysisSetup& setup,
                       const EmfGroups& groups) {
    const auto fit = fit_delays(rows, Problem(rows, setup, groups));
    if (!fit || fit->explains || rows.front().loads.size() < 3) return fit.value_or(DelayFit{});
    auto turned = rows;
    const auto doubted = fit_delays(turned, Problem(rows, setup, groups, mistaken));
    if (!doubted || !doubted->explains || !loads_disagree(turned, setup)) return *fit;
    rows = std::move(turned);
    return *doubted;
}

}  // namespace ohmloop::measure
