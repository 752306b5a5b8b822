#include "classify/same_stage.hpp"

#include "classify/wording.hpp"

#include "ohmloop/classify/capability.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>

namespace ohmloop::classify {

namespace {

using result::Answer;

/// Two readings of one voltage at different times: the drift of an evening.
constexpr double same_level_db = 0.05;
/// Noise of one second is known to 0.1 dB; hum comes and goes with the cable.
constexpr double same_noise_db = 1.0;

double decibels(double ratio) { return 20 * std::log10(ratio); }

/// dB of the second re the first; none where either is not known, or a bound.
std::optional<double> emf_change_db(const Capability& a, const Capability& b) {
    if (!a.clean_emf_v || !b.clean_emf_v || a.emf_is_bound || b.emf_is_bound) return std::nullopt;
    return decibels(*b.clean_emf_v / *a.clean_emf_v);
}

bool comparable(const NoiseFact& a, const NoiseFact& b) {
    return a.a_weighted == b.a_weighted && a.to_hz == b.to_hz && a.kind == result::Kind::measured &&
           b.kind == result::Kind::measured;
}

std::optional<double> noise_change_db(const PortFacts& a, const PortFacts& b) {
    if (!a.volts || !b.volts || !a.noise || !b.noise || !comparable(*a.noise, *b.noise))
        return std::nullopt;
    return decibels(b.noise->value / a.noise->value);
}

/// The resistor between the two, where both impedances are measured and clearly apart.
std::optional<double> resistor_between(const PortFacts& a, const PortFacts& b) {
    const auto& one = a.impedance_ohm;
    const auto& other = b.impedance_ohm;
    if (!one || !other || !one->is_measured() || !other->is_measured()) return std::nullopt;
    if (one->low <= other->high && other->low <= one->high) return 0.0;
    return other->value - one->value;
}

/// "3.1 dB more", "as much".
std::string compared(double change_db, const char* more, const char* less, const char* same) {
    constexpr double noticeable_db = 0.05;
    if (std::abs(change_db) < noticeable_db) return same;
    return fmt::format("{} {}", worded_decibels(std::abs(change_db)), change_db > 0 ? more : less);
}

std::string noise_text(const Jack& first, const Jack& second, double change_db) {
    std::string text = fmt::format("{} has {} noise {} {}: {} against {}", second.name,
                                   compared(change_db, "more", "less", "as much"),
                                   std::abs(change_db) < 0.05 ? "as" : "than", first.name,
                                   worded_volts(second.facts.noise->value),
                                   worded_volts(first.facts.noise->value));
    const auto a = capability(first.facts);
    const auto b = capability(second.facts);
    if (a.snr_db && b.snr_db && !a.snr_is_bound && !b.snr_is_bound)
        text += fmt::format(", {:.1f} dB below its largest level against {:.1f} dB", *b.snr_db,
                            *a.snr_db);
    return text;
}

std::optional<std::string> distortion_text(const Jack& first, const Jack& second) {
    const auto* a = first.facts.open();
    const auto* b = second.facts.open();
    const auto measured = [](const LoadFacts* open) {
        return open != nullptr && open->thd_n_db && open->level &&
               open->thd_n_kind == result::Kind::measured;
    };
    if (!measured(a) || !measured(b) || !first.facts.volts || !second.facts.volts)
        return std::nullopt;
    const double change = *b->thd_n_db - *a->thd_n_db;
    return fmt::format(
        "THD+N of {} at its loudest, unloaded, is {}: {:.1f} dB at {} against {:.1f} "
        "dB at {}",
        second.name, compared(change, "higher", "lower", "the same"), *b->thd_n_db,
        worded_volts(b->level->value), *a->thd_n_db, worded_volts(a->level->value));
}

std::string resistor_text(double ohm, const std::array<Jack, 2>& jacks) {
    if (ohm == 0) return "with the same impedance";
    return fmt::format("with {} more before {}", worded_ohms(std::abs(ohm)),
                       jacks[ohm > 0 ? 1 : 0].name);
}

}  // namespace

StageComparison compare_stages(const std::array<Jack, 2>& jacks) {
    const Capability a = capability(jacks[0].facts);
    const Capability b = capability(jacks[1].facts);
    const auto emf = emf_change_db(a, b);
    if (!emf)
        return {Answer::unknown,
                "one stage or two: not known without both largest levels in volts, each reached "
                "by the jack itself"};
    const std::string levels =
        fmt::format("{} and {}", worded_volts(*a.clean_emf_v), worded_volts(*b.clean_emf_v));
    if (std::abs(*emf) > same_level_db)
        return {Answer::no,
                fmt::format("two stages, or one with different gain: EMFs of {}", levels)};
    const auto ohm = resistor_between(jacks[0].facts, jacks[1].facts);
    const auto noise = noise_change_db(jacks[0].facts, jacks[1].facts);
    if (noise && std::abs(*noise) > same_noise_db)
        return {Answer::no, fmt::format("two stages: one EMF ({}), but {} noise apart", levels,
                                        worded_decibels(std::abs(*noise)))};
    if (!ohm) return {Answer::unknown, fmt::format("one EMF ({}): perhaps one stage", levels)};
    return {noise ? Answer::yes : Answer::with_reservations,
            fmt::format("one stage{}: one EMF ({}), {}", noise ? "" : " as it seems", levels,
                        resistor_text(*ohm, jacks))};
}

std::vector<std::string> cost_of(const Jack& first, const Jack& second) {
    std::vector<std::string> sentences;
    if (const auto noise = noise_change_db(first.facts, second.facts))
        sentences.push_back(noise_text(first, second, *noise));
    if (auto distortion = distortion_text(first, second)) sentences.push_back(*distortion);
    if (sentences.empty())
        sentences.emplace_back(
            "what the second stage costs is not known: noise and THD+N of both, measured with the "
            "same input in volts, would tell");
    return sentences;
}

}  // namespace ohmloop::classify
