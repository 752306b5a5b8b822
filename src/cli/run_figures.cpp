#include "ohmloop/cli/recorded_run.hpp"
#include "ohmloop/result/json.hpp"

#include <cmath>

namespace ohmloop::cli {

namespace {

result::TolerancedFigure figure_of(const profiles::Toleranced& value) {
    return {value.value, value.tolerance};
}

profiles::Toleranced toleranced(const result::TolerancedFigure& figure) {
    return {figure.value, figure.tolerance};
}

/// Half-width of the shortest 95 % interval of a rectangular distribution, per its half-width.
constexpr double rectangular_coverage = 0.95;

}  // namespace

result::InputFigures figures_of(const measure::InputModel& model) {
    result::InputFigures figures;
    figures.resistance_ohm = figure_of(model.resistance_ohm);
    figures.capacitance_pf = figure_of(model.capacitance_pf);
    if (model.full_scale_v) figures.full_scale_v = figure_of(*model.full_scale_v);
    figures.noise_v = model.noise_v;
    figures.noise_averaging_s = model.noise_averaging_s;
    figures.high_pass_hz = model.high_pass_hz;
    figures.repeatability_db = model.repeatability_db;
    figures.impedance_known = model.impedance_known;
    figures.polarity_inverted = model.polarity_inverted;
    return figures;
}

measure::InputModel model_of(const result::InputFigures& figures) {
    measure::InputModel model;
    model.resistance_ohm = toleranced(figures.resistance_ohm);
    model.capacitance_pf = toleranced(figures.capacitance_pf);
    if (figures.full_scale_v) model.full_scale_v = toleranced(*figures.full_scale_v);
    model.noise_v = figures.noise_v;
    model.noise_averaging_s = figures.noise_averaging_s;
    model.high_pass_hz = figures.high_pass_hz;
    model.repeatability_db = figures.repeatability_db;
    model.impedance_known = figures.impedance_known;
    model.polarity_inverted = figures.polarity_inverted;
    return model;
}

result::LoadFigures figures_of(const profiles::Load& load) {
    result::LoadFigures figures{load.name, {}, load.tolerance, load.contact_ohm, {}};
    if (!load.is_open()) figures.resistance_ohm = load.resistance_ohm;
    if (std::isfinite(load.power_w)) figures.power_w = load.power_w;
    return figures;
}

profiles::Load load_of(const result::LoadFigures& figures) {
    constexpr double none = std::numeric_limits<double>::infinity();
    return {figures.name, figures.resistance_ohm.value_or(none), figures.tolerance,
            figures.contact_ohm, figures.power_w.value_or(none)};
}

result::LoadSetup setup_of(const profiles::Load& load) {
    if (load.is_open()) return {load.name, {}, {}};
    return {load.name, load.resistance_ohm,
            rectangular_coverage * load.tolerance * load.resistance_ohm};
}

std::string word_for(signal::Wiring wiring) {
    if (wiring == signal::Wiring::left) return "left";
    return wiring == signal::Wiring::right ? "right" : "stereo";
}

signal::Wiring wiring_of(const std::string& word) {
    if (word == "stereo") return signal::Wiring::stereo;
    if (word == "left") return signal::Wiring::left;
    if (word == "right") return signal::Wiring::right;
    throw result::MalformedResult("unknown wiring '" + word + "'");
}

}  // namespace ohmloop::cli
