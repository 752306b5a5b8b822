#include "source_model.hpp"

#include "measure/take/integrity.hpp"

#include "ohmloop/dsp/least_squares.hpp"
#include "ohmloop/measure/needs.hpp"

#include <cmath>
#include <map>
#include <numbers>
#include <string>
#include <utility>

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

/// At 997 Hz; the capacitive one positive.
struct Reactances {
    Estimate capacitive;
    Estimate inductive;
};

/// Im = x_l f/f0 - x_c f0/f by weighted least squares.
class ReactanceFit {
  public:
    ReactanceFit(const std::vector<double>& hz, const std::vector<ImpedanceEstimate>& estimates)
        : estimates_(estimates), design_{hz.size(), 2, std::vector<double>(2 * hz.size())} {
        for (std::size_t i = 0; i < hz.size(); ++i) {
            const double f = hz[i] / reference_hz;
            design_.at(i, 0) = -1 / f;
            design_.at(i, 1) = f;
            sigma_.push_back(std::hypot(result::standard_uncertainty({0, estimates[i].imaginary}),
                                        least_uncertainty_ohm));
        }
    }

    [[nodiscard]] Reactances reactances() const {
        std::vector<double> imaginary;
        for (const auto& estimate : estimates_) imaginary.push_back(estimate.value.imag());
        const auto fit = dsp::solve_weighted(design_, imaginary, sigma_);
        Reactances found{{fit.solution[0], {}}, {fit.solution[1], {}}};
        add_common(found);
        add_scatter(found);
        add_misfit(found, fit);
        return found;
    }

  private:
    [[nodiscard]] std::vector<double> carried(const std::vector<double>& errors) const {
        return dsp::solve_weighted(design_, errors, sigma_).solution;
    }

    /// Loads, contacts, drift and the input err alike at all frequencies: the fit, being linear,
    /// carries each source's errors into its parts as it carries the readings.
    void add_common(Reactances& found) const {
        std::map<std::string, std::pair<Shape, std::vector<double>>> sources;
        for (std::size_t i = 0; i < estimates_.size(); ++i)
            for (const auto& term : estimates_[i].imaginary) {
                if (is_noise(term)) continue;
                auto& [shape, errors] = sources[term.source];
                shape = term.shape;
                errors.resize(estimates_.size());
                errors[i] += term.cu;
            }
        for (const auto& [source, common] : sources) {
            const auto parts = carried(common.second);
            found.capacitive.terms.push_back({source, parts[0], common.first, 0});
            found.inductive.terms.push_back({source, parts[1], common.first, 0});
        }
    }

    /// Noise is each frequency's own.
    void add_scatter(Reactances& found) const {
        double capacitive = 0;
        double inductive = 0;
        for (std::size_t i = 0; i < estimates_.size(); ++i) {
            double power = least_uncertainty_ohm * least_uncertainty_ohm;
            for (const auto& term : estimates_[i].imaginary)
                if (is_noise(term)) power += term.cu * term.cu;
            std::vector<double> errors(estimates_.size());
            errors[i] = std::sqrt(power);
            const auto parts = carried(errors);
            capacitive = std::hypot(capacitive, parts[0]);
            inductive = std::hypot(inductive, parts[1]);
        }
        found.capacitive.terms.push_back({"noise", capacitive, Shape::normal, 0});
        found.inductive.terms.push_back({"noise", inductive, Shape::normal, 0});
    }

    /// What a capacitor and an inductance leave unexplained.
    void add_misfit(Reactances& found, const dsp::LinearFit& fit) const {
        const double freedom = static_cast<double>(sigma_.size()) - 2;
        const double excess = freedom > 0 ? fit.chi_square / freedom - 1 : 0;
        if (excess <= 0) return;
        const double stretch = std::sqrt(excess);
        found.capacitive.terms.push_back(
            {"misfit", stretch * std::sqrt(fit.covariance.at(0, 0)), Shape::normal, 0});
        found.inductive.terms.push_back(
            {"misfit", stretch * std::sqrt(fit.covariance.at(1, 1)), Shape::normal, 0});
    }

    static bool is_noise(const result::Term& term) { return term.source.rfind("noise", 0) == 0; }

    const std::vector<ImpedanceEstimate>& estimates_;
    dsp::RealMatrix design_;
    std::vector<double> sigma_;
};

/// The same in another unit.
Estimate scaled(Estimate estimate, double factor) {
    estimate.value *= factor;
    for (auto& term : estimate.terms) term.cu *= factor;
    return estimate;
}

/// Stands out of what it is known to.
bool stands_out(const Estimate& part) {
    return part.value > 0 && part.value >= 3 * result::standard_uncertainty(part);
}

double most_of(const Estimate& part) {
    return std::max(part.value, 0.0) + 2 * result::standard_uncertainty(part);
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

/// No output has more: into 16 ohm 10 mF pass 1 Hz. What looks like it is some microradians that
/// stand out at the lowest tone.
constexpr double largest_capacitor_f = 10e-3;

Figure capacitance(const Estimate& x, int channel) {
    const double w0 = 2 * std::numbers::pi * reference_hz;
    const auto key = key_of("coupling_capacitance", channel);
    if (!stands_out(x) || 1 / (w0 * x.value) > largest_capacitor_f)
        return result::bound(key, result::Kind::lower_bound, 1 / (w0 * most_of(x)), "F",
                             "no coupling capacitor stands out");
    // C = 1/(w0 x): dC/C = -dx/x.
    auto estimate = scaled(x, -1 / (w0 * x.value * x.value));
    estimate.value = 1 / (w0 * x.value);
    return result::measured(key, estimate, "F");
}

Figure inductance(const Estimate& x, bool phases_relative, int channel) {
    const double w0 = 2 * std::numbers::pi * reference_hz;
    const auto key = key_of("source_inductance", channel);
    if (phases_relative)
        return result::not_measured(key, "H", "recordings without a common delay hide it");
    if (!stands_out(x))
        return result::bound(key, result::Kind::upper_bound, most_of(x) / w0, "H",
                             "no inductance stands out");
    return result::measured(key, scaled(x, 1 / w0), "H");
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
    const auto x = ReactanceFit(frequencies_hz, estimates).reactances();
    findings.figures.push_back(capacitance(x.capacitive, channel));
    findings.figures.push_back(inductance(x.inductive, delays.has_value(), channel));
}

}  // namespace ohmloop::measure
