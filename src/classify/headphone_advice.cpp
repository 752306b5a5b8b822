#include "classify/headphone_advice.hpp"

#include "classify/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::classify {

namespace {

using result::Advice;
using result::HeadphoneFit;

constexpr double reference_hz = 997;

SourceCurve source_curve(const PortFacts& facts, const Capability& port) {
    const SourceImpedance& source = *port.source;
    if (source.at_most) return SourceCurve(source.resistance_ohm(), port.coupling_farads);
    if (!source.phase_known) return SourceCurve(source.resistance_ohm());
    if (!facts.impedance_curve.empty())
        return SourceCurve(source.resistance_ohm(), port.coupling_farads, facts.impedance_curve);
    return SourceCurve(source.resistance_ohm(), port.coupling_farads, {{reference_hz, source.ohm}});
}

double half_width(const Known& known) { return (known.high - known.low) / 2; }

double level_uncertainty_db(const PortFacts& facts) {
    const LoadFacts* open = facts.open();
    if (!open || !open->max_level || !open->max_level->is_measured()) return 0;
    return 20 * std::log10(1 + half_width(*open->max_level) / open->max_level->value);
}

bool is_bound(const HeadphoneFit& fit, std::string_view figure) {
    return std::ranges::count(fit.lower_bounds, figure) +
               std::ranges::count(fit.upper_bounds, figure) >
           0;
}

const char* at_least(const HeadphoneFit& fit, std::string_view figure) {
    return is_bound(fit, figure) ? "at least " : "";
}

const char* at_most(const HeadphoneFit& fit, std::string_view figure) {
    return is_bound(fit, figure) ? "at most " : "";
}

std::string worded_hertz(double hz) {
    return hz < 1000 ? fmt::format("{:.0f} Hz", hz) : fmt::format("{:.1f} kHz", hz / 1000);
}

/// "35", "4.1", "0.17": two digits and more.
std::string worded_ratio(double ratio) {
    return ratio < 10 ? fmt::format("{:.2g}", ratio) : fmt::format("{:.0f}", ratio);
}

std::string worded_loudness(const HeadphoneFit& fit, const Capability& port) {
    if (!fit.clean_peak_spl_db) {
        if (fit.power_mw)
            return fmt::format("gets {}{}, its sensitivity is not known", at_least(fit, "power_mw"),
                               worded_watts(*fit.power_mw / 1e3));
        if (!port.volts) return "how loud it plays needs volts";
        return port.source->at_most ? "how loud it plays needs a better known output impedance"
                                    : "how loud it plays needs the port's largest level";
    }
    const auto bound = at_least(fit, "clean_peak_spl_db");
    const auto rating =
        fit.rating == "unsafe" ? "unsafe: start at minimum volume" : bound + fit.rating;
    return fmt::format(
        "music at full level {}{:.0f} dB SPL ±{:.0f} ({}; no test to EN 50332), clean peaks {:.0f} "
        "dB, {}",
        bound, *fit.clean_peak_spl_db - music_peak_db, std::max(1.0, *fit.spl_uncertainty_db),
        rating, *fit.clean_peak_spl_db, worded_watts(*fit.power_mw / 1e3));
}

std::string worded_damping(const HeadphoneFit& fit) {
    if (!fit.damping) return {};
    const auto bound = at_least(fit, "damping");
    if (fit.impedance == "nominal")
        return fmt::format("; damping {}{}", bound, worded_ratio(*fit.damping));
    return fmt::format("; damping {}{}, {} where its impedance is least", bound,
                       worded_ratio(*fit.damping), worded_ratio(*fit.least_damping));
}

std::string worded_response(const HeadphoneFit& fit) {
    if (!fit.response_change_db) return "; how its response changes is not known";
    const auto text = fmt::format("; response changes by {}{}", at_most(fit, "response_change_db"),
                                  worded_decibels(*fit.response_change_db));
    if (!fit.response_change_hz || *fit.response_change_db < 0.01) return text;
    return text + ", most at " + worded_hertz(*fit.response_change_hz);
}

std::string worded_bass(const HeadphoneFit& fit) {
    if (!fit.bass_corner_hz) return {};
    return fmt::format("; bass corner {}{}", at_most(fit, "bass_corner_hz"),
                       worded_hertz(*fit.bass_corner_hz));
}

std::string worded_margin(const HeadphoneFit& fit) {
    if (!fit.current_margin) return {};
    const bool more = std::ranges::count(fit.lower_bounds, "current_margin") > 0;
    const bool less = std::ranges::count(fit.upper_bounds, "current_margin") > 0;
    return fmt::format("; the port can give {}{} times the current full level draws",
                       more   ? "at least "
                       : less ? "at most "
                              : "",
                       worded_ratio(*fit.current_margin));
}

/// "300 Ω, impedance modelled, sensitivity measured"
std::string worded_knowledge(const HeadphoneFit& fit) {
    const auto impedance = fit.impedance == "curve"     ? ", measured curve"
                           : fit.impedance == "nominal" ? ", its curve not known"
                           : fit.impedance == "flat"    ? ", flat"
                                                        : ", curve modelled";
    const auto sensitivity = fit.sensitivity.empty() ? "" : ", " + fit.sensitivity + " sensitivity";
    return worded_ohms(fit.nominal_ohm) + impedance + sensitivity;
}

Advice advice_on(const HeadphoneFit& fit, const Capability& port) {
    auto text = fmt::format("{} ({}): {}{}{}{}{}.", fit.name, worded_knowledge(fit),
                            worded_loudness(fit, port), worded_damping(fit), worded_response(fit),
                            worded_bass(fit), worded_margin(fit));
    return {"headphone", std::move(text), {fit}};
}

/// "102 dB SPL on 16 Ω (unsafe), 99 on 32 Ω, 92 on 300 Ω (loud)": a rating at its last.
std::string worded_typical(const std::vector<HeadphoneFit>& fits) {
    std::string text;
    for (std::size_t i = 0; i < fits.size(); ++i) {
        text += fmt::format("{}{:.0f}{} on {}", i > 0 ? ", " : "",
                            *fits[i].clean_peak_spl_db - music_peak_db, i == 0 ? " dB SPL" : "",
                            worded_ohms(fits[i].nominal_ohm));
        if (i + 1 == fits.size() || fits[i + 1].rating != fits[i].rating)
            text += " (" + fits[i].rating + ")";
    }
    return text;
}

}  // namespace

std::optional<HeadphoneDrive> headphone_drive(const PortFacts& facts, const Capability& port,
                                              double nominal_ohm) {
    if (!port.source) return {};
    HeadphoneDrive drive{.impedance = source_curve(facts, port)};
    drive.impedance_is_bound = port.source->at_most;
    if (const auto& impedance = facts.impedance_ohm; impedance && impedance->is_measured())
        drive.impedance_uncertainty_ohm = half_width(*impedance);
    if (const auto emf = emf_with(port, nominal_ohm)) {
        drive.emf_v = emf->volts;
        drive.emf_is_bound = emf->is_bound;
        drive.emf_uncertainty_db = level_uncertainty_db(facts);
    }
    if (port.heaviest) {
        drive.current_a = port.heaviest->amperes;
        drive.current_is_limit = port.heaviest->limited && port.heaviest->amperes;
    }
    drive.coupling_farads = port.coupling_farads;
    return drive;
}

std::vector<Advice> headphone_advice(const PortFacts& facts, const Capability& port,
                                     std::span<const profiles::Headphone> asked) {
    std::vector<Advice> sentences;
    for (const auto& headphone : asked) {
        if (const auto drive = headphone_drive(facts, port, headphone.nominal_ohm))
            sentences.push_back(advice_on(headphone_fit(*drive, headphone), port));
        else
            sentences.push_back({"headphone",
                                 headphone.title + ": the port's output impedance is not known, "
                                                   "and nothing without it.",
                                 {}});
    }
    return sentences;
}

std::vector<HeadphoneFit> typical_fits(const PortFacts& facts, const Capability& port) {
    std::vector<HeadphoneFit> fits;
    for (const auto& headphone : profiles::typical_headphones())
        if (const auto drive = headphone_drive(facts, port, headphone.nominal_ohm))
            fits.push_back(headphone_fit(*drive, headphone));
    return fits;
}

std::vector<Advice> typical_headphone_advice(const std::vector<HeadphoneFit>& typical) {
    auto told = typical;
    std::erase_if(told, [](const HeadphoneFit& fit) {
        return !fit.clean_peak_spl_db || is_bound(fit, "clean_peak_spl_db");
    });
    if (told.empty()) return {};
    return {{"headphones",
             fmt::format("Music at full level: {}; for headphones of 100 dB/mW, ±10 dB; no test to "
                         "EN 50332.",
                         worded_typical(told)),
             typical}};
}

}  // namespace ohmloop::classify
