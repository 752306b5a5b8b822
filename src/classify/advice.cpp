#include "ohmloop/classify/advice.hpp"

#include "classify/capability_grid.hpp"
#include "classify/decibels.hpp"
#include "classify/headphone_advice.hpp"
#include "classify/line_advice.hpp"
#include "classify/noise_under_load.hpp"
#include "classify/sentences.hpp"
#include "classify/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <iterator>
#include <utility>

namespace ohmloop::classify {

namespace {

using Fits = std::vector<result::HeadphoneFit>;

void advise_without_volts(const Capability& port, Sentences& sentences) {
    if (!port.volts)
        sentences.add("volts",
                      "No volts are known: how strong it is for line inputs, how loud, what power "
                      "and current it gives is open until the input's full scale is "
                      "(--input-full-scale).");
    else if (!port.clean_emf_v)
        sentences.add("volts",
                      "Its maximum level is not known: how strong it is for line inputs, how loud "
                      "and what power it gives is open.");
}

/// A usual resistor between the two, else their middle.
double load_between(const SensedGap& gap) {
    for (const double ohm : {300.0, 600.0, 150.0, 47.0, 22.0, 1000.0, 2200.0})
        if (gap.above_ohm < ohm && ohm < gap.below_ohm) return ohm;
    return std::sqrt(gap.above_ohm * gap.below_ohm);
}

Phrase capitalized(Phrase phrase) {
    phrase.text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(phrase.text[0])));
    return phrase;
}

/// Between two groups nobody knows which of their levels a load gets, or whether another.
Phrase said_gaps(const Capability& port) {
    Phrase where;
    Phrase loads;
    for (const SensedGap& gap : sensed_gaps(port)) {
        const char* link = where.empty() ? "" : ", and ";
        where = phrase("{}{}between {} and {}", where, link,
                       said(given({"above_load", "ohm"}, gap.above_ohm)),
                       said(given({"below_load", "ohm"}, gap.below_ohm)));
        loads = phrase("{}{}{}", loads, loads.empty() ? "" : " and ",
                       said(given({"load_between", "ohm"}, load_between(gap))));
    }
    if (where.empty()) return {};
    return phrase(
        " {} it may be either level or another, louder one: start at minimum volume with "
        "such loads, and add {} to the others.",
        capitalized(where), loads);
}

void advise_load_sensing(const PortFacts& facts, const Capability& port, Sentences& sentences) {
    if (!facts.load_sensing) return;
    sentences.add("load_sensing", phrase("It sets its level by the load it finds: re-plug after "
                                         "changing the load, then judge.{}",
                                         said_gaps(port)));
}

/// A linear source's noise falls with its divider as its signal does; with one load there is
/// nothing else to tell a port that senses it from one of that impedance.
void advise_on_steady_noise(const PortFacts& facts, const Quoter& quoter, Sentences& sentences) {
    const auto kept = noise_kept_db(facts);
    if (!kept) return;
    const double ohm = *facts.heaviest()->resistance_ohm;
    const auto drop = quoter.quote({"load_drop", "dB", ohm},
                                   [](auto& f, auto&) { return f.heaviest()->drop_db; });
    const auto noise = quoter.quote({"noise_change", "dB", ohm},
                                    [](auto& f, auto&) { return noise_change_db(f); });
    sentences.add(
        "load_sensing",
        phrase("It may sense its load: with {} its level falls by {}, its noise by {}, "
               "where one linear source's fall alike. Its impedance and all that rests on "
               "it are in doubt until loads between are measured, such as 4.7 kΩ and "
               "100 Ω.",
               worded_ohms(ohm), said(drop, worded_decibels(-drop.value)),
               said(noise, noise.value > -0.1 ? "nothing" : worded_decibels(-noise.value))));
}

/// What each channel finds of the other's signal: the return's share of it.
void advise_on_return(const Capability& port, const Quoter& quoter, Sentences& sentences) {
    if (return_crosstalk_db(port, 32).value_or(-99) < audible_crosstalk_db) return;
    const auto crosstalk = [&](double ohm) {
        const auto db = quoter.quote({"crosstalk", "dB", ohm},
                                     [ohm](auto&, auto& p) { return return_crosstalk_db(p, ohm); });
        return said(db, fmt::format("{:.0f} dB", db.value));
    };
    const auto ground = quoter.quote({"shared_return", "ohm"},
                                     [](auto&, auto& p) { return std::optional(p.return_ohm); });
    sentences.add(
        "crosstalk",
        phrase("Its channels share a return of {}: each lets {} of itself into the other on 32 Ω, "
               "{} on 300 Ω, inverted, and both playing alike lose by it as by {} more output "
               "impedance, which power and loudness count.",
               said(ground), crosstalk(32), crosstalk(300), worded_ohms(2 * port.return_ohm)));
}

/// What harms headphones, ears and line inputs at full level.
void advise_caution(const Capability& port, const Quoter& quoter, Sentences& sentences) {
    constexpr double harmful_w = 0.5;
    constexpr double loudspeaker_v = 8;
    const auto watts = [](auto&, auto& p) {
        const auto given = deliver(p, 32);
        return given ? std::optional(given->watts) : std::nullopt;
    };
    const auto given = deliver(port, 32);
    if (!given || given->watts <= harmful_w) return;
    const bool for_loudspeakers =
        !port.source->at_most && port.source->resistance_ohm() < 1 && given->volts > loudspeaker_v;
    sentences.add(
        "strong",
        phrase("It {} {} {} into 32 Ω, which can harm ears, headphones and inputs: start "
               "at minimum volume{}.",
               given->at_most ? "may give" : "gives", given->at_least ? "at least" : "up to",
               said(quoter.quote({"power", "W", 32, given->kind()}, watts)),
               for_loudspeakers ? "; made for loudspeakers, its minus terminal may not be ground"
                                : ""));
}

/// The tables of headphones show what is clean.
void advise_overdrive(const Capability& port, const Quoter& quoter, Sentences& sentences) {
    if (port.overdrive_db <= 1 || !port.clean_emf_v) return;
    sentences.add(
        "strong",
        phrase("Full scale overdrives it by {}: distorted, it plays that much louder than "
               "its clean peaks, which the ratings of headphones count.",
               said(quoter.quote({"overdrive", "dB"},
                                 [](auto&, auto& p) { return std::optional(p.overdrive_db); }))));
}

void advise_damping(const Capability& port, const Quoter& quoter, Fits fits, Sentences& sentences) {
    if (!port.source || slack_db(*port.source, 32) > most_slack_db) return;
    const bool bound = port.source->at_most;
    const auto change = [&](double ohm) {
        const auto kind = bound ? result::Kind::upper_bound : result::Kind::measured;
        return said(quoter.quote({"response_change", "dB", ohm, kind}, [=](auto&, auto& p) {
            return std::optional(decibels(1 + p.source->resistance_ohm() / ohm));
        }));
    };
    const auto source =
        bound ? phrase("output impedance, below {}, changes", said_resistance(port, quoter))
              : phrase("{} change", said_resistance(port, quoter));
    sentences.add(
        "damping",
        phrase("Its {} the response of a 32 Ω headphone by up to {}, of a 300 Ω one by {}.", source,
               change(32), change(300)),
        std::move(fits));
}

Phrase corner(const Quoter& quoter, double ohm, const char* pattern) {
    const auto hz = quoter.quote({"bass_corner", "Hz", ohm},
                                 [=](auto&, auto& p) { return bass_corner_hz(p, ohm); });
    return said(hz, fmt::format(fmt::runtime(pattern), hz.value));
}

void advise_bass(const Capability& port, const Quoter& quoter, Sentences& sentences) {
    if (!port.coupling_farads) return;
    sentences.add(
        "bass", phrase("Its coupling capacitor of {} puts the bass corner at {} with 32 Ω, {} with "
                       "10 kΩ.",
                       said(quoter.quote({"coupling_capacitance", "F"},
                                         [](auto&, auto& p) { return p.coupling_farads; })),
                       corner(quoter, 32, "{:.0f} Hz"), corner(quoter, 10e3, "{:.1f} Hz")));
}

void advise_phase(const Capability& port, const Quoter& quoter, Sentences& sentences) {
    if (!port.source || port.source->phase_known || port.source->at_most) return;
    sentences.add("phase", phrase("Nothing tells the phase of its {}: power and loss count it as a "
                                  "resistance.",
                                  said_resistance(port, quoter)));
}

void advise_on_control(const PortFacts& facts, const Quoter& quoter, Sentences& sentences) {
    if (facts.volume_range_db)
        sentences.add(
            "volume",
            phrase("Its volume control spans {}: into a line input set it once, and turn the "
                   "volume of what follows.",
                   said(quoter.quote({"volume_range", "dB"},
                                     [](auto& f, auto&) { return f.volume_range_db; }))));
    else if (facts.volume == Volume::fixed || !facts.adjustable.value_or(true))
        sentences.add("volume",
                      "Its level is fixed: the volume is set by what follows; headphones need a "
                      "volume control between.");
    else if (facts.volume == Volume::unknown && facts.volts)
        sentences.add(
            "volume",
            "Levels, power and loudness hold for the volume it was set to, which is not known.");
}

void advise_on_polarity(const PortFacts& facts, Sentences& sentences) {
    if (facts.polarity == -1)
        sentences.add(
            "polarity",
            "It inverts polarity: not heard alone, mixed with another source it may cancel.");
}

/// What most studio inputs have.
constexpr double studio_ohm = 10e3;

/// At a studio input; where nothing tells the impedance, unloaded.
std::optional<double> studio_level(const PortFacts& facts, const Capability& port) {
    const auto given = delivery_into(facts, port, studio_ohm);
    return given ? std::optional(given->volts) : port.clean_emf_v;
}

/// Of a bound: it can promise headroom, never a shortfall.
Phrase against_studio_level(const PortFacts& facts, const Capability& port, const Quoter& quoter,
                            double studio_volts) {
    const auto given = delivery_into(facts, port, studio_ohm);
    const auto load = given ? std::optional(studio_ohm) : std::nullopt;
    const bool bound = given ? given->at_least : port.emf_is_bound;
    const auto where = given ? fmt::format("at {}", worded_ohms(studio_ohm)) : "unloaded";
    const bool is_short = *studio_level(facts, port) < studio_volts;
    if (bound && is_short)
        return phrase("whether it reaches that is open, {} {} being all that is known",
                      said(quoter.quote({"clean_level", "V", load, result::Kind::lower_bound},
                                        [](auto& f, auto& p) { return studio_level(f, p); })),
                      where);
    const auto headroom =
        quoter.quote({"studio_headroom", "dB", load, at_least_if(bound)}, [=](auto& f, auto& p) {
            const auto volts = studio_level(f, p);
            return volts ? std::optional(decibels(*volts / studio_volts)) : std::nullopt;
        });
    return phrase("{} it {} {}{}", where,
                  is_short ? "falls short of that by" : "has a headroom above that of",
                  bound ? "at least " : "",
                  said(headroom, worded_decibels(std::abs(headroom.value))));
}

void advise_studio(const PortFacts& facts, const Capability& port, const Quoter& quoter,
                   Sentences& sentences) {
    if (!studio_level(facts, port)) return;
    constexpr double studio_volts = 1.2277;  // +4 dBu
    sentences.add("studio", phrase("Studio inputs expect {} ({}): {}.",
                                   said(given({"studio_level_dbu", "dBu"}, 4), "+4 dBu"),
                                   said(given({"studio_level", "V"}, studio_volts)),
                                   against_studio_level(facts, port, quoter, studio_volts)));
}

}  // namespace

std::vector<result::Advice> advice(const PortFacts& facts, const Capability& port,
                                   std::span<const profiles::Headphone> asked) {
    if (!facts.has_figures()) return {};
    const Quoter quoter(facts, port);
    Sentences sentences;
    advise_without_volts(port, sentences);
    advise_load_sensing(facts, port, sentences);
    advise_on_steady_noise(facts, quoter, sentences);
    advise_caution(port, quoter, sentences);
    const auto typical = asked.empty() ? typical_fits(facts, port) : Fits{};
    const auto loudness = typical_headphone_advice(facts, port, quoter, typical);
    sentences.add(asked.empty() ? loudness : headphone_advice(facts, port, quoter, asked));
    if (!asked.empty()) advise_overdrive(port, quoter, sentences);
    sentences.add(line_advice(facts, port, quoter));
    advise_on_return(port, quoter, sentences);
    advise_bass(port, quoter, sentences);
    advise_phase(port, quoter, sentences);
    advise_on_polarity(facts, sentences);
    advise_on_control(facts, quoter, sentences);
    if (asked.empty()) advise_damping(port, quoter, loudness.empty() ? typical : Fits{}, sentences);
    advise_studio(facts, port, quoter, sentences);
    return std::move(sentences).all();
}

}  // namespace ohmloop::classify
