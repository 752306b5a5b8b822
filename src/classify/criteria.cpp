#include "ohmloop/classify/criteria.hpp"

#include "classify/comparison.hpp"
#include "classify/hybrid_definition.hpp"
#include "classify/level_drop.hpp"
#include "classify/log_readings.hpp"
#include "classify/wording.hpp"

#include "ohmloop/classify/fitness.hpp"
#include "ohmloop/classify/received_level.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::classify {

namespace {

using result::Answer;
using result::Criterion;

Criterion measured(std::string text) { return {{}, true, std::move(text), {}, 0}; }
Criterion absent(const std::string& why) { return {{}, false, "not measured: " + why, {}, 0}; }

// Every text is one line of a summary: the telling figure and the yardstick it is held against.
constexpr const char* no_volts = "volts not known (--input-full-scale gives them)";
constexpr const char* no_load = "no load was seen across the port";

std::string at_volume(const PortFacts& facts) {
    switch (facts.volume) {
        case Volume::maximum:
            return " at full volume";
        case Volume::fixed:
            return ", fixed";
        case Volume::partial:
            return fmt::format(" at volume {} only", facts.volume_text);
        case Volume::unknown:
            break;
    }
    return " at this position only";
}

/// The resistance where it is told from the reactance; there must be an impedance.
const Known& source_ohms(const PortFacts& facts) {
    return facts.resistance_ohm ? *facts.resistance_ohm : *facts.impedance_ohm;
}

/// "line of 213 Ω: 1.2-3.5 V": a level speaks given the impedance, or the arrow beside it would
/// not follow.
std::string level_yardstick(const PortFacts& facts, const Capability& port,
                            const LevelRange& usual) {
    std::string kind = "line";
    if (port.source && port.source->at_most) {
        if (speaks_of_impedance(facts, port)) kind = "such a line";
    } else if (port.source) {
        const double ohm = port.source->resistance_ohm();
        kind += ohm < 1 ? fmt::format(" of {:.1g} Ω", ohm) : " of " + worded_ohms(ohm);
    }
    return fmt::format("{}: {:.2g}-{:.2g} V", kind, usual.low.value(), usual.high.value());
}

/// Nobody knows how far.
bool is_overdriven_somehow(const LoadFacts& open) {
    return open.gives_way() && !(open.level && open.level->level_dbfs);
}

Criterion signal_level(const PortFacts& facts, const Capability& port, const LevelRange& usual) {
    const LoadFacts* open = facts.open();
    if (!open || !open->max_level) return absent("no maximum level without load");
    if (!port.clean_emf_v && port.overdrive_db > 1)
        return measured(fmt::format("full scale overdrives it by {}; volts not known",
                                    worded_decibels(port.overdrive_db)));
    if (!port.clean_emf_v && is_overdriven_somehow(*open))
        return measured("full scale overdrives it; volts not known");
    if (!port.clean_emf_v && gives_nothing(facts))
        return measured(fmt::format("at most {} (no line input's full scale is over 10 V)",
                                    worded_volts(*most_level_v(facts))));
    if (!port.clean_emf_v && open->limited_by == "digital_full_scale" && at_full_volume(facts))
        return measured("gives digital full scale whole; volts not known");
    if (!port.clean_emf_v) return absent(no_volts);
    const auto level = worded_volts(open->max_level->value);
    // Both as loaded by the recording input.
    const double whole = open->max_level->value * std::pow(10, port.overdrive_db / 20);
    if (port.overdrive_db > 1)
        return measured(fmt::format("{} clean of {}{} (overdriven)", level, worded_volts(whole),
                                    at_volume(facts)));
    if (is_overdriven_somehow(*open))
        return measured(fmt::format("{} clean of more{} (overdriven)", level, at_volume(facts)));
    return measured(fmt::format("{}{} clean{} ({})", port.emf_is_bound ? "at least " : "", level,
                                at_volume(facts), level_yardstick(facts, port, usual)));
}

Criterion amplification(const Capability& port) {
    if (!port.heaviest) return absent(no_load);
    const LoadedDrive& drive = *port.heaviest;
    const auto load = worded_ohms(drive.load_ohm);
    if (drive.amperes)
        return measured(fmt::format(
            "{} {} into {}{} (line drivers: 2-20 mA)", drive.limited ? "at most" : "at least",
            worded_amperes(*drive.amperes), load,
            drive.clean_amperes ? ", clean to " + worded_amperes(*drive.clean_amperes) : ""));
    if (!drive.sag_db) return absent("no maximum level with a load");
    if (drive.stopped_short) return absent("the levels ended before the port gave its all");
    if (drive.limited)
        return measured(fmt::format("gives out {} early with {}; how many mA needs volts",
                                    worded_sag(drive), load));
    return measured(fmt::format("no limit met with {}; how many mA needs volts", load));
}

Criterion impedance(const PortFacts& facts, const Capability& port) {
    constexpr const char* typical = "(headphone: below 20 Ω, line: 50 Ω-1 kΩ)";
    if (facts.impedance_ohm) {
        const Known& known = source_ohms(facts);
        std::string range = known.is_measured() ? " at 1 kHz" : "";
        if (port.coupling_farads) range = " + " + worded_farads(*port.coupling_farads);
        constexpr double wide = 1.1;  // what is narrower stands among the figures
        if (known.is_measured() && known.high > wide * known.low)
            range = fmt::format(", {} to {}", worded_ohms(std::max(known.low, 0.0)),
                                worded_ohms(known.high));
        return measured(fmt::format("{}{} {}", worded_ohms(known), range, typical));
    }
    if (port.source)
        return measured(fmt::format(
            "{} from the drop {}",
            port.source->at_most ? "below " + worded_ohms(rounded_up(port.source->resistance_ohm()))
                                 : "about " + worded_ohms(port.source->resistance_ohm()),
            typical));
    const LoadFacts* heaviest = facts.heaviest();
    if (!heaviest) return absent(no_load);
    return absent(heaviest->drop_db ? "no single source explains the loads"
                                    : "no level open and with a load");
}

const char* word(Answer answer) {
    switch (answer) {
        case Answer::yes:
            return "yes";
        case Answer::with_reservations:
            return "with reservations";
        case Answer::no:
            return "no";
        case Answer::unknown:
            break;
    }
    return "not known";
}

Criterion use_case(const PortFacts& facts, const Capability& port,
                   const profiles::Populations& populations) {
    const auto line = serves_as_line(facts, port).answer;
    const auto headphone = serves_as_headphone(facts, port).answer;
    if (line == Answer::unknown) return absent("no figure to judge by");
    if (meets_hybrid_figures(facts, port, populations) > 0.5)
        return measured("a hybrid's figures: 1.8 V open, 10-60 Ω, 5 mA clean loaded");
    return measured(fmt::format("line inputs: {}; headphones: {}", word(line), word(headphone)));
}

Criterion volume_control(const PortFacts& facts) {
    if (facts.volume_range_db) {
        const double range = std::abs(*facts.volume_range_db);
        return measured(range < 0.1 ? "fixed: the control changes less than 0.1 dB"
                                    : fmt::format("variable over {:.1f} dB", range));
    }
    if (facts.adjustable)
        return measured(*facts.adjustable ? "variable, as published" : "fixed, as published");
    if (facts.volume == Volume::fixed) return measured("fixed, as stated by the user");
    return absent("not moved; figures hold at this position only");
}

/// The heaviest load's drop; of a port that senses its load also the greatest rise.
std::string worded_drops(const PortFacts& facts) {
    const LoadFacts* heaviest = facts.heaviest();
    if (const auto pair = level_pair(facts); heaviest && !heaviest->drop_db && pair)
        return fmt::format("largest level {:+.1f} dB with {}", 20 * std::log10(pair->ratio().value),
                           worded_ohms(*heaviest->resistance_ohm));
    if (!heaviest || !heaviest->drop_db) return {};
    const LoadFacts* highest = heaviest;
    for (const LoadFacts& load : facts.loads)
        if (load.drop_db.value_or(-1e3) > *highest->drop_db) highest = &load;
    auto drop = [](const LoadFacts& load) {
        // Adding zero turns a rounded -0.0 into 0.0.
        return fmt::format("{:+.2f} dB with {}", std::round(100 * *load.drop_db) / 100 + 0.0,
                           worded_ohms(*load.resistance_ohm));
    };
    if (!facts.load_sensing || highest == heaviest) return "level " + drop(*heaviest);
    return fmt::format("{}, {}", drop(*highest), drop(*heaviest));
}

Criterion load_handling(const PortFacts& facts, const Capability& port) {
    if (!port.heaviest)
        return port.coupling_farads
                   ? measured(fmt::format("behind {} (line: 1-47 µF, headphone: 100-470 µF)",
                                          worded_farads(*port.coupling_farads)))
                   : absent(no_load);
    const LoadedDrive& drive = *port.heaviest;
    std::string text = worded_drops(facts);
    auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    const auto behind = port.coupling_farads ? worded_farads(*port.coupling_farads) : std::string();
    if (facts.load_sensing)
        return measured("it senses the load: " + text + (behind.empty() ? "" : ", via " + behind));
    constexpr double same_db = 0.5;
    const bool rises = drive.thd_n_rise_db.value_or(0) > same_db;
    if (drive.thd_n_rise_db && (rises || !drive.thd_n_rise_is_bound))
        add(std::abs(*drive.thd_n_rise_db) < same_db
                ? "THD+N as open"
                : fmt::format("THD+N {}{:+.1f} dB re open",
                              drive.thd_n_rise_is_bound ? "at least " : "", *drive.thd_n_rise_db));
    else if (drive.thd_n_db)
        add(fmt::format("THD+N {:.1f} dB", *drive.thd_n_db));
    if (!behind.empty()) add("via " + behind);
    return text.empty() ? absent("no level with a load") : measured(text);
}

Criterion noise_level(const PortFacts& facts, const Capability& port) {
    if (!facts.noise) return absent("no noise figure");
    const double value = facts.noise->value;
    std::string text = facts.noise->kind == result::Kind::upper_bound ? "at most " : "";
    text += facts.volts ? worded_volts(value) : fmt::format("{:.1f} dBFS", 20 * std::log10(value));
    text += facts.noise->a_weighted ? " A-weighted"
                                    : fmt::format(" to {:.3g} kHz", facts.noise->to_hz / 1e3);
    if (port.snr_db)
        text += fmt::format(", {:.1f} dB {}", *port.snr_db,
                            port.snr_is_bound ? "or more below maximum" : "below the maximum");
    return measured(text);
}

Criterion power_output(const Capability& port) {
    constexpr const char* yardstick = "(1 mW: some 100 dB SPL)";
    const auto into_32 = deliver(port, 32);
    const auto into_300 = deliver(port, 300);
    if (into_32 && into_300) {
        const auto text = fmt::format("{} into 32 Ω, {} into 300 Ω", worded_power(*into_32),
                                      worded_power(*into_300));
        const bool bound = into_32->kind() != result::Kind::measured || into_300->at_least;
        return measured(bound ? text : fmt::format("{} {}", text, yardstick));
    }
    if (const auto given = delivered(port))
        return measured(fmt::format("{} into {} {}", worded_power(*given),
                                    worded_ohms(port.heaviest->load_ohm), yardstick));
    if (!port.source) return absent(port.heaviest ? "no output impedance" : no_load);
    if (port.clean_emf_v && !port.heaviest) return absent(no_load);
    return absent(port.volts ? "no maximum level" : no_volts);
}

Criterion device_compatibility(const PortFacts& facts, const Capability& port) {
    const std::string balanced = facts.balanced.value_or(false) ? "balanced; " : "";
    if (!port.source && !facts.balanced) return absent("no output impedance");
    if (!port.source)
        return measured(*facts.balanced ? "balanced, as published" : "unbalanced, as published");
    constexpr double lowest_input_ohm = 600;
    constexpr double lowest_headphone_ohm = 16;
    auto worded = [&](const char* kind, double ohm, double lowest_ohm, const char* rule) {
        constexpr double bass_hz = 20;
        const double for_bass = least_load_for_bass_ohm(port, bass_hz);
        const double least = rounded_up(std::max(ohm, for_bass));
        if (least <= lowest_ohm) return fmt::format("every {}", kind);
        if (port.source->at_most)
            return fmt::format("{}s from at most {}", kind, worded_ohms(least));
        return fmt::format("{}s from {} ({})", kind, worded_ohms(least),
                           for_bass > ohm ? "bass" : rule);
    };
    constexpr double highest_ohm = 100e3;  // of line inputs
    if (port.source->at_most && least_load_ohm(*port.source, 0.1) > highest_ohm)
        return !facts.balanced ? absent("no output impedance but a bound")
                               : measured(*facts.balanced ? "balanced, as published"
                                                          : "unbalanced, as published");
    const auto inputs =
        worded("line input", least_load_ohm(*port.source, 0.1), lowest_input_ohm, "0.1 dB");
    const double eightfold = 8 * port.source->resistance_ohm();
    return measured(fmt::format("{}{}, {}", balanced, inputs,
                                worded("headphone", eightfold, lowest_headphone_ohm, "1/8")));
}

/// Where the fact a silent criterion stands on has been counted. Noise is published of too few
/// ports alike, and counts nowhere.
std::vector<std::string> counting(const std::string& name) {
    if (name == "use_case" || name == "power_output")
        return {"signal_level", "amplification", "impedance"};
    if (name == "load_handling") return {"amplification", "impedance"};
    if (name == "device_compatibility") return {"impedance"};
    return {};
}

/// Whether it adds to the odds of line to headphone.
bool speaks(const std::string& name, const std::vector<Evidence>& evidence) {
    return std::ranges::any_of(evidence, [&](const Evidence& one) {
        return one.criterion == name && !one.divides &&
               std::ranges::any_of(one.log_likelihood.score, [](double s) { return s != 0; });
    });
}

void name_where_counted(std::vector<Criterion>& all, const std::vector<Evidence>& evidence) {
    for (Criterion& criterion : all) {
        if (!criterion.measured || speaks(criterion.name, evidence)) continue;
        for (const std::string& name : counting(criterion.name))
            if (speaks(name, evidence)) criterion.counted_in.push_back(name);
    }
}

}  // namespace

std::vector<Criterion> criteria(const PortFacts& facts, const Capability& port,
                                const std::vector<Evidence>& evidence,
                                const profiles::Populations& populations) {
    const LevelRange usual = usual_line_level(facts, port, populations);
    std::vector<std::pair<const char*, Criterion>> named{
        {"signal_level", signal_level(facts, port, usual)},
        {"amplification", amplification(port)},
        {"impedance", impedance(facts, port)},
        {"use_case", use_case(facts, port, populations)},
        {"volume_control", volume_control(facts)},
        {"load_handling", load_handling(facts, port)},
        {"noise_level", noise_level(facts, port)},
        {"power_output", power_output(port)},
        {"device_compatibility", device_compatibility(facts, port)},
    };
    std::vector<Criterion> all;
    for (auto& [name, criterion] : named) {
        criterion.name = name;
        for (const Evidence& one : evidence) {
            if (one.criterion != criterion.name || !criterion.measured) continue;
            criterion.points_to = one.points_to();
            criterion.strength = criterion.points_to.empty() ? 0 : one.strength();
        }
        all.push_back(std::move(criterion));
    }
    name_where_counted(all, evidence);
    compare(all, facts, port, populations);
    return all;
}

}  // namespace ohmloop::classify
