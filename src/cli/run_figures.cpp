#include "ohmloop/cli/recorded_run.hpp"
#include "ohmloop/result/json.hpp"

#include <cmath>

namespace ohmloop::cli {

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
