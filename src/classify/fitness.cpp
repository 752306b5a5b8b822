#include "ohmloop/classify/fitness.hpp"

#include "classify/capability_grid.hpp"
#include "classify/decibels.hpp"
#include "classify/judgement.hpp"
#include "classify/wording.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>

namespace ohmloop::classify {

namespace {

using result::Fitness;
using result::Kind;

/// -10 dBV, consumer equipment's nominal level.
constexpr double nominal_volts = 0.3162;
constexpr double line_input_ohm = 10e3;
constexpr double harmful_volts = 12;  ///< peaks beyond the +-15 V line inputs are supplied with

/// What a line input gets at full level, clean; where nothing tells the impedance, the open jack's.
struct LineLevel {
    double volts = 0;
    bool at_least = false;
    bool loaded = false;
};

std::optional<LineLevel> line_level(const PortFacts& facts, const Capability& port) {
    if (const auto given = delivery_into(facts, port, line_input_ohm))
        return LineLevel{given->volts, given->at_least, true};
    if (!port.clean_emf_v) return {};
    return LineLevel{*port.clean_emf_v, port.emf_is_bound, false};
}

std::optional<double> load_of(const LineLevel& level) {
    return level.loaded ? std::optional(line_input_ohm) : std::nullopt;
}

Phrase said_level(const LineLevel& level, const Quoter& quoter) {
    return said(quoter.quote({"clean_level", "V", load_of(level), at_least_if(level.at_least)},
                             [](auto& f, auto& p) {
                                 const auto there = line_level(f, p);
                                 return there ? std::optional(there->volts) : std::nullopt;
                             }));
}

/// How far it stands from another level, without a sign.
Phrase said_distance(const char* name, double volts, const LineLevel& level, const Quoter& quoter) {
    const auto distance = quoter.quote(
        {name, "dB", load_of(level), at_least_if(level.at_least)}, [volts](auto& f, auto& p) {
            const auto there = line_level(f, p);
            return there ? std::optional(decibels(there->volts / volts)) : std::nullopt;
        });
    return said(distance, worded_decibels(std::abs(distance.value)));
}

void judge_line_level(const PortFacts& facts, const Capability& port, const Quoter& quoter,
                      Judgement& judgement) {
    const auto found = line_level(facts, port);
    if (!found)
        return judgement.reserve(
            port.volts ? "its maximum level was not measured"
                       : "its level in volts is not known; one multimeter reading tells");
    const double volts = found->volts;
    const double headroom = decibels(volts / nominal_volts);
    const auto level = phrase(
        "{}{} {}, {} {} consumer line level ({})", found->at_least ? "at least " : "up to ",
        said_level(*found, quoter), found->loaded ? "into 10 kΩ" : "unloaded",
        said_distance("above_nominal", nominal_volts, *found, quoter),
        headroom < 0 ? "below" : "above", said(given({"nominal_level", "dBV"}, -10), "-10 dBV"));
    if (found->at_least && headroom < 9)
        judgement.reserve(phrase("tested up to {} only", said_level(*found, quoter)));
    else if (volts < 0.03)
        judgement.refuse(phrase("{}: too weak", level));
    else if (headroom < 0)
        judgement.fault(phrase("{}: weak", level));
    else if (headroom < 9)
        judgement.reserve(phrase("{}: quiet", level));
    else
        judgement.note(level);
    if (volts > 4.5)
        judgement.reserve(phrase("at full volume {} too strong for inputs made for {}{}",
                                 said_distance("above_player_level", 2, *found, quoter),
                                 said(given({"player_level", "V"}, 2), "2 V"),
                                 volts > harmful_volts ? ", which it may harm" : ""));
}

Phrase said_loss(const Capability& port, const Quoter& quoter) {
    const Kind kind = port.source->at_most ? Kind::upper_bound : Kind::measured;
    return said(quoter.quote({"loading_loss", "dB", line_input_ohm, kind},
                             [](auto&, auto& p) { return loading_loss_db(p, line_input_ohm); }));
}

/// Of a bound: it can clear a port of losing much, never convict it.
void judge_most_loading(const Capability& port, double most_loss_db, const Quoter& quoter,
                        Judgement& judgement) {
    if (slack_db(*port.source, line_input_ohm) > most_slack_db)
        return judgement.reserve(known_below(port, quoter));
    judgement.note(phrase("its {}, loses {}{} into 10 kΩ", said_source(port, quoter),
                          most_loss_db < 0.01 ? "" : "at most ", said_loss(port, quoter)));
}

void judge_loading(const Capability& port, const Quoter& quoter, Judgement& judgement) {
    const auto loss = loading_loss_db(port, line_input_ohm);
    if (!loss) return judgement.reserve("its output impedance is not known");
    if (port.source->at_most) return judge_most_loading(port, *loss, quoter, judgement);
    const auto text =
        phrase("its {} lose {} into 10 kΩ", said_source(port, quoter), said_loss(port, quoter));
    const auto wants = phrase("{}; it wants an input of {} and more", text,
                              said(given({"input_wanted", "ohm"}, 100e3), "100 kΩ"));
    if (*loss > 6)
        judgement.refuse(wants);
    else if (*loss > 3)
        judgement.fault(wants);
    else if (*loss > 1)
        judgement.reserve(text);
    else
        judgement.note(text);
}

void judge_purity(const PortFacts& facts, const Capability& port, const Quoter& quoter,
                  Judgement& judgement) {
    const LoadFacts* open = facts.open();
    if (open && open->thd_n_db) {
        const auto thd_n = quoter.quote({"thd_n", "dB", {}, open->thd_n_kind},
                                        [](auto& f, auto&) { return f.open()->thd_n_db; });
        judge_distortion(port, quoter, thd_n, phrase("THD+N {}", said_purity(thd_n)), judgement);
    }
    if (port.snr_db && *port.snr_db < 70 && !port.snr_is_bound) {
        const auto snr = quoter.quote({"snr", "dB"}, [](auto&, auto& p) { return p.snr_db; });
        judgement.reserve(phrase("noise only {} below its maximum",
                                 said(snr, fmt::format("{:.0f} dB", snr.value))));
    }
}

}  // namespace

Fitness serves_as_line(const PortFacts& facts, const Capability& port) {
    if (!facts.has_figures()) return {};
    const Quoter quoter(facts, port);
    Judgement judgement;
    judge_line_level(facts, port, quoter, judgement);
    judge_loading(port, quoter, judgement);
    judge_purity(facts, port, quoter, judgement);
    if (facts.load_sensing)
        judgement.note(
            "it senses the load: the input must look like one (kilohms) when plugged in");
    return std::move(judgement).fitness();
}

}  // namespace ohmloop::classify
