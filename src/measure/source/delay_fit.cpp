#include "delay_fit.hpp"

#include "ohmloop/dsp/least_squares.hpp"
#include "ohmloop/measure/needs.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

namespace ohmloop::measure {

namespace {

using Complex = std::complex<double>;
constexpr Complex j(0, 1);

/// Readings agree with a series source this well at best: settling, contacts, rounding.
constexpr double relative_floor = 1e-5;

double omega(double hz) { return 2 * std::numbers::pi * hz; }

/// Which parameter is the delay of a load in a segment; 3 follow R, Xc, Xl.
using DelayIndex = std::map<std::pair<std::size_t, std::size_t>, std::size_t>;

DelayIndex index_delays(const std::vector<GainRow>& rows) {
    DelayIndex index;
    for (const auto& row : rows)
        for (std::size_t k = 1; k < row.loads.size(); ++k)
            index.try_emplace({row.segment, k}, 3 + index.size());
    return index;
}

Complex ratio_of(const GainRow& row, std::size_t k) {
    return row.loads[k].gain / row.loads[0].gain;
}

/// X_k/X_0 of a series source, without delay.
Complex modelled_ratio(const SeriesSource& source, const GainRow& row, std::size_t k,
                       const InputModel& input) {
    const Complex z = source.impedance(row.frequency_hz);
    return (1.0 + z * admittance(row.loads[0].load, input, row.frequency_hz)) /
           (1.0 + z * admittance(row.loads[k].load, input, row.frequency_hz));
}

std::vector<double> residuals(const std::vector<GainRow>& rows, const InputModel& input,
                              const DelayIndex& index, std::span<const double> p) {
    const SeriesSource source{p[0], p[1], p[2]};
    std::vector<double> found;
    for (const auto& row : rows)
        for (std::size_t k = 1; k < row.loads.size(); ++k) {
            const double delay = p[index.at({row.segment, k})];  // microseconds
            const Complex expected = modelled_ratio(source, row, k, input) *
                                     std::exp(-j * (omega(row.frequency_hz) * delay * 1e-6));
            const Complex ratio = ratio_of(row, k);
            const double u = std::hypot(row.loads[k].relative_uncertainty,
                                        row.loads[0].relative_uncertainty, relative_floor);
            const Complex r = (ratio - expected) / (std::abs(ratio) * u);
            found.push_back(r.real());
            found.push_back(r.imag());
        }
    return found;
}

/// Resistance from the magnitude alone at the row nearest 997 Hz; delays from the highest tone of
/// each segment, whose load phase is least.
std::vector<double> start_from(const std::vector<GainRow>& rows, const InputModel& input,
                               const DelayIndex& index, double capacitive) {
    std::vector<double> p(3 + index.size(), 0.0);
    p[1] = capacitive;
    const auto& row = *std::min_element(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
        return std::abs(std::log(a.frequency_hz / reference_hz)) <
               std::abs(std::log(b.frequency_hz / reference_hz));
    });
    const std::size_t last = row.loads.size() - 1;
    const double r = 1 / std::abs(ratio_of(row, last));
    const double y0 = admittance(row.loads[0].load, input, row.frequency_hz).real();
    const double y = admittance(row.loads[last].load, input, row.frequency_hz).real();
    p[0] = std::max(0.01, (r - 1) / std::max(1e-12, y - r * y0));
    const SeriesSource source{p[0], p[1], 0};
    std::map<std::size_t, double> highest;
    for (const auto& each : rows)
        for (std::size_t k = 1; k < each.loads.size(); ++k) {
            const auto parameter = index.at({each.segment, k});
            if (highest[parameter] > each.frequency_hz) continue;
            highest[parameter] = each.frequency_hz;
            const Complex left = ratio_of(each, k) / modelled_ratio(source, each, k, input);
            p[parameter] = -std::arg(left) / omega(each.frequency_hz) * 1e6;
        }
    return p;
}

void take_delays_off(std::vector<GainRow>& rows, const DelayIndex& index,
                     const std::vector<double>& p) {
    for (auto& row : rows)
        for (std::size_t k = 1; k < row.loads.size(); ++k) {
            const double delay = p[index.at({row.segment, k})] * 1e-6;
            row.loads[k].gain *= std::exp(j * (omega(row.frequency_hz) * delay));
        }
}

}  // namespace

Complex SeriesSource::impedance(double frequency_hz) const {
    const double f = frequency_hz / reference_hz;
    return {resistance, inductive * f - capacitive / f};
}

Complex admittance(const profiles::Load& load, const InputModel& input, double frequency_hz) {
    const double by_load = load.is_open() ? 0 : 1 / (load.resistance_ohm + load.contact_ohm);
    return {by_load + 1 / input.resistance_ohm.value,
            omega(frequency_hz) * input.capacitance_pf.value * 1e-12};
}

namespace {

/// The best of several starts: a coupling capacitor bends the cost, and some starts end in its
/// side valleys. `with_inductance`: false holds it at zero.
dsp::NonlinearFit fit_series(const std::vector<GainRow>& rows, const InputModel& input,
                             const DelayIndex& index, bool with_inductance) {
    dsp::NonlinearFit best;
    best.chi_square = 1e300;
    for (const double capacitive : {0.0, 1.6, 16.0, 160.0}) {
        auto p = start_from(rows, input, index, capacitive);
        std::vector<double> scale(p.size(), 1.0);
        scale[0] = std::max(1.0, p[0]);
        scale[1] = std::max(0.1, p[0] * 0.1);
        // A held parameter leaves the vector, so that it leaves the covariance too.
        const auto whole = [&](std::span<const double> q) {
            std::vector<double> full(q.begin(), q.end());
            if (!with_inductance) full.insert(full.begin() + 2, 0.0);
            return full;
        };
        scale[2] = scale[1];
        if (!with_inductance) {
            p.erase(p.begin() + 2);
            scale.erase(scale.begin() + 2);
        }
        auto fit = dsp::minimise(
            [&](std::span<const double> q) { return residuals(rows, input, index, whole(q)); }, p,
            scale);
        if (fit.chi_square >= best.chi_square) continue;
        fit.solution = whole(fit.solution);
        best = std::move(fit);
    }
    return best;
}

/// An inductance below this changes no magnitude by more than the readings' floor: sqrt of twice
/// the floor of the highest tone's heaviest loop resistance, carried down to 997 Hz.
double unseen_inductive(const std::vector<GainRow>& rows, double resistance) {
    double least = 1e300;
    for (const auto& row : rows) {
        const auto& load = row.loads.back().load;
        const double loop = resistance + load.resistance_ohm + load.contact_ohm;
        const double u = std::hypot(row.loads.back().relative_uncertainty, relative_floor);
        least = std::min(least, loop * std::sqrt(2 * u) * reference_hz / row.frequency_hz);
    }
    return least;
}

double variance_of(const dsp::NonlinearFit& fit, std::size_t parameter) {
    return std::max(0.0, fit.covariance.at(parameter, parameter));
}

}  // namespace

DelayFit remove_delays(std::vector<GainRow>& rows, const InputModel& input) {
    const auto index = index_delays(rows);
    const auto plain = fit_series(rows, input, index, false);
    const auto full = fit_series(rows, input, index, true);
    DelayFit result;
    if (plain.solution.empty() || full.solution.empty()) return result;
    // One parameter more must lower chi-square by 12 to stand out (0.05 % by chance).
    result.inductance_stands_out = plain.chi_square - full.chi_square > 12;
    const auto& best = result.inductance_stands_out ? full : plain;
    result.source = {best.solution[0], best.solution[1], best.solution[2]};
    result.chi_square = best.chi_square;
    result.converged = best.converged;
    result.hidden_inductive = result.inductance_stands_out
                                  ? std::sqrt(variance_of(full, 2))
                                  : unseen_inductive(rows, best.solution[0]);
    std::size_t readings = 0;
    for (const auto& row : rows) {
        double u = 0;
        for (std::size_t k = 1; k < row.loads.size(); ++k) {
            u = std::max(u, std::sqrt(variance_of(plain, index.at({row.segment, k}) - 1)));
            readings += 2;
        }
        result.delay_uncertainty_s.push_back(u * 1e-6);
    }
    result.degrees_of_freedom = static_cast<int>(readings) -
                                static_cast<int>(best.solution.size()) +
                                (result.inductance_stands_out ? 0 : 1);
    take_delays_off(rows, index, best.solution);
    return result;
}

}  // namespace ohmloop::measure
