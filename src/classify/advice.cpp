#include "ohmloop/classify/advice.hpp"

#include "classify/wording.hpp"

#include <fmt/format.h>

#include <cmath>

namespace ohmloop::classify {

namespace {

using Sentences = std::vector<std::string>;

double decibels(double ratio) { return 20 * std::log10(ratio); }

void advise_without_volts(const Capability& port, Sentences& sentences) {
    if (!port.volts)
        sentences.push_back(
            "No volts are known: the input's full scale (--input-full-scale) settles loudness, "
            "power and current.");
}

void advise_load_sensing(const PortFacts& facts, Sentences& sentences) {
    if (facts.load_sensing)
        sentences.push_back(
            "It sets its level by the load it finds: re-plug after changing the load, then judge.");
}

/// How loud a headphone of 100 dB SPL/mW, near the middle of published ones, plays music whose
/// peaks, some 15 dB above its average, just stay clean. 85 dB is taken for safe over a working
/// day; every 3 dB more halve the time: 48 minutes at 95 dB.
struct Loudness {
    double music_db = 0;
    const char* word = "";
};

Loudness loudness_of(const Delivery& delivery) {
    constexpr double typical_db_per_milliwatt = 100;
    constexpr double peak_over_average_db = 15;
    const double music =
        typical_db_per_milliwatt + 10 * std::log10(delivery.watts * 1e3) - peak_over_average_db;
    return {music, music >= 95   ? "unsafe"
                   : music >= 85 ? "loud"
                   : music >= 75 ? "enough"
                                 : "quiet"};
}

void advise_headphones(const Capability& port, Sentences& sentences) {
    const auto into_32 = deliver(port, 32);
    const auto into_300 = deliver(port, 300);
    if (!into_32 || !into_300 || port.emf_is_bound) return;
    const Loudness low = loudness_of(*into_32);
    const Loudness high = loudness_of(*into_300);
    sentences.push_back(fmt::format(
        "Music at full level: {:.0f} dB SPL on 32 Ω ({}), {:.0f} on 300 Ω headphones ({}), "
        "±5 dB.",
        low.music_db, low.word, high.music_db, high.word));
}

/// Modern inputs of 10 and 47 kohm, and the 600 ohm of older studio gear.
void advise_line_inputs(const Capability& port, Sentences& sentences) {
    if (!port.source) return;
    constexpr double low_ohm = 10e3;
    constexpr double high_ohm = 47e3;
    constexpr double studio_ohm = 600;
    const auto modern = deliver(port, low_ohm);
    if (!modern) {
        auto loss = [&](double ohm) { return worded_decibels(*loading_loss_db(port, ohm)); };
        sentences.push_back(
            fmt::format("Line inputs take away {} at 10 kΩ, {} at 47 kΩ, {} at 600 Ω.",
                        loss(low_ohm), loss(high_ohm), loss(studio_ohm)));
        return;
    }
    sentences.push_back(fmt::format("Line inputs get {}{} ({}) at 10 kΩ, {} at 47 kΩ, {} at 600 Ω.",
                                    worded_most(port), worded_volts(modern->volts),
                                    worded_dbv(modern->volts),
                                    worded_volts(deliver(port, high_ohm)->volts),
                                    worded_volts(deliver(port, studio_ohm)->volts)));
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
    sentences.push_back(fmt::format(
        "{} {} ({} full scale{}).", clean_at_2_v ? "For inputs made for 2 V" : "To stay clean",
        turned_down(facts, down), worded_volts(full_scale),
        overdriven ? ", clean to " + worded_volts(*port.clean_emf_v) : ""));
}

void advise_studio(const Capability& port, Sentences& sentences) {
    constexpr double studio_volts = 1.2277;  // +4 dBu
    if (!port.clean_emf_v || port.emf_is_bound) return;
    const double headroom = decibels(*port.clean_emf_v / studio_volts);
    sentences.push_back(
        fmt::format("Studio inputs expect +4 dBu (1.23 V): it {} {}.",
                    headroom < 0 ? "falls short of that by" : "has a headroom above that of",
                    worded_decibels(std::abs(headroom))));
}

void advise_damping(const Capability& port, Sentences& sentences) {
    if (!port.source) return;
    const double source = port.source->resistance_ohm();
    sentences.push_back(
        fmt::format("Its {} change the response of a 32 Ω headphone by up to {}, of a 300 Ω one by "
                    "{}.",
                    worded_ohms(source), worded_decibels(decibels(1 + source / 32)),
                    worded_decibels(decibels(1 + source / 300))));
}

void advise_bass(const Capability& port, Sentences& sentences) {
    const auto low = bass_corner_hz(port, 32);
    const auto high = bass_corner_hz(port, 10e3);
    if (!low || !high) return;
    sentences.push_back(
        fmt::format("Its coupling capacitor of {} puts the bass corner at {:.0f} Hz with "
                    "32 Ω, {:.1f} Hz with 10 kΩ.",
                    worded_farads(*port.coupling_farads), *low, *high));
}

void advise_phase(const Capability& port, Sentences& sentences) {
    if (!port.source || port.source->phase_known) return;
    sentences.push_back(
        fmt::format("Nothing tells the phase of its {}: power and loss count it as a resistance.",
                    worded_ohms(port.source->resistance_ohm())));
}

void advise_habits(const PortFacts& facts, Sentences& sentences) {
    if (facts.polarity == -1)
        sentences.push_back(
            "It inverts polarity: not heard alone, mixed with another source it may cancel.");
    if (facts.volume == Volume::unknown && facts.volts)
        sentences.push_back(
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

}  // namespace

std::vector<std::string> advice(const PortFacts& facts, const Capability& port) {
    Sentences sentences;
    if (!facts.has_figures()) return sentences;
    advise_without_volts(port, sentences);
    advise_load_sensing(facts, sentences);
    advise_headphones(port, sentences);
    advise_line_inputs(port, sentences);
    advise_volume(facts, port, sentences);
    advise_bass(port, sentences);
    advise_phase(port, sentences);
    advise_habits(facts, sentences);
    advise_damping(port, sentences);
    advise_studio(port, sentences);
    return sentences;
}

std::string next_measurement(const PortFacts& facts, const Capability& port) {
    if (!facts.has_figures()) return "check the wiring and measure open and with a 33 Ω load";
    if (facts.rises_with_load)
        return "check which take has which load and measure open,4.7k,600,300,100,33: loads in "
               "every range show whether it senses them";
    if (!port.heaviest) return "measure again with a 33 Ω resistor across the port";
    if (port.heaviest->load_ohm > 64)
        return "measure with a load of about 33 Ω: the current it can give decides";
    if (!port.volts)
        return "name the input's full scale (--input-full-scale): level and current decide";
    if (!port.clean_emf_v || !port.heaviest->amperes)
        return "measure max-level open and with the load: the current it can give decides";
    if (port.emf_is_bound || facts.volume == Volume::unknown) return measure_higher(facts, port);
    if (facts.volume != Volume::fixed && !facts.volume_range_db)
        return "move the volume control from minimum to maximum: a fixed level speaks for line";
    return "add a third load, such as 100 Ω, which tests whether one linear source explains it";
}

}  // namespace ohmloop::classify
