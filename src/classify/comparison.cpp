#include "classify/comparison.hpp"

#include "classify/counted_share.hpp"
#include "classify/typical_port.hpp"
#include "classify/wording.hpp"

#include "ohmloop/classify/fitness.hpp"
#include "ohmloop/classify/received_level.hpp"
#include "ohmloop/units/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace ohmloop::classify {

namespace {

using result::Answer;
using result::TableEntry;

constexpr double usual_load_ohm = 32;
/// A headphone's impedance is eightfold that of its source, or more.
constexpr double damping_rule = 8;

struct Scaled {
    std::string number;
    std::string unit;
};

/// Two significant digits.
std::string two_digits(double value) {
    if (value < 0.995) return fmt::format("{:.2g}", value);
    return fmt::format("{:.{}f}", value, value < 9.95 ? 1 : 0);
}

/// "1.2", "kΩ"; below an ohm as people write it: "0.25", "Ω".
Scaled scaled(double value, const char* unit) {
    struct Prefix {
        double factor;
        const char* sign;
    };
    constexpr std::array<Prefix, 6> prefixes{
        {{1e6, "M"}, {1e3, "k"}, {1, ""}, {1e-3, "m"}, {1e-6, "µ"}, {1e-9, "n"}}};
    const double digit = std::pow(10, std::floor(std::log10(value)) - 1);
    const double rounded = std::round(value / digit) * digit;
    const bool of_ohm = std::string_view(unit) == "Ω";
    for (const Prefix& prefix : prefixes)
        if (rounded > 0.9999 * prefix.factor || (of_ohm && prefix.factor == 1))
            return {two_digits(rounded / prefix.factor), std::string(prefix.sign) + unit};
    return {"0", unit};
}

/// "1.2-5.8 V", "250 mV-2 V"
std::string worded_range(const MiddleRange& range, const char* unit) {
    const Scaled low = scaled(range.low, unit);
    const Scaled high = scaled(range.high, unit);
    if (low.unit == high.unit) return fmt::format("{}-{} {}", low.number, high.number, high.unit);
    return fmt::format("{} {}-{} {}", low.number, low.unit, high.number, high.unit);
}

TableEntry words(std::string text) { return {.text = std::move(text)}; }

TableEntry valued(std::string text, double value, const char* unit) {
    return {.text = std::move(text), .value = value, .unit = unit};
}

TableEntry ranged(std::string text, const MiddleRange& range, const char* unit) {
    return {.text = std::move(text), .low = range.low, .high = range.high, .unit = unit};
}

/// One row: this port, a usual line output, a usual headphone output.
struct Row {
    TableEntry this_port;
    TableEntry line;
    TableEntry headphone;
};

template <class Usual>
Row usual(TableEntry this_port, const profiles::Populations& populations, Usual of) {
    return {std::move(this_port), of(populations.line), of(populations.headphone)};
}

const char* bound_sign(bool at_least) { return at_least ? "≥ " : ""; }

Row signal_level(const PortFacts& facts, const Capability& port,
                 const profiles::Populations& populations) {
    TableEntry mine;
    if (const LoadFacts* open = facts.open(); open && open->max_level && port.clean_emf_v)
        mine = valued(bound_sign(port.emf_is_bound) + worded_volts(open->max_level->value),
                      open->max_level->value, "V");
    else if (port.overdrive_db > 1)
        mine = words("overdriven at full scale");
    else if (gives_nothing(facts))
        mine = valued("≤ " + worded_volts(*most_level_v(facts)), *most_level_v(facts), "V");
    return usual(std::move(mine), populations, [](const profiles::ClassPopulation& population) {
        const auto range = usual_volts(population);
        return ranged(worded_range(range, "V"), range, "V");
    });
}

/// "39 mA, 16 clean": a distorted tone had more.
std::string worded_currents(double amperes, double clean) {
    const auto all = print(Amperes(amperes), 2);
    const auto less = print(Amperes(clean), 2);
    const auto unit = less.substr(less.find(' '));
    return all + ", " + (all.ends_with(unit) ? less.substr(0, less.find(' ')) : less) + " clean";
}

Row amplification(const Capability& port, const profiles::Populations& populations) {
    TableEntry mine;
    if (port.heaviest && port.heaviest->amperes) {
        const double amperes = *port.heaviest->amperes;
        const bool at_least = !port.heaviest->limited;
        const auto& clean = port.heaviest->clean_amperes;
        mine = valued(bound_sign(at_least) +
                          (clean ? worded_currents(amperes, *clean) : worded_amperes(amperes)),
                      amperes, "A");
    } else if (port.heaviest && port.heaviest->sag_db && !port.heaviest->stopped_short) {
        mine = words(port.heaviest->limited
                         ? fmt::format("gives out {} early", worded_sag(*port.heaviest))
                         : "no limit met");
    }
    return usual(std::move(mine), populations, [](const profiles::ClassPopulation& population) {
        const auto range = usual_amperes(population);
        return ranged(worded_range(range, "A"), range, "A");
    });
}

Row impedance(const PortFacts& facts, const Capability& port,
              const profiles::Populations& populations) {
    TableEntry mine;
    if (facts.impedance_ohm) {
        const Known& known = facts.resistance_ohm ? *facts.resistance_ohm : *facts.impedance_ohm;
        const bool at_most = known.kind == result::Kind::upper_bound;
        std::string text =
            at_most ? "≤ " + worded_ohms(rounded_up(known.value)) : worded_ohms(known);
        if (port.coupling_farads) text += " + " + worded_farads(*port.coupling_farads);
        mine = valued(std::move(text), known.value, "ohm");
    } else if (port.source) {
        mine = valued(port.source->at_most
                          ? "≤ " + worded_ohms(rounded_up(port.source->resistance_ohm()))
                          : "about " + worded_ohms(port.source->resistance_ohm()),
                      port.source->resistance_ohm(), "ohm");
    }
    return usual(std::move(mine), populations, [](const profiles::ClassPopulation& population) {
        const auto range = usual_ohm(population);
        return ranged(worded_range(range, "Ω"), range, "ohm");
    });
}

/// "line, (phones)": brackets hold what it does with reservations.
Row use_case(const PortFacts& facts, const Capability& port) {
    std::string text;
    auto add = [&](const char* use, Answer answer) {
        if (answer == Answer::no || answer == Answer::unknown) return;
        if (!text.empty()) text += ", ";
        text += answer == Answer::yes ? use : fmt::format("({})", use);
    };
    add("line", serves_as_line(facts, port).answer);
    add("phones", serves_as_headphone(facts, port).answer);
    return {words(text.empty() ? "neither" : text), words("line"), words("phones, (line)")};
}

Row volume_control(const PortFacts& facts, const profiles::Populations& populations) {
    TableEntry mine;
    const double range = std::abs(facts.volume_range_db.value_or(99));
    const bool fixed =
        facts.volume == Volume::fixed || !facts.adjustable.value_or(true) || range < 0.1;
    if (facts.volume_range_db && !fixed)
        mine = valued(fmt::format("variable, {:.0f} dB", range), range, "dB");
    else if (fixed || facts.adjustable)
        mine = words(fixed ? "fixed" : "variable");
    return usual(std::move(mine), populations, [](const profiles::ClassPopulation& population) {
        const auto& counted = population.published;
        const double share = CountedShare{counted.fixed, counted.fixed_of}.counted();
        return valued(fmt::format("{:.0f} % fixed", 100 * share), share, "share");
    });
}

/// By a resistive source alone; more where a limit is met.
double drop_db(double source_ohm, double load_ohm) {
    return -20 * std::log10(1 + source_ohm / load_ohm);
}

/// "-0.2", "-17.3"; adding zero turns a rounded -0.0 into 0.0.
std::string worded_drop(double db) { return fmt::format("{:.1f}", std::round(10 * db) / 10 + 0.0); }

/// What ports usually drop needs no tenths beyond ten.
std::string worded_usual_drop(double db) {
    return db > -9.95 ? worded_drop(db) : fmt::format("{:.0f}", db);
}

Row load_handling(const PortFacts& facts, const Capability& port,
                  const profiles::Populations& populations) {
    TableEntry mine;
    const LoadFacts* heaviest = facts.heaviest();
    const double load_ohm = heaviest ? *heaviest->resistance_ohm : usual_load_ohm;
    if (heaviest && heaviest->drop_db) {
        mine = valued(
            fmt::format("{} dB with {}", worded_drop(*heaviest->drop_db), worded_ohms(load_ohm)),
            *heaviest->drop_db, "dB");
    } else if (heaviest && port.source && !port.source->at_most && !facts.load_sensing) {
        const double drop = drop_db(port.source->resistance_ohm(), load_ohm);
        mine = valued(fmt::format("{} dB with {}", worded_drop(drop), worded_ohms(load_ohm)), drop,
                      "dB");
    }
    return usual(std::move(mine), populations, [&](const profiles::ClassPopulation& population) {
        const auto ohm = usual_ohm(population);
        const MiddleRange range{drop_db(ohm.high, load_ohm), drop_db(ohm.low, load_ohm)};
        return ranged(
            fmt::format("{} to {} dB", worded_usual_drop(range.high), worded_usual_drop(range.low)),
            range, "dB");
    });
}

Row noise_level(const PortFacts& facts, const Capability& port,
                const profiles::Populations& populations) {
    TableEntry mine;
    if (port.snr_db)
        mine = valued(
            fmt::format("{}{:.0f} dB below max", bound_sign(port.snr_is_bound), *port.snr_db),
            *port.snr_db, "dB");
    else if (facts.noise && facts.volts)
        mine = valued(worded_volts(facts.noise->value), facts.noise->value, "V");
    return usual(std::move(mine), populations, [](const profiles::ClassPopulation& population) {
        const MiddleRange range{population.published.snr_low_db, population.published.snr_high_db};
        return ranged(fmt::format("{:.0f}-{:.0f} dB", range.low, range.high), range, "dB");
    });
}

Row power_output(const Capability& port, const profiles::Populations& populations) {
    TableEntry mine;
    double load_ohm = usual_load_ohm;
    auto given = deliver(port, usual_load_ohm);
    if (!given && port.heaviest) {
        load_ohm = port.heaviest->load_ohm;
        given = delivered(port);
    }
    if (given)
        mine =
            valued(fmt::format("{}{} into {}", given->at_most ? "≤ " : bound_sign(given->at_least),
                               worded_watts(given->watts), worded_ohms(load_ohm)),
                   given->watts, "W");
    return usual(std::move(mine), populations, [&](const profiles::ClassPopulation& population) {
        const auto range = usual_watts(population, load_ohm);
        return ranged(worded_range(range, "W"), range, "W");
    });
}

/// "phones from 16 Ω": the least headphone its impedance suits.
Row device_compatibility(const PortFacts& facts, const Capability& port,
                         const profiles::Populations& populations) {
    TableEntry mine;
    const char* balanced = facts.balanced.value_or(false) ? "balanced; " : "";
    if (port.source && slack_db(*port.source, usual_load_ohm) <= most_slack_db) {
        constexpr double bass_hz = 20;
        const double ohm = std::max(damping_rule * port.source->resistance_ohm(),
                                    least_load_for_bass_ohm(port, bass_hz));
        mine = valued(fmt::format("{}phones from {}", balanced, worded_ohms(rounded_up(ohm))), ohm,
                      "ohm");
    } else if (facts.balanced) {
        mine = words(*facts.balanced ? "balanced" : "unbalanced");
    }
    return usual(std::move(mine), populations, [](const profiles::ClassPopulation& population) {
        const auto ohm = usual_ohm(population);
        const MiddleRange range{damping_rule * ohm.low, damping_rule * ohm.high};
        return ranged(worded_range(range, "Ω"), range, "ohm");
    });
}

}  // namespace

void compare(std::vector<result::Criterion>& criteria, const PortFacts& facts,
             const Capability& port, const profiles::Populations& populations) {
    std::array rows{signal_level(facts, port, populations),
                    amplification(port, populations),
                    impedance(facts, port, populations),
                    use_case(facts, port),
                    volume_control(facts, populations),
                    load_handling(facts, port, populations),
                    noise_level(facts, port, populations),
                    power_output(port, populations),
                    device_compatibility(facts, port, populations)};
    for (std::size_t i = 0; i < std::min(rows.size(), criteria.size()); ++i) {
        result::Criterion& criterion = criteria[i];
        criterion.this_port =
            criterion.measured ? std::move(rows[i].this_port) : words("not measured");
        criterion.typical_line = std::move(rows[i].line);
        criterion.typical_headphone = std::move(rows[i].headphone);
        // What is measured but has no number of its own kind is told in the criterion's words.
        if (criterion.this_port.text.empty()) criterion.this_port = words(criterion.text);
    }
}

}  // namespace ohmloop::classify
