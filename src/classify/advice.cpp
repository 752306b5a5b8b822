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
            "No volts are known, which leaves open how loud it is, its power and current and "
            "whether it overloads an input; one multimeter reading (--dmm) settles all of it.");
}

/// "2.06 V (+6.3 dBV, 0.18 dB less than open)".
std::string given_to(const Capability& port, double input_ohm) {
    const auto loss = worded_decibels(*loading_loss_db(port, input_ohm));
    const auto at = deliver(port, input_ohm);
    if (!at) return loss + " less than open";
    return fmt::format("{} ({}, {} less than open{})", worded_volts(at->volts),
                       worded_dbv(at->volts), loss,
                       at->current_limited ? ", stopped by its current limit" : "");
}

void advise_line_inputs(const Capability& port, Sentences& sentences) {
    if (!port.impedance_ohm) return;
    const auto most = port.clean_emf_v ? worded_most(port) : std::string{};
    sentences.push_back(fmt::format("A 10 kΩ line input gets {}{}, a 47 kΩ one {}{}.", most,
                                    given_to(port, 10e3), most, given_to(port, 47e3)));
    sentences.push_back(
        fmt::format("A 600 Ω input of older studio gear gets {}{}.", most, given_to(port, 600)));
}

/// 2 V: digital players' full scale, which consumer inputs accept.
void advise_volume(const Capability& port, Sentences& sentences) {
    constexpr double player_volts = 2.0;
    constexpr double studio_volts = 1.2277;  // +4 dBu
    if (!port.clean_emf_v) return;
    const double volts = *port.clean_emf_v;
    if (volts > 1.1 * player_volts)
        sentences.push_back(
            fmt::format("For inputs made for 2 V set the volume {} below maximum "
                        "({} full scale).",
                        worded_decibels(decibels(volts / player_volts)), worded_volts(volts)));
    const double headroom = decibels(volts / studio_volts);
    sentences.push_back(fmt::format("Studio inputs expect +4 dBu (1.23 V) nominal: it {} {}.",
                                    headroom < 0 ? "falls short of that by" : "has a headroom of",
                                    worded_decibels(std::abs(headroom))));
}

/// Loudness for a headphone of 100 dB SPL/mW, near the middle of published ones.
void advise_headphone(const Capability& port, double ohm, Sentences& sentences) {
    constexpr double typical_db_per_milliwatt = 100;
    const auto at = deliver(port, ohm);
    if (!at) return;
    const double peak = typical_db_per_milliwatt + 10 * std::log10(at->watts * 1e3);
    const double music = peak - 15;  // average of music whose peaks just stay clean
    const char* loudness = music > 100  ? "unsafe at full level"
                           : music > 90 ? "loud"
                           : music > 75 ? "enough"
                                        : "quiet";
    sentences.push_back(
        fmt::format("A {} headphone gets {}{} ({}, {}){}: at 100 dB SPL per mW "
                    "music averages {:.0f} dB SPL (±5 dB), {}.",
                    worded_ohms(ohm), worded_most(port), worded_watts(at->watts),
                    worded_volts(at->volts), worded_amperes(at->amperes),
                    at->current_limited ? ", stopped by its current limit" : "", music, loudness));
}

void advise_damping(const Capability& port, Sentences& sentences) {
    if (!port.impedance_ohm) return;
    const double source = *port.impedance_ohm;
    const double suits = std::ceil(8 * source);
    const auto rule = suits > 600 ? fmt::format(
                                        "the 1/8 rule asks for {}, which no usual headphone "
                                        "has",
                                        worded_ohms(suits))
                                  : fmt::format("the 1/8 rule (1 dB at most) holds from {} up",
                                                worded_ohms(suits));
    sentences.push_back(
        fmt::format("With {} of source impedance the frequency response of a 32 Ω "
                    "headphone changes by up to {}, of a 300 Ω one by {}; {}.",
                    worded_ohms(source), worded_decibels(decibels(1 + source / 32)),
                    worded_decibels(decibels(1 + source / 300)), rule));
}

void advise_bass(const Capability& port, Sentences& sentences) {
    const auto low = bass_corner_hz(port, 32);
    const auto high = bass_corner_hz(port, 10e3);
    if (!low || !high) return;
    sentences.push_back(
        fmt::format("Its coupling capacitor of {:.0f} µF puts the bass corner at "
                    "{:.0f} Hz with 32 Ω and {:.1f} Hz with 10 kΩ.",
                    *port.coupling_farads * 1e6, *low, *high));
}

void advise_habits(const PortFacts& facts, Sentences& sentences) {
    if (facts.load_sensing)
        sentences.push_back(
            "It changes its level with the load it senses at plug-in: plug the "
            "load in before you judge the level, and re-plug after changing it.");
    if (facts.polarity == -1)
        sentences.push_back(
            "It inverts polarity; nothing is heard of that alone, mixed with "
            "another source it may cancel.");
    if (facts.volume == "unknown" && facts.volts)
        sentences.push_back(
            "The position of its volume control is not known: levels, power and "
            "loudness hold for the position it had.");
}

}  // namespace

std::vector<std::string> advice(const PortFacts& facts, const Capability& port) {
    Sentences sentences;
    if (!facts.has_figures()) return sentences;
    advise_line_inputs(port, sentences);
    advise_volume(port, sentences);
    for (const double ohm : {32.0, 300.0}) advise_headphone(port, ohm, sentences);
    advise_damping(port, sentences);
    advise_bass(port, sentences);
    advise_habits(facts, sentences);
    advise_without_volts(port, sentences);
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
    if (!port.volts) return "give one multimeter reading (--dmm): level and current decide";
    if (!port.clean_emf_v || !port.heaviest->amperes)
        return "measure max-level open and with the load: the current it can give decides";
    if (port.emf_is_bound || facts.volume == "unknown")
        return "measure at full volume (--volume max) with a pad before the input, up to its limit";
    if (facts.volume != "fixed" && !facts.volume_range_db)
        return "move the volume control from minimum to maximum: a fixed level speaks for line";
    return "add a third load, such as 100 Ω, which tests whether one linear source explains it";
}

}  // namespace ohmloop::classify
