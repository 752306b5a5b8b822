#include "source_model.hpp"

#include "measure/take/integrity.hpp"

#include "ohmloop/dsp/least_squares.hpp"
#include "ohmloop/measure/needs.hpp"

#include <cmath>
#include <numbers>

namespace ohmloop::measure {

namespace {

using result::Estimate;
using result::Figure;
using result::FigureKey;
using result::Shape;

/// No part is known better than this, so that no single frequency rules the model.
constexpr double least_uncertainty_ohm = 1e-4;

FigureKey key_of(const char* quantity, int channel) {
    FigureKey key;
    key.quantity = quantity;
    key.channel = channel_name(channel);
    return key;
}

struct Reactances {
    double capacitive = 0;  ///< at 997 Hz, positive
    double inductive = 0;
    double capacitive_u = 0;
    double inductive_u = 0;
};

/// Im = x_l f/f0 - x_c f0/f by weighted least squares.
Reactances fit_reactances(const std::vector<double>& hz,
                          const std::vector<ImpedanceEstimate>& estimates) {
    dsp::RealMatrix a{hz.size(), 2, std::vector<double>(2 * hz.size())};
    std::vector<double> b;
    std::vector<double> sigma;
    for (std::size_t i = 0; i < hz.size(); ++i) {
        const double f = hz[i] / reference_hz;
        a.at(i, 0) = -1 / f;
        a.at(i, 1) = f;
        b.push_back(estimates[i].value.imag());
        sigma.push_back(std::hypot(result::standard_uncertainty({0, estimates[i].imaginary}),
                                   least_uncertainty_ohm));
    }
    const auto fit = dsp::solve_weighted(a, b, sigma);
    const double stretch = std::sqrt(
        std::max(1.0, fit.chi_square / std::max(1.0, static_cast<double>(hz.size()) - 2)));
    return {fit.solution[0], fit.solution[1], stretch * std::sqrt(fit.covariance.at(0, 0)),
            stretch * std::sqrt(fit.covariance.at(1, 1))};
}

Estimate mean_resistance(const std::vector<ImpedanceEstimate>& estimates) {
    double weights = 0;
    double sum = 0;
    const ImpedanceEstimate* best = &estimates.front();
    for (const auto& estimate : estimates) {
        const double u =
            std::hypot(result::standard_uncertainty({0, estimate.real}), least_uncertainty_ohm);
        weights += 1 / (u * u);
        sum += estimate.value.real() / (u * u);
        if (result::standard_uncertainty({0, estimate.real}) <
            result::standard_uncertainty({0, best->real}))
            best = &estimate;
    }
    // Loads, contacts and input are common to all frequencies: the best one's budget stands.
    return {sum / weights, best->real};
}

Figure capacitance(const Reactances& x, int channel) {
    const double w0 = 2 * std::numbers::pi * reference_hz;
    const auto key = key_of("coupling_capacitance", channel);
    if (x.capacitive < 3 * x.capacitive_u || x.capacitive <= 0) {
        const double most = std::max(x.capacitive, 0.0) + 2 * x.capacitive_u;
        return most > 0 ? result::bound(key, result::Kind::lower_bound, 1 / (w0 * most), "F",
                                        "no coupling capacitor stands out")
                        : result::not_measured(key, "F", "no coupling capacitor stands out");
    }
    const double value = 1 / (w0 * x.capacitive);
    return result::measured(
        key, {value, {{"reactance fit", value * x.capacitive_u / x.capacitive, Shape::normal, 0}}},
        "F");
}

Figure inductance(const Reactances& x, bool phases_relative, int channel) {
    const double w0 = 2 * std::numbers::pi * reference_hz;
    const auto key = key_of("source_inductance", channel);
    if (phases_relative)
        return result::not_measured(key, "H", "recordings without a common delay hide it");
    if (x.inductive < 3 * x.inductive_u)
        return result::bound(key, result::Kind::upper_bound,
                             (std::max(x.inductive, 0.0) + 2 * x.inductive_u) / w0, "H",
                             "no inductance stands out");
    return result::measured(
        key, {x.inductive / w0, {{"reactance fit", x.inductive_u / w0, Shape::normal, 0}}}, "H");
}

}  // namespace

void report_source_model(const std::vector<double>& frequencies_hz,
                         const std::vector<ImpedanceEstimate>& estimates,
                         const std::optional<DelayFit>& delays, int channel, Findings& findings) {
    if (frequencies_hz.size() < 3) return;
    const auto resistance = mean_resistance(estimates);
    if (resistance.value > result::expanded_uncertainty(resistance))
        findings.figures.push_back(
            result::measured(key_of("source_resistance", channel), resistance, "ohm"));
    const auto x = fit_reactances(frequencies_hz, estimates);
    findings.figures.push_back(capacitance(x, channel));
    findings.figures.push_back(inductance(x, delays.has_value(), channel));
}

}  // namespace ohmloop::measure
