#include "ohmloop/cli/recorded_run.hpp"
#include "ohmloop/result/json.hpp"

#include <cmath>

namespace ohmloop::cli {

namespace {

// The analysis' own types and those of a manifest, which knows no analysis, name the same fields.
result::TolerancedFigure twin(const profiles::Toleranced& value) {
    return {value.value, value.tolerance};
}
profiles::Toleranced twin(const result::TolerancedFigure& figure) {
    return {figure.value, figure.tolerance};
}

template <class Input>
Input twin_as(const auto& input) {
    Input result;
    result.resistance_ohm = twin(input.resistance_ohm);
    result.capacitance_pf = twin(input.capacitance_pf);
    if (input.full_scale_v) result.full_scale_v = twin(*input.full_scale_v);
    result.noise_v = input.noise_v;
    result.noise_averaging_s = input.noise_averaging_s;
    result.thd_db = input.thd_db;
    result.high_pass_hz = input.high_pass_hz;
    result.repeatability_db = input.repeatability_db;
    result.polarity_inverted = input.polarity_inverted;
    return result;
}

}  // namespace

result::InputFigures figures_of(const measure::InputModel& model) {
    return twin_as<result::InputFigures>(model);
}

measure::InputModel model_of(const result::InputFigures& figures) {
    return twin_as<measure::InputModel>(figures);
}

result::LoadFigures figures_of(const profiles::Load& load) {
    result::LoadFigures figures{load.name,        {}, load.tolerance,
                                load.contact_ohm, {}, load.scale_uncertainty};
    if (!load.is_open()) figures.resistance_ohm = load.resistance_ohm;
    if (std::isfinite(load.power_w)) figures.power_w = load.power_w;
    return figures;
}

profiles::Load load_of(const result::LoadFigures& figures) {
    constexpr double none = std::numeric_limits<double>::infinity();
    return {figures.name,        figures.resistance_ohm.value_or(none), figures.tolerance,
            figures.contact_ohm, figures.power_w.value_or(none),        figures.scale_uncertainty};
}

result::LoadSetup setup_of(const profiles::Load& load) {
    if (load.is_open()) return {load.name, {}, {}};
    const double r = load.resistance_ohm;
    const result::Estimate resistance{
        r,
        {{"tolerance", load.tolerance * r / std::sqrt(3.0), result::Shape::rectangular, 0},
         {"scale", load.scale_uncertainty * r, result::Shape::normal, 0}}};
    return {load.name, r, result::expanded_uncertainty(resistance)};
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
