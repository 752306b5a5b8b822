#include "classify/headphone_advice.hpp"

#include "classify/decibels.hpp"
#include "classify/fit_quoter.hpp"
#include "classify/load_fit.hpp"
#include "classify/sentences.hpp"
#include "classify/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::classify {

namespace {

using result::Advice;
using result::HeadphoneFit;
using result::Kind;
using result::Origin;
using result::QuotedFigure;

constexpr double reference_hz = 997;

SourceCurve source_curve(const PortFacts& facts, const Capability& port) {
    const SourceImpedance& source = *port.source;
    // Both channels play alike: each sees the return they share twice.
    const double returned = 2 * port.return_ohm;
    const double ohm = source.resistance_ohm() + returned;
    if (source.at_most) return SourceCurve(ohm, port.coupling_farads);
    if (!source.phase_known) return SourceCurve(ohm);
    auto readings = facts.impedance_curve;
    if (readings.empty()) readings = {{reference_hz, source.ohm}};
    for (auto& reading : readings) reading.ohm += returned;
    return SourceCurve(ohm, port.coupling_farads, readings);
}

double half_width(const Known& known) { return (known.high - known.low) / 2; }

double level_uncertainty_db(const PortFacts& facts) {
    const LoadFacts* open = facts.open();
    if (!open || !open->max_level || !open->max_level->is_measured()) return 0;
    return 20 * std::log10(1 + half_width(*open->max_level) / open->max_level->value);
}

/// "at least ", "at most ", or nothing of what is known.
const char* extent(const HeadphoneFit& fit, std::string_view figure) {
    const Kind kind = kind_of(fit, figure);
    if (kind == Kind::lower_bound) return "at least ";
    return kind == Kind::upper_bound ? "at most " : "";
}

/// What figures of headphones rest on: those of the port that are known.
std::vector<result::FigureName> sources_of(const PortFacts& facts, const Capability& port) {
    const auto channel =
        facts.channel.empty() ? std::nullopt : std::optional<std::string>(facts.channel);
    std::vector<result::FigureName> sources;
    if (!port.source)
        for (const LoadFacts& load : facts.loads)
            if (load.max_level && load.resistance_ohm)
                sources.push_back({"max_level", channel, load.name});
    if (port.clean_emf_v && port.source) sources.push_back({"max_level", channel, "open"});
    if (port.source) sources.push_back({"output_impedance", channel, {}});
    if (port.coupling_farads) sources.push_back({"coupling_capacitance", channel, {}});
    return sources;
}

Phrase whole(const QuotedFigure& figure) {
    return said(figure, fmt::format("{:.0f}", figure.value));
}

/// In place of the power.
constexpr const char* between_modes = ", either way as it lies between two modes of the port";

Phrase said_loudness(const HeadphoneFit& fit, const FitQuoter& quoter, const Capability& port) {
    if (!fit.clean_peak_spl_db) {
        if (fit.power_mw)
            return phrase("gets {}{}, its sensitivity is not known", extent(fit, "power_mw"),
                          quoter.power());
        if (!port.volts) return "how loud it plays needs volts";
        if (is_untried(port, fit.nominal_ohm)) return "how loud it plays needs a load across it";
        return port.source->at_most ? "how loud it plays needs a better known output impedance"
                                    : "how loud it plays needs the port's largest level";
    }
    const auto bound = extent(fit, "clean_peak_spl_db");
    const auto rating = fit.rating == "unsafe" ? "unsafe: start at minimum volume"
                                               : extent(fit, "rating") + fit.rating;
    const double either_way = std::max(1.0, *fit.spl_uncertainty_db);
    return phrase(
        "music at full level {}{} dB SPL ±{} ({}; no test to EN 50332), clean peaks {} dB{}", bound,
        whole(quoter.spl("music_spl", *fit.clean_peak_spl_db - music_peak_db)),
        whole({.name = "spl_uncertainty",
               .value = either_way,
               .unit = "dB",
               .origin = Origin::computed}),
        rating, whole(quoter.spl("clean_peak_spl", *fit.clean_peak_spl_db)),
        fit.power_mw ? phrase(", {}", quoter.power()) : between_modes);
}

Phrase said_damping(const HeadphoneFit& fit, const FitQuoter& quoter) {
    if (!fit.damping) return {};
    const auto damping = phrase("; damping {}{}", extent(fit, "damping"),
                                quoter.ratio("damping", &HeadphoneFit::damping));
    if (fit.impedance == "nominal" || !fit.least_damping) return damping;
    return phrase("{}, {} where its impedance is least", damping,
                  quoter.ratio("least_damping", &HeadphoneFit::least_damping));
}

Phrase said_response(const HeadphoneFit& fit, const FitQuoter& quoter) {
    if (!fit.response_change_db) return "; how its response changes is not known";
    const auto change =
        phrase("; response changes by {}{}", extent(fit, "response_change_db"),
               said(quoter.quote("response_change", "dB", &HeadphoneFit::response_change_db,
                                 "response_change_db")));
    if (!fit.response_change_hz || *fit.response_change_db < 0.01) return change;
    return phrase("{}, most at {}", change,
                  quoter.hertz("response_change_hz", &HeadphoneFit::response_change_hz));
}

Phrase said_bass(const HeadphoneFit& fit, const FitQuoter& quoter) {
    if (!fit.bass_corner_hz) return {};
    return phrase("; bass corner {}{}", extent(fit, "bass_corner_hz"),
                  quoter.hertz("bass_corner_hz", &HeadphoneFit::bass_corner_hz));
}

Phrase said_margin(const HeadphoneFit& fit, const FitQuoter& quoter) {
    if (!fit.current_margin) return {};
    return phrase("; the port can give {}{} times the current full level draws",
                  extent(fit, "current_margin"),
                  quoter.ratio("current_margin", &HeadphoneFit::current_margin));
}

/// A port that full scale overdrives goes on getting louder.
Phrase said_overdrive(const Capability& port, const Quoter& quoter) {
    if (port.overdrive_db <= 1) return {};
    return phrase("; distorted up to {} louder",
                  said(quoter.quote({"overdrive", "dB"},
                                    [](auto&, auto& p) { return std::optional(p.overdrive_db); })));
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

std::optional<HeadphoneFit> fit_of(const PortFacts& facts, const Capability& port,
                                   const profiles::Headphone& headphone);

Phrase sentence_on(const PortFacts& facts, const HeadphoneFit& fit,
                   const profiles::Headphone& headphone, const Capability& port,
                   const Quoter& of_port) {
    const auto refit = [&](const PortFacts& moved, const Capability& there) {
        return fit_of(moved, there, headphone);
    };
    const FitQuoter quoter(fit, refit, sources_of(facts, port), of_port);
    const auto nominal = given({"nominal_impedance", "ohm"}, fit.nominal_ohm);
    return phrase("{} ({}): {}{}{}{}{}{}.", fit.name, said(nominal, worded_knowledge(fit)),
                  said_loudness(fit, quoter, port), said_damping(fit, quoter),
                  said_response(fit, quoter), said_bass(fit, quoter), said_margin(fit, quoter),
                  fit.clean_peak_spl_db ? said_overdrive(port, of_port) : Phrase());
}

/// At full level it is loud or worse, and louder still where its level is only a bound.
bool may_harm(const HeadphoneFit& fit) { return fit.rating == "loud" || fit.rating == "unsafe"; }

/// A bound is worth its words where it warns: "at least quiet" tells nothing.
bool is_worth_telling(const HeadphoneFit& fit) {
    return fit.clean_peak_spl_db &&
           (may_harm(fit) || kind_of(fit, "clean_peak_spl_db") != Kind::lower_bound);
}

/// "loud", "at least loud"; nothing is worse than unsafe.
std::string worded_rating(const HeadphoneFit& fit) {
    return fit.rating == "unsafe" ? fit.rating : extent(fit, "rating") + fit.rating;
}

/// "102", or "89 to 91" between two modes of a port that senses its load.
Phrase said_music(const HeadphoneFit& fit, const std::vector<result::FigureName>& sources,
                  const Capability& port) {
    const auto quoted = [&](double db) { return whole(quoted_spl(fit, sources, "music_spl", db)); };
    const double music_db = *fit.clean_peak_spl_db - music_peak_db;
    const auto given = deliver(port, fit.nominal_ohm);
    if (!given || !given->least_volts) return quoted(music_db);
    const double half_db = decibels(given->volts / *given->least_volts) / 2;
    return phrase("{} to {}", quoted(music_db - half_db), quoted(music_db + half_db));
}

/// What no load tested limits what is "at most".
const char* if_current_allows(const Capability& port) {
    return !port.heaviest && port.clean_emf_v ? " (if its current allows, which no load tested)"
                                              : "";
}

/// "102 dB SPL on 16 Ω (unsafe), 99 on 32 Ω, at least 92 on 300 Ω (at least loud)": a rating at its
/// last.
Phrase said_typical(const std::vector<HeadphoneFit>& fits,
                    const std::vector<result::FigureName>& sources, const Capability& port) {
    Phrase text;
    for (std::size_t i = 0; i < fits.size(); ++i) {
        const HeadphoneFit& fit = fits[i];
        const std::string rating = worded_rating(fit);
        const bool last = i + 1 == fits.size() || worded_rating(fits[i + 1]) != rating;
        text =
            phrase("{}{}{}{}{} on {}{}", text, i > 0 ? ", " : "", extent(fit, "clean_peak_spl_db"),
                   said_music(fit, sources, port), i == 0 ? " dB SPL" : "",
                   worded_ohms(fit.nominal_ohm), last ? " (" + rating + ")" : std::string());
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
        drive.least_emf_v = emf->least_volts;
        drive.overdrive_db = port.overdrive_db;
        drive.emf_uncertainty_db = level_uncertainty_db(facts);
    }
    if (port.heaviest) {
        const auto& clean = port.heaviest->clean_amperes;
        drive.current_a = clean ? clean : port.heaviest->amperes;
        drive.current_is_limit = port.heaviest->limited && port.heaviest->amperes;
    }
    drive.current_is_untried = is_untried(port, nominal_ohm);
    drive.coupling_farads = port.coupling_farads;
    return drive;
}

namespace {

std::optional<HeadphoneFit> fit_of(const PortFacts& facts, const Capability& port,
                                   const profiles::Headphone& headphone) {
    if (const auto drive = headphone_drive(facts, port, headphone.nominal_ohm))
        return headphone_fit(*drive, headphone);
    return fit_to_load_like(facts, headphone);
}

}  // namespace

std::vector<Advice> headphone_advice(const PortFacts& facts, const Capability& port,
                                     const Quoter& quoter,
                                     std::span<const profiles::Headphone> asked) {
    Sentences sentences;
    for (const auto& headphone : asked) {
        const auto fit = fit_of(facts, port, headphone);
        if (!fit) {
            sentences.add("headphone", headphone.title +
                                           ": the port's output impedance is not "
                                           "known, and nothing without it.");
            continue;
        }
        sentences.add("headphone", sentence_on(facts, *fit, headphone, port, quoter), {*fit});
    }
    return std::move(sentences).all();
}

std::vector<HeadphoneFit> typical_fits(const PortFacts& facts, const Capability& port) {
    if (!port.source) return fits_to_loads(facts);
    std::vector<HeadphoneFit> fits;
    for (const auto& headphone : profiles::typical_headphones())
        if (const auto drive = headphone_drive(facts, port, headphone.nominal_ohm))
            fits.push_back(headphone_fit(*drive, headphone));
    return fits;
}

std::vector<Advice> typical_headphone_advice(const PortFacts& facts, const Capability& port,
                                             const Quoter& quoter,
                                             const std::vector<HeadphoneFit>& typical) {
    auto told = typical;
    std::erase_if(told, [](const HeadphoneFit& fit) { return !is_worth_telling(fit); });
    if (told.empty()) return {};
    Sentences sentences;
    sentences.add(
        "headphones",
        phrase("Music at full level: {}{}{}; for headphones of {}, ±{}; no test to EN 50332.",
               said_typical(told, sources_of(facts, port), port), if_current_allows(port),
               said_overdrive(port, quoter),
               said(given({"sensitivity", "dB/mW"}, 100), "100 dB/mW"),
               said(given({"sensitivity_uncertainty", "dB"}, 10), "10 dB")),
        typical);
    return std::move(sentences).all();
}

}  // namespace ohmloop::classify
