#include "ohmloop/cli/input_settings.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace ohmloop::cli {

namespace {

using profiles::Toleranced;

/// "10k:1%" by a parser of its value.
template <class Parser>
Toleranced parse_toleranced(std::string_view text, const Parser& parser, double otherwise) {
    const auto colon = text.find(':');
    const double value = parser(text.substr(0, colon)).value();
    if (colon == std::string_view::npos) return {value, otherwise};
    return {value, parse_tolerance(text.substr(colon + 1))};
}

struct InputImpedance {
    Toleranced resistance_ohm;
    std::optional<Toleranced> capacitance_pf;
};

InputImpedance parse_input_impedance(std::string_view text, const InputTolerances& otherwise) {
    const auto comma = text.find(',');
    InputImpedance impedance;
    impedance.resistance_ohm =
        parse_toleranced(text.substr(0, comma), parse_ohms, otherwise.resistance);
    const double ohms = impedance.resistance_ohm.value;
    if (!(ohms >= 1 && ohms <= 1e9)) throw ParseError("an input has 1 ohm to 1 Gohm");
    if (comma == std::string_view::npos) return impedance;
    auto farads = parse_toleranced(text.substr(comma + 1), parse_picofarads, otherwise.capacitance);
    if (farads.value > 1e-6) throw ParseError("an input has at most 1 uF");
    impedance.capacitance_pf = Toleranced{farads.value * 1e12, farads.tolerance};
    return impedance;
}

Volts parse_full_scale(std::string_view text) {
    const Volts volts = parse_volts(text);
    if (!(volts >= Volts(1e-3) && volts <= Volts(1000)))
        throw ParseError("the full scale of an input is 1 mV to 1 kV, pads included");
    return volts;
}

/// All levels in volts go with it: what is said against a profile is not said in silence.
std::string told_of_rescaling(const std::optional<Toleranced>& profile, Volts full_scale) {
    if (!profile || profile->value == full_scale.value()) return {};
    return fmt::format(": full scale {:.4g} V, not the profile's {:.4g} V, levels times {:.3g}",
                       full_scale.value(), profile->value, full_scale.value() / profile->value);
}

}  // namespace

result::InputSetup InputKnowledge::setup() const {
    result::InputSetup setup;
    setup.source = source;
    if (!card) return setup;
    if (card->input_resistance_ohm) setup.resistance_ohm = card->input_resistance_ohm->value;
    if (card->input_capacitance_pf) setup.capacitance_pf = card->input_capacitance_pf->value;
    if (card->full_scale_v) setup.full_scale_v = card->full_scale_v->value;
    return setup;
}

InputKnowledge read_input(const Options& options, std::optional<profiles::SoundCard> profile,
                          const InputTolerances& otherwise) {
    const auto impedance = options.read("input-impedance", [&](const std::string& text) {
        return parse_input_impedance(text, otherwise);
    });
    const auto full_scale = options.read("input-full-scale", parse_full_scale);
    InputKnowledge known{std::move(profile), ""};
    if (known.card) known.source = "profile " + known.card->name;
    if (impedance || full_scale) {
        known.source += known.source.empty() ? "command line" : ", command line";
        if (!known.card) known.card.emplace();
    }
    if (impedance) {
        known.card->input_resistance_ohm = impedance->resistance_ohm;
        if (impedance->capacitance_pf) known.card->input_capacitance_pf = impedance->capacitance_pf;
    }
    if (full_scale) {
        known.source += told_of_rescaling(known.card->full_scale_v, *full_scale);
        known.card->full_scale_v = Toleranced{full_scale->value(), otherwise.full_scale};
    }
    if (known.source.empty()) known.source = "assumed";
    return known;
}

}  // namespace ohmloop::cli
