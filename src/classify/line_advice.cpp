#include "classify/line_advice.hpp"

#include "classify/decibels.hpp"
#include "classify/line_cautions.hpp"
#include "classify/sentences.hpp"
#include "classify/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::classify {

namespace {

using result::Kind;

/// Digital players' full scale, which consumer inputs are made for.
constexpr double player_volts = 2.0;

Phrase loss_into(const Capability& port, const Quoter& quoter, double ohm) {
    return said(quoter.quote({"loading_loss", "dB", ohm, at_most_if(port.source->at_most)},
                             [=](auto&, auto& p) { return loading_loss_db(p, ohm); }));
}

std::optional<double> volts_into(const Capability& port, double ohm) {
    const auto given = deliver(port, ohm);
    return given ? std::optional(given->volts) : std::nullopt;
}

std::optional<double> in_dbv(std::optional<double> volts) {
    return volts ? std::optional(decibels(*volts)) : std::nullopt;
}

/// "2.06 V (+6.3 dBV, 0.18 dB lost)"; what is lost is left out where it is nothing to speak of.
Phrase level_into(const Capability& port, const Quoter& quoter, double ohm, bool in_dbv_too) {
    const Kind kind = at_least_if(deliver(port, ohm)->at_least);
    const auto volts =
        quoter.quote({"level", "V", ohm, kind}, [=](auto&, auto& p) { return volts_into(p, ohm); });
    const auto dbv = quoter.quote({"level_dbv", "dBV", ohm, kind},
                                  [=](auto&, auto& p) { return in_dbv(volts_into(p, ohm)); });
    auto loss = loss_into(port, quoter, ohm);
    if (*loading_loss_db(port, ohm) < 0.01)
        loss.text.clear();
    else
        loss = phrase("{}{} lost", port.source->at_most ? "at most " : "", loss);
    auto aside = phrase("{}{}{}", in_dbv_too ? said(dbv) : Phrase(),
                        in_dbv_too && !loss.text.empty() ? ", " : "", loss);
    if (!aside.text.empty()) aside.text = " (" + aside.text + ")";
    if (!deliver(port, ohm)->least_volts) return phrase("{}{}", said(volts), aside);
    const auto least = quoter.quote({"level", "V", ohm}, [=](auto&, auto& p) {
        const auto given = deliver(p, ohm);
        return given ? given->least_volts : std::nullopt;
    });
    return phrase("{} or {}{}", said(least), said(volts), aside);
}

/// "at least" holds until something else is said.
const char* extent_into(const Capability& port, double ohm) {
    const auto given = deliver(port, ohm);
    if (!given) return port.source->at_most ? "at most " : "";
    if (given->least_volts) return "by the mode it finds ";
    return given->at_least ? "at least " : "up to ";
}

Phrase line_inputs(const Capability& port, const Quoter& quoter,
                   const std::vector<double>& inputs_ohm) {
    Phrase text;
    std::string most;
    for (const double ohm : inputs_ohm) {
        const std::string here = extent_into(port, ohm);
        const bool first = ohm == inputs_ohm.front();
        text = phrase("{}{}{}{} at {}", text, first ? "" : ", ", here == most ? "" : here,
                      deliver(port, ohm) ? level_into(port, quoter, ohm, first)
                                         : loss_into(port, quoter, ohm),
                      worded_ohms(ohm));
        most = here;
    }
    return text;
}

/// What no impedance is needed for: the recording input is a line input itself.
void advise_recording_input(const PortFacts& facts, const Quoter& quoter, Sentences& sentences) {
    const LoadFacts* open = facts.open();
    if (!facts.volts || facts.input_ohm <= 0 || !open || !open->max_level) return;
    const auto level =
        quoter.quote({"level", "V", facts.input_ohm, at_least_if(!open->max_level->is_measured())},
                     [](auto& f, auto&) { return std::optional(f.open()->max_level->value); });
    sentences.add("line_inputs",
                  phrase("The recording input of {} got {}{}; other inputs may get less, its "
                         "impedance not being known.",
                         worded_ohms(facts.input_ohm),
                         level.kind == Kind::lower_bound ? "at least " : "up to ", said(level)));
}

/// Modern inputs of 10 and 47 kohm, and the 600 ohm of older studio gear; without those of which
/// an impedance that is only a bound tells nothing.
void advise_line_inputs(const PortFacts& facts, const Capability& port, const Quoter& quoter,
                        Sentences& sentences) {
    if (!port.source) return advise_recording_input(facts, quoter, sentences);
    std::vector<double> told_ohm{10e3, 47e3, 600};
    std::erase_if(told_ohm,
                  [&](double ohm) { return slack_db(*port.source, ohm) > most_slack_db; });
    if (told_ohm.empty()) return;
    sentences.add("line_inputs",
                  phrase("Line inputs {} {}.", port.clean_emf_v ? "get" : "take away",
                         line_inputs(port, quoter, told_ohm)));
}

// ---- the volume to set

bool is_overdriven(const Capability& port) { return port.overdrive_db > 1; }

/// A control acts on the full scale, also of a port that full scale overdrives.
bool is_turned_down(const Capability& port) {
    return *port.reach_emf_v > 1.1 * player_volts || is_overdriven(port);
}

/// The largest clean level inputs made for 2 V are to get.
double wanted_volts(const Capability& port) {
    return is_turned_down(port) ? std::min(player_volts, *port.clean_emf_v) : *port.clean_emf_v;
}

/// Measured, the setup tells; of published figures the data sheet.
Volume control_of(const PortFacts& facts) {
    return facts.adjustable.value_or(true) ? facts.volume : Volume::fixed;
}

Phrase turned_down(const PortFacts& facts, const Phrase& down) {
    switch (control_of(facts)) {
        case Volume::maximum:
            return phrase("set the volume {} below maximum", down);
        case Volume::fixed:
            return phrase("play {} below full scale", down);
        case Volume::partial:
        case Volume::unknown:
            break;
    }
    return phrase("set the volume {} lower than it was", down);
}

Phrase full_scale(const Capability& port, const Quoter& quoter) {
    return said(quoter.quote({"full_scale", "V", {}, at_least_if(port.reach_is_bound)},
                             [](auto&, auto& p) { return p.reach_emf_v; }));
}

Phrase clean_level(const Capability& port, const Quoter& quoter) {
    return said(quoter.quote({"clean_level", "V", {}, at_least_if(port.emf_is_bound)},
                             [](auto&, auto& p) { return p.clean_emf_v; }));
}

Phrase player_level() { return said(given({"player_level", "V"}, player_volts), "2 V"); }

void advise_to_turn_down(const PortFacts& facts, const Capability& port, const Quoter& quoter,
                         Sentences& sentences) {
    const auto down =
        phrase("{}{}", port.reach_is_bound ? "at least " : "",
               said(quoter.quote(
                   {"turned_down", "dB", {}, at_least_if(port.reach_is_bound)}, [](auto&, auto& p) {
                       return std::optional(decibels(*p.reach_emf_v / wanted_volts(p)));
                   })));
    const bool clean_at_2_v = *port.clean_emf_v >= player_volts;
    sentences.add(
        "volume",
        phrase("{} {} ({} full scale{}).",
               clean_at_2_v ? phrase("For inputs made for {}", player_level()) : "To stay clean",
               turned_down(facts, down), full_scale(port, quoter),
               is_overdriven(port) ? phrase(", clean to {}", clean_level(port, quoter)) : ""));
}

const char* kept_up(Volume volume) {
    switch (volume) {
        case Volume::maximum:
            return "leave the volume at maximum";
        case Volume::fixed:
            return "play at full scale";
        case Volume::partial:
        case Volume::unknown:
            break;
    }
    return "set the volume no lower than it was";
}

void advise_to_keep_up(const PortFacts& facts, const Capability& port, const Quoter& quoter,
                       Sentences& sentences) {
    if (port.reach_is_bound)
        return sentences.add("volume",
                             phrase("Full scale is at least {}: whether inputs made for {} want it "
                                    "turned down is open.",
                                    full_scale(port, quoter), player_level()));
    const double missing = decibels(player_volts / *port.reach_emf_v);
    constexpr double suits_db = 1;
    const auto below = quoter.quote({"below_player_level", "dB"}, [](auto&, auto& p) {
        return std::optional(decibels(player_volts / *p.reach_emf_v));
    });
    sentences.add("volume",
                  phrase("For inputs made for {} {}: full scale is {} unloaded{}.", player_level(),
                         kept_up(control_of(facts)), full_scale(port, quoter),
                         missing < suits_db ? Phrase(", which suits them")
                                            : phrase(", {} below", said(below))));
}

void advise_volume(const PortFacts& facts, const Capability& port, const Quoter& quoter,
                   Sentences& sentences) {
    if (!port.clean_emf_v) return;
    if (is_turned_down(port))
        advise_to_turn_down(facts, port, quoter, sentences);
    else
        advise_to_keep_up(facts, port, quoter, sentences);
}

// ---- noise and distortion at that setting

/// Of the level wanted re noise that a control leaves alone, as one before the noise does.
std::optional<double> snr_with_noise_left(const Capability& port) {
    if (!port.snr_db) return {};
    if (!port.clean_emf_v) return port.snr_db;
    return *port.snr_db - decibels(*port.clean_emf_v / wanted_volts(port));
}

/// The same where noise is turned down with the signal, as by a control behind it: what full scale
/// has over the noise.
std::optional<double> snr_with_noise_turned_down(const Capability& port) {
    if (!port.snr_db) return {};
    return *port.snr_db + (port.clean_emf_v ? decibels(*port.reach_emf_v / *port.clean_emf_v) : 0);
}

/// A control that does not stand between noise and jack leaves the noise as it is; nobody measured
/// which it is.
Phrase noise_at_setting(const PortFacts& facts, const Capability& port, const Quoter& quoter) {
    if (!port.snr_db) return {};
    const Kind kind = at_least_if(port.snr_is_bound);
    const bool weighted = facts.noise && facts.noise->a_weighted && !facts.snr_db;
    const auto left =
        phrase("{}noise lies {}{} below", weighted ? "A-weighted " : "",
               port.snr_is_bound ? "at least " : "",
               said(quoter.quote({"noise_below_signal", "dB", {}, kind},
                                 [](auto&, auto& p) { return snr_with_noise_left(p); })));
    if (!port.clean_emf_v || !is_turned_down(port)) return phrase("{} the signal", left);
    const auto wanted = said(quoter.quote(
        {"line_level", "V"}, [](auto&, auto& p) { return std::optional(wanted_volts(p)); }));
    if (control_of(facts) == Volume::fixed) return phrase("{} {}", left, wanted);
    const auto along =
        said(quoter.quote({"noise_below_signal", "dB", {}, kind},
                          [](auto&, auto& p) { return snr_with_noise_turned_down(p); }));
    return phrase("{} {} if the control leaves noise alone, {} if it turns noise down too", left,
                  wanted, along);
}

/// Of the open jack's tones the one nearest the level wanted, in dB; none beyond what is clean.
std::optional<std::size_t> nearest_tone(const PortFacts& facts, const Capability& port) {
    const LoadFacts* open = facts.open();
    if (!open || !open->max_level) return {};
    const double most = open->max_level->value;
    const double wanted = port.clean_emf_v ? most * wanted_volts(port) / *port.clean_emf_v : most;
    std::optional<std::size_t> found;
    const auto away = [&](std::size_t i) {
        return std::abs(decibels(open->tones[i].level.value / wanted));
    };
    for (std::size_t i = 0; i < open->tones.size(); ++i) {
        const bool clean = port.overdrive_db <= 0 || open->tones[i].level.value <= most;
        if (clean && (!found || away(i) < away(*found))) found = i;
    }
    return found;
}

/// That is what ends the clean level, so that it holds of every level below.
Phrase distortion_below_clean(const Capability& port, const Quoter& quoter) {
    return phrase("THD+N stays below {} up to {}", said(given({"thd_n_limit", "1"}, 0.01), "1 %"),
                  port.clean_emf_v ? clean_level(port, quoter) : "there");
}

/// At a level nobody told.
Phrase distortion_as_stated(const PortFacts& facts, const Quoter& quoter) {
    const LoadFacts* open = facts.open();
    if (!open || !open->thd_n_db) return {};
    const auto purity = quoter.quote({"thd_n", "dB", {}, open->thd_n_kind},
                                     [](auto& f, auto&) { return f.open()->thd_n_db; });
    return phrase("THD+N is {}", said(purity, fmt::format("{:.1f} dB", purity.value)));
}

/// "THD+N was -99.0 dB at 891 mV, the nearest level measured"
Phrase distortion_at_setting(const PortFacts& facts, const Capability& port, const Quoter& quoter) {
    const auto nearest = nearest_tone(facts, port);
    if (!nearest && is_overdriven(port)) return distortion_below_clean(port, quoter);
    if (!nearest) return distortion_as_stated(facts, quoter);
    const std::size_t i = *nearest;
    const ToneFact& tone = facts.open()->tones[i];
    const auto purity = quoter.quote({"thd_n", "dB", {}, tone.kind}, [i](auto& f, auto&) {
        return std::optional(f.open()->tones[i].thd_n_db);
    });
    const auto level = quoter.quote({"level", "V"}, [i](auto& f, auto&) {
        return std::optional(f.open()->tones[i].level.value);
    });
    const auto at = facts.volts ? said(level)
                                : said(given({"level_dbfs", "dBFS"}, *tone.level.level_dbfs),
                                       fmt::format("{:g} dBFS", *tone.level.level_dbfs));
    return phrase("THD+N was {}{} at {}, the nearest level measured",
                  tone.kind == Kind::upper_bound ? "at most " : "",
                  said(purity, fmt::format("{:.1f} dB", purity.value)), at);
}

void advise_quality(const PortFacts& facts, const Capability& port, const Quoter& quoter,
                    Sentences& sentences) {
    const auto noise = noise_at_setting(facts, port, quoter);
    const auto distortion = distortion_at_setting(facts, port, quoter);
    if (noise.empty() && distortion.empty()) return;
    const char* where = port.clean_emf_v && is_turned_down(port) ? "So set,"
                        : is_overdriven(port)                    ? "At its largest clean level"
                                                                 : "At full level";
    sentences.add("line_quality",
                  phrase("{} {}{}{}.", where, noise,
                         noise.empty() || distortion.empty() ? "" : "; ", distortion));
}

}  // namespace

std::vector<result::Advice> line_advice(const PortFacts& facts, const Capability& port,
                                        const Quoter& quoter) {
    Sentences sentences;
    advise_line_inputs(facts, port, quoter, sentences);
    advise_volume(facts, port, quoter, sentences);
    advise_quality(facts, port, quoter, sentences);
    sentences.add(line_cautions(facts, port, quoter));
    return std::move(sentences).all();
}

}  // namespace ohmloop::classify
