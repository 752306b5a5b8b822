#include "classify/wording.hpp"

#include "ohmloop/units/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::classify {

std::string worded_ohms(double ohms) {
    if (ohms < 1) return fmt::format("{:.3f} Ω", ohms);
    const double rounded = std::stod(fmt::format("{:.3g}", ohms));
    if (rounded < 1e3) return fmt::format("{:.3g} Ω", rounded);
    return rounded < 1e6 ? fmt::format("{:.4g} kΩ", rounded / 1e3)
                         : fmt::format("{:.4g} MΩ", rounded / 1e6);
}

std::string worded_ohms(const Known& impedance) {
    const auto value = worded_ohms(impedance.value);
    if (impedance.kind == result::Kind::upper_bound) return "below " + value;
    if (impedance.kind == result::Kind::lower_bound) return "above " + value;
    return value;
}

std::string worded_amperes(double amperes) { return print(Amperes(amperes), 3); }

std::string worded_volts(double volts) { return print(Volts(volts), 3); }

std::string worded_watts(double watts) { return print(Watts(watts), 3); }

std::string worded_decibels(double decibels) {
    if (std::abs(decibels) < 0.01) return "less than 0.01 dB";
    return fmt::format("{:.{}f} dB", decibels, std::abs(decibels) < 1 ? 2 : 1);
}

std::string worded_dbv(double volts) {
    // Adding zero turns a rounded -0.0 into 0.0.
    return fmt::format("{:+.1f} dBV", std::round(200 * std::log10(volts)) / 10 + 0.0);
}

std::string worded_limit(const std::string& limited_by) {
    if (limited_by == "load_rating") return "the load's power rating";
    if (limited_by == "input_full_scale") return "the recording input's full scale";
    if (limited_by == "ceiling") return "the highest level played";
    std::string words = limited_by;
    std::ranges::replace(words, '_', ' ');
    return words;
}

std::string worded_most(const Capability& port) {
    return port.emf_is_bound ? "at least " : "up to ";
}

}  // namespace ohmloop::classify
