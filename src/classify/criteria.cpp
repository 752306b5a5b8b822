#include "ohmloop/classify/criteria.hpp"

#include "classify/wording.hpp"

#include "ohmloop/classify/fitness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::classify {

namespace {

using result::Answer;
using result::Criterion;

Criterion measured(std::string text) { return {{}, true, std::move(text), {}, 0}; }
Criterion absent(const std::string& why) { return {{}, false, "not measured: " + why, {}, 0}; }

constexpr const char* no_volts = "no volts are known (one multimeter reading, --dmm, gives them)";
constexpr const char* no_load = "no load was put across the port";

std::string at_volume(const PortFacts& facts) {
    if (facts.volume == "max") return " at full volume";
    if (facts.volume == "fixed") return ", fixed";
    if (facts.volume == "unknown") return " at this position of the volume only";
    return fmt::format(" at volume {} only", facts.volume);
}

Criterion signal_level(const PortFacts& facts, const Capability& port) {
    const LoadFacts* open = facts.open();
    if (!open || !open->max_level) return absent("no maximum level without load");
    if (!port.clean_emf_v) return absent(no_volts);
    std::string text =
        fmt::format("{} rms clean{}", worded_volts(open->max_level->value), at_volume(facts));
    if (!open->limited_by.empty())
        text += fmt::format(" (limited by {})", worded_limit(open->limited_by));
    if (port.emf_is_bound) text += ", or more";
    if (port.overdrive_db > 1)
        text += fmt::format("; digital full scale would be {}, {} into overload",
                            worded_volts(*port.reach_emf_v), worded_decibels(port.overdrive_db));
    return measured(text + "; a line output is made for 0.3-2 V, studio gear for more");
}

Criterion amplification(const Capability& port) {
    if (!port.heaviest) return absent(no_load);
    const LoadedDrive& drive = *port.heaviest;
    const auto load = worded_ohms(drive.load_ohm);
    if (drive.amperes)
        return measured(fmt::format(
            "{}{} rms into {}; a line input takes less than 1 mA, a line "
            "driver gives some 2-20 mA",
            drive.limited ? "no more than " : "at least ", worded_amperes(*drive.amperes), load));
    if (!drive.sag_db) return absent("no maximum level with a load");
    if (drive.limited)
        return measured(fmt::format("with {} it gives out {} early; how many mA needs volts", load,
                                    worded_decibels(-*drive.sag_db)));
    return measured(fmt::format("no limit met with {}; how many mA needs volts", load));
}

Criterion impedance(const PortFacts& facts, const Capability& port) {
    constexpr const char* typical =
        "headphone outputs mostly have below 20 Ω, line outputs 50 Ω-1 kΩ";
    if (facts.impedance_ohm) {
        const Known& known = *facts.impedance_ohm;
        std::string range;
        constexpr double visible = 1.01;  // narrower intervals print as the value itself
        if (known.is_measured() && known.high > visible * known.low)
            range = fmt::format(" ({} to {})", worded_ohms(std::max(known.low, 0.0)),
                                worded_ohms(known.high));
        return measured(fmt::format("{}{} near 1 kHz; {}", worded_ohms(known), range, typical));
    }
    if (port.impedance_ohm)
        return measured(fmt::format("about {} from the level drop alone; {}",
                                    worded_ohms(*port.impedance_ohm), typical));
    return absent(facts.heaviest() ? "no single source explains the loads" : no_load);
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

Criterion use_case(const PortFacts& facts, const Capability& port) {
    const auto line = serves_as_line(facts, port).answer;
    const auto headphone = serves_as_headphone(facts, port).answer;
    if (line == Answer::unknown) return absent("no figure to judge by");
    std::string text =
        fmt::format("feeds line inputs: {}; drives headphones: {}", word(line), word(headphone));
    if (meets_hybrid_figures(facts, port) > 0.5)
        text += "; it has the level, impedance and current by which a hybrid is defined";
    return measured(text);
}

Criterion volume_control(const PortFacts& facts) {
    if (facts.volume_range_db) {
        const double range = std::abs(*facts.volume_range_db);
        return measured(range < 0.1 ? "fixed: the control changes less than 0.1 dB"
                                    : fmt::format("variable over {:.1f} dB", range));
    }
    if (facts.volume == "fixed") return measured("fixed, as stated by the user");
    return absent("the volume was not moved; figures hold at this position only");
}

std::string worded_drops(const PortFacts& facts) {
    std::string text;
    for (const LoadFacts& load : facts.loads)
        if (load.drop_db && load.resistance_ohm)
            text += fmt::format("{}{} dB with {}", text.empty() ? "level " : ", ",
                                fmt::format("{:+.2f}", *load.drop_db),
                                worded_ohms(*load.resistance_ohm));
    return text;
}

Criterion load_handling(const PortFacts& facts, const Capability& port) {
    if (!port.heaviest) return absent(no_load);
    const LoadedDrive& drive = *port.heaviest;
    std::string text = worded_drops(facts);
    auto add = [&](const std::string& part) { text += (text.empty() ? "" : "; ") + part; };
    if (drive.sag_db && *drive.sag_db < -0.3)
        add(fmt::format("clean level gives out {} beyond the divider",
                        worded_decibels(-*drive.sag_db)));
    if (drive.thd_n_db)
        add(fmt::format("THD+N {:.1f} dB with {}", *drive.thd_n_db, worded_ohms(drive.load_ohm)));
    if (drive.thd_n_rise_db)
        add(std::abs(*drive.thd_n_rise_db) < 0.5
                ? "the same without load"
                : fmt::format("{:+.1f} dB re open", *drive.thd_n_rise_db));
    if (const auto corner = bass_corner_hz(port, drive.load_ohm))
        add(fmt::format("bass corner {:.0f} Hz with that load", *corner));
    if (facts.load_sensing) add("it senses the load and changes its level with it");
    return text.empty() ? absent("no level with a load") : measured(text);
}

Criterion noise_level(const PortFacts& facts, const Capability& port) {
    if (!facts.noise) return absent("no noise figure");
    const double value = facts.noise->value;
    std::string text = facts.noise->kind == result::Kind::upper_bound ? "at most " : "";
    text += facts.volts ? worded_volts(value)
                        : fmt::format("{:.1f} dBFS of the input", 20 * std::log10(value));
    text += facts.noise->a_weighted ? " A-weighted" : " from 20 Hz to 20 kHz";
    if (port.snr_db) text += fmt::format(", {:.1f} dB below the maximum", *port.snr_db);
    return measured(text + "; quiet and noisy ports exist of every class");
}

Criterion power_output(const Capability& port) {
    const auto into_32 = deliver(port, 32);
    const auto into_300 = deliver(port, 300);
    if (!into_32) return absent(port.volts ? no_load : no_volts);
    return measured(
        fmt::format("{} and {} into 32 Ω, {} and {} into 300 Ω{}; counted under "
                    "amplification",
                    worded_watts(into_32->watts), worded_amperes(into_32->amperes),
                    worded_watts(into_300->watts), worded_amperes(into_300->amperes),
                    into_32->current_limited ? " (current limit)" : ""));
}

Criterion device_compatibility(const Capability& port) {
    if (!port.impedance_ohm) return absent("no output impedance");
    const double source = *port.impedance_ohm;
    // 0.1 dB of loading loss: Zin = Zo / (10^(0.1/20) - 1) = 86 Zo.
    return measured(fmt::format("line inputs from {} (0.1 dB loss), headphones from {} (1/8 rule)",
                                worded_ohms(std::ceil(86 * source)),
                                worded_ohms(std::ceil(8 * source))));
}

}  // namespace

std::vector<Criterion> criteria(const PortFacts& facts, const Capability& port,
                                const std::vector<Evidence>& evidence) {
    std::vector<std::pair<const char*, Criterion>> named{
        {"signal_level", signal_level(facts, port)},
        {"amplification", amplification(port)},
        {"impedance", impedance(facts, port)},
        {"use_case", use_case(facts, port)},
        {"volume_control", volume_control(facts)},
        {"load_handling", load_handling(facts, port)},
        {"noise_level", noise_level(facts, port)},
        {"power_output", power_output(port)},
        {"device_compatibility", device_compatibility(port)},
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
    return all;
}

}  // namespace ohmloop::classify
