#include "ohmloop/classify/advice.hpp"

#include "classify/headphone_advice.hpp"
#include "classify/wording.hpp"

#include "ohmloop/classify/evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace ohmloop::classify {

namespace {

using Fits = std::vector<result::HeadphoneFit>;

/// Sentences, each under its topic.
class Sentences {
  public:
    void add(const char* topic, std::string text, Fits figures = {}) {
        all_.push_back({topic, std::move(text), std::move(figures)});
    }
    void add(std::vector<result::Advice> more) {
        std::ranges::move(more, std::back_inserter(all_));
    }
    [[nodiscard]] std::vector<result::Advice> all() && { return std::move(all_); }

  private:
    std::vector<result::Advice> all_;
};

double decibels(double ratio) { return 20 * std::log10(ratio); }

void advise_without_volts(const Capability& port, Sentences& sentences) {
    if (!port.volts)
        sentences.add(
            "volts",
            "No volts are known: the input's full scale (--input-full-scale) settles loudness, "
            "power and current.");
}

void advise_load_sensing(const PortFacts& facts, Sentences& sentences) {
    if (facts.load_sensing)
        sentences.add(
            "load_sensing",
            "It sets its level by the load it finds: re-plug after changing the load, then judge.");
}

/// What inputs of these resistances take away, or get where volts are known.
std::string line_inputs(const Capability& port, const std::vector<double>& inputs_ohm) {
    std::string text;
    std::string most;  // "at least" holds until something else is said
    for (const double ohm : inputs_ohm) {
        const auto given = deliver(port, ohm);
        const std::string here = !given            ? port.source->at_most ? "at most " : ""
                                 : given->at_least ? "at least "
                                                   : "up to ";
        text += (text.empty() ? "" : ", ") + (here == most ? "" : here);
        most = here;
        text += given ? worded_volts(given->volts) : worded_decibels(*loading_loss_db(port, ohm));
        if (given && ohm == inputs_ohm.front()) text += " (" + worded_dbv(given->volts) + ")";
        text += " at " + worded_ohms(ohm);
    }
    return text;
}

/// Modern inputs of 10 and 47 kohm, and the 600 ohm of older studio gear; without those of which
/// an impedance that is only a bound tells nothing.
void advise_line_inputs(const Capability& port, Sentences& sentences) {
    if (!port.source) return;
    std::vector<double> told_ohm{10e3, 47e3, 600};
    std::erase_if(told_ohm,
                  [&](double ohm) { return slack_db(*port.source, ohm) > most_slack_db; });
    if (told_ohm.empty()) return;
    sentences.add("line_inputs",
                  fmt::format("Line inputs {} {}.", port.clean_emf_v ? "get" : "take away",
                              line_inputs(port, told_ohm)));
}

std::string turned_down(const PortFacts& facts, const std::string& decibels) {
    switch (facts.volume) {
        case Volume::maximum:
            return fmt::format("set the volume {} below maximum", decibels);
        case Volume::fixed:
            return fmt::format("play {} below full scale", decibels);
        case Volume::partial:
        case Volume::unknown:
            break;
    }
    return fmt::format("set the volume {} lower than it was", decibels);
}

/// 2 V: digital players' full scale, which consumer inputs accept. A control acts on the full
/// scale, also of a port that full scale overdrives.
void advise_volume(const PortFacts& facts, const Capability& port, Sentences& sentences) {
    if (!port.clean_emf_v) return;
    constexpr double player_volts = 2.0;
    const double full_scale = *port.reach_emf_v;
    const bool overdriven = port.overdrive_db > 1;
    if (full_scale <= 1.1 * player_volts && !overdriven) return;
    const bool clean_at_2_v = *port.clean_emf_v >= player_volts;
    const double wanted = clean_at_2_v ? player_volts : *port.clean_emf_v;
    const auto down =
        (port.reach_is_bound ? "at least " : "") + worded_decibels(decibels(full_scale / wanted));
    sentences.add("volume",
                  fmt::format("{} {} ({} full scale{}).",
                              clean_at_2_v ? "For inputs made for 2 V" : "To stay clean",
                              turned_down(facts, down), worded_volts(full_scale),
                              overdriven ? ", clean to " + worded_volts(*port.clean_emf_v) : ""));
}

void advise_studio(const Capability& port, Sentences& sentences) {
    constexpr double studio_volts = 1.2277;  // +4 dBu
    if (!port.clean_emf_v || port.emf_is_bound) return;
    const double headroom = decibels(*port.clean_emf_v / studio_volts);
    sentences.add("studio", fmt::format("Studio inputs expect +4 dBu (1.23 V): it {} {}.",
                                        headroom < 0 ? "falls short of that by"
                                                     : "has a headroom above that of",
                                        worded_decibels(std::abs(headroom))));
}

void advise_damping(const Capability& port, Fits figures, Sentences& sentences) {
    if (!port.source || slack_db(*port.source, 32) > most_slack_db) return;
    const double source = port.source->resistance_ohm();
    sentences.add(
        "damping",
        fmt::format("Its {} change the response of a 32 Ω headphone by up to {}, of a 300 Ω one by "
                    "{}.",
                    (port.source->at_most ? "less than " : "") + worded_ohms(source),
                    worded_decibels(decibels(1 + source / 32)),
                    worded_decibels(decibels(1 + source / 300))),
        std::move(figures));
}

void advise_bass(const Capability& port, Sentences& sentences) {
    const auto low = bass_corner_hz(port, 32);
    const auto high = bass_corner_hz(port, 10e3);
    if (!low || !high) return;
    sentences.add("bass",
                  fmt::format("Its coupling capacitor of {} puts the bass corner at {:.0f} Hz with "
                              "32 Ω, {:.1f} Hz with 10 kΩ.",
                              worded_farads(*port.coupling_farads), *low, *high));
}

void advise_phase(const Capability& port, Sentences& sentences) {
    if (!port.source || port.source->phase_known || port.source->at_most) return;
    sentences.add(
        "phase",
        fmt::format("Nothing tells the phase of its {}: power and loss count it as a resistance.",
                    worded_ohms(port.source->resistance_ohm())));
}

void advise_habits(const PortFacts& facts, Sentences& sentences) {
    if (facts.polarity == -1)
        sentences.add(
            "polarity",
            "It inverts polarity: not heard alone, mixed with another source it may cancel.");
    if (facts.volume == Volume::unknown && facts.volts)
        sentences.add(
            "volume",
            "Levels, power and loudness hold for the volume it was set to, which is not known.");
}

/// What stopped the levels before the port's own limit did, taken away.
const char* limit_lifted(const std::string& limited_by) {
    if (limited_by == "ceiling") return "without --max-level";
    if (limited_by == "input_full_scale") return "with a pad before the input, or its gain lower";
    if (limited_by == "load_rating") return "with loads of a higher power rating";
    if (limited_by == "protection")
        return "once what the approach stopped at (the doubts name it) is mended";
    return "up to full scale";
}

/// Of a port whose largest level is no more than a bound, or was set to an unknown volume.
std::string measure_higher(const PortFacts& facts, const Capability& port) {
    const bool may_be_lower = facts.volume == Volume::unknown || facts.volume == Volume::partial;
    std::string text = "measure";
    if (may_be_lower) text += " at full volume (--volume max)";
    if (!port.emf_is_bound) return text;
    return fmt::format("{} {}: its maximum level is not reached yet", text,
                       limit_lifted(facts.open()->limited_by));
}

std::string worded_load(const LostTake& lost) {
    return lost.resistance_ohm ? "with the " + worded_ohms(*lost.resistance_ohm) + " resistor"
                               : "without a load";
}

/// Those lost for the first one's reason, which are made again together.
std::string repeat_lost(const std::vector<LostTake>& lost) {
    std::string loads;
    int count = 0;
    for (const LostTake& one : lost) {
        if (one.reason != lost.front().reason) continue;
        loads += (count++ > 0 ? " and " : "") + worded_load(one);
    }
    const std::string& reason = lost.front().reason;
    return fmt::format("repeat the lost take{} {}{}", count > 1 ? "s" : "", loads,
                       reason.empty() ? "" : fmt::format(" ({})", reason));
}

/// The open take, or one heavier than all that were not lost.
bool lost_what_decides(const PortFacts& facts) {
    return std::ranges::any_of(facts.lost_takes, [&](const LostTake& lost) {
        const LoadFacts* heaviest = facts.heaviest();
        return !lost.resistance_ohm || !heaviest ||
               *lost.resistance_ohm < *heaviest->resistance_ohm;
    });
}

}  // namespace

std::vector<result::Advice> advice(const PortFacts& facts, const Capability& port,
                                   std::span<const profiles::Headphone> asked) {
    Sentences sentences;
    if (!facts.has_figures()) return {};
    advise_without_volts(port, sentences);
    advise_load_sensing(facts, sentences);
    const auto typical = asked.empty() ? typical_fits(facts, port) : Fits{};
    const auto loudness = typical_headphone_advice(typical);
    sentences.add(asked.empty() ? loudness : headphone_advice(facts, port, asked));
    advise_line_inputs(port, sentences);
    advise_volume(facts, port, sentences);
    advise_bass(port, sentences);
    advise_phase(port, sentences);
    advise_habits(facts, sentences);
    if (asked.empty()) advise_damping(port, loudness.empty() ? typical : Fits{}, sentences);
    advise_studio(port, sentences);
    return std::move(sentences).all();
}

std::string next_measurement(const PortFacts& facts, const Capability& port) {
    if (lost_what_decides(facts)) return repeat_lost(facts.lost_takes);
    if (!facts.has_figures()) return "check the wiring and measure open and with a 33 Ω load";
    if (facts.rises_with_load)
        return "check which take has which load and measure open,4.7k,600,300,100,33: loads in "
               "every range show whether it senses them";
    if (!port.heaviest) return "measure again with a 33 Ω resistor across the port";
    if (port.heaviest->load_ohm > 64)
        return "measure with a load of about 33 Ω: the current it can give decides";
    if (port.source && port.source->at_most && !speaks_of_impedance(facts, port))
        return "check the loads' resistances and the input's (--input-impedance), measure again: "
               "the output impedance is only bounded";
    if (!port.volts)
        return "name the input's full scale (--input-full-scale): level and current decide";
    if (!port.clean_emf_v || !port.heaviest->amperes)
        return "measure max-level open and with the load: the current it can give decides";
    if (port.emf_is_bound || facts.volume == Volume::unknown) return measure_higher(facts, port);
    if (facts.volume != Volume::fixed && !facts.volume_range_db)
        return "move the volume control from minimum to maximum: a fixed level speaks for line";
    if (!facts.lost_takes.empty()) return repeat_lost(facts.lost_takes);
    return "add a third load, such as 100 Ω, which tests whether one linear source explains it";
}

}  // namespace ohmloop::classify
