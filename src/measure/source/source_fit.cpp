#include "source_fit.hpp"

#include "ohmloop/dsp/least_squares.hpp"
#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ohmloop::measure {

namespace {

using Complex = std::complex<double>;

/// Variance of each part, real and imaginary, of 1/X re the line: noise and gain on |1/X|, the
/// load's error on the slope.
double variance(const LineReading& r, Complex slope) {
    const double by_gain = r.gain_uncertainty / std::abs(r.gain);
    const double by_load = std::abs(slope) * r.admittance_uncertainty;
    return by_gain * by_gain + by_load * by_load;
}

struct Line {
    Complex intercept;
    Complex slope;
};

Line weighted_line(const std::vector<LineReading>& readings, const std::vector<double>& weights) {
    double w = 0;
    Complex wy = 0;
    Complex wx = 0;
    for (std::size_t k = 0; k < readings.size(); ++k) {
        w += weights[k];
        wy += weights[k] * readings[k].admittance;
        wx += weights[k] / readings[k].gain;
    }
    const Complex mean_y = wy / w;
    const Complex mean_x = wx / w;
    Complex cross = 0;
    double spread = 0;
    for (std::size_t k = 0; k < readings.size(); ++k) {
        const Complex dy = readings[k].admittance - mean_y;
        cross += weights[k] * std::conj(dy) * (1.0 / readings[k].gain - mean_x);
        spread += weights[k] * std::norm(dy);
    }
    const Complex slope = cross / spread;
    return {mean_x - slope * mean_y, slope};
}

std::vector<double> weights_of(const std::vector<LineReading>& readings, Complex slope) {
    std::vector<double> weights;
    for (const auto& r : readings) weights.push_back(1 / variance(r, slope));
    return weights;
}

/// Residuals of grouped readings, each divided by its standard deviation per real part.
std::vector<double> grouped_residuals(const std::vector<LineReading>& readings,
                                      const Partition& group_of, std::span<const double> p) {
    const Complex impedance(p[0], p[1]);
    std::vector<double> residuals;
    for (std::size_t k = 0; k < readings.size(); ++k) {
        const std::size_t g = group_of[k];
        const Complex a(p[2 + 2 * g], p[3 + 2 * g]);
        const Complex r = 1.0 / readings[k].gain - a * (1.0 + impedance * readings[k].admittance);
        const double sigma = std::sqrt(variance(readings[k], a * impedance));
        residuals.push_back(r.real() / sigma);
        residuals.push_back(r.imag() / sigma);
    }
    return residuals;
}

Partition partition(std::size_t count, unsigned cuts) {
    Partition group_of{0};
    for (std::size_t k = 1; k < count; ++k)
        group_of.push_back(group_of.back() + ((cuts >> (k - 1)) & 1U));
    return group_of;
}

/// Starting impedances for a partition: the local slope of every neighbouring pair in one group,
/// but of a load that was measured twice.
std::vector<Complex> starts(const std::vector<LineReading>& readings, const Partition& group_of) {
    std::vector<Complex> found;
    for (std::size_t k = 1; k < readings.size(); ++k)
        if (group_of[k] == group_of[k - 1] && readings[k].admittance != readings[k - 1].admittance)
            found.push_back(fit_source({readings[k - 1], readings[k]}).impedance);
    return found;
}

}  // namespace

double chi_square_limit(int degrees_of_freedom) {
    if (degrees_of_freedom <= 0) return std::numeric_limits<double>::infinity();
    const double k = degrees_of_freedom;
    const double z = 3.0902;  // 99.9 % of the normal distribution
    const double cube = 1 - 2 / (9 * k) + z * std::sqrt(2 / (9 * k));
    return k * cube * cube * cube;
}

bool changes_emf(const std::vector<double>& emf) {
    constexpr double least_step = 0.02;
    return std::any_of(emf.begin(), emf.end(),
                       [](double e) { return std::abs(e - 1) > least_step; });
}

SourceFit fit_source(const std::vector<LineReading>& readings) {
    expects(readings.size() >= 2, "a source needs readings with two loads");
    std::vector<double> weights(readings.size(), 1.0);
    Line line = weighted_line(readings, weights);
    for (int pass = 0; pass < 4; ++pass) {
        weights = weights_of(readings, line.slope);
        line = weighted_line(readings, weights);
    }
    SourceFit fit;
    fit.intercept = line.intercept;
    fit.impedance = line.slope / line.intercept;
    for (std::size_t k = 0; k < readings.size(); ++k) {
        const Complex r =
            1.0 / readings[k].gain - line.intercept - line.slope * readings[k].admittance;
        fit.chi_square += std::norm(r) * weights[k];
    }
    fit.degrees_of_freedom = 2 * (static_cast<int>(readings.size()) - 2);
    return fit;
}

GroupedFit fit_in_groups(const std::vector<LineReading>& readings, const Partition& group_of,
                         Complex start) {
    const std::size_t groups = group_of.back() + 1;
    std::vector<double> p{start.real(), start.imag()};
    std::vector<double> scale{std::abs(start) + 1, std::abs(start) + 1};
    for (std::size_t g = 0, k = 0; g < groups; ++g) {
        while (group_of[k] != g) ++k;
        const Complex a = 1.0 / readings[k].gain / (1.0 + start * readings[k].admittance);
        p.insert(p.end(), {a.real(), a.imag()});
        scale.insert(scale.end(), {std::abs(a), std::abs(a)});
    }
    const auto fit = dsp::minimise(
        [&](std::span<const double> q) { return grouped_residuals(readings, group_of, q); }, p,
        scale);
    GroupedFit result;
    result.group_of = group_of;
    result.impedance = {fit.solution[0], fit.solution[1]};
    const double first = std::hypot(fit.solution[2], fit.solution[3]);
    for (std::size_t g = 0; g < groups; ++g)
        result.emf.push_back(first / std::hypot(fit.solution[2 + 2 * g], fit.solution[3 + 2 * g]));
    result.chi_square = fit.chi_square;
    result.degrees_of_freedom =
        2 * (static_cast<int>(readings.size()) - static_cast<int>(groups) - 1);
    return result;
}

GroupedFit fewest_groups(std::size_t loads,
                         const std::function<GroupedFit(const Partition&)>& fit) {
    GroupedFit best;
    for (std::size_t groups = 2; groups + 1 < loads; ++groups) {
        best.chi_square = std::numeric_limits<double>::infinity();
        for (unsigned cuts = 0; cuts < (1U << (loads - 1)); ++cuts) {
            const auto group_of = partition(loads, cuts);
            if (group_of.back() + 1 != groups) continue;
            auto found = fit(group_of);
            if (found.chi_square < best.chi_square) best = std::move(found);
        }
        if (best.chi_square < chi_square_limit(best.degrees_of_freedom)) break;
    }
    return best;
}

GroupedFit fit_groups(const std::vector<LineReading>& readings) {
    expects(readings.size() >= 3, "groups need readings with three loads");
    return fewest_groups(readings.size(), [&](const Partition& group_of) {
        GroupedFit best;
        best.chi_square = std::numeric_limits<double>::infinity();
        for (const Complex start : starts(readings, group_of)) {
            auto fit = fit_in_groups(readings, group_of, start);
            if (fit.chi_square < best.chi_square) best = std::move(fit);
        }
        return best;
    });
}

}  // namespace ohmloop::measure
