#include "classify/same_stage.hpp"

#include "classify/decibels.hpp"
#include "classify/quoter.hpp"
#include "classify/wording.hpp"

#include "ohmloop/classify/capability.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

namespace ohmloop::classify {

namespace {

using result::Answer;

/// Two readings of one voltage at different times: the drift of an evening.
constexpr double same_level_db = 0.05;
/// Hum comes and goes with the cable.
constexpr double same_noise_db = 1.0;

/// dB of the second re the first, with the half-width of its 95 % interval.
struct Change {
    double db = 0;
    double either_way_db = 0;

    [[nodiscard]] bool is_beyond(double allowed_db) const {
        return std::abs(db) > allowed_db + either_way_db;
    }
};

double half_width_db(double value, double low, double high) {
    return low > 0 ? decibels(high / low) / 2 : decibels(high / value);
}

double emf_half_width_db(const PortFacts& facts, const Capability& port) {
    const auto emf =
        Quoter(facts, port).quote({"emf", "V"}, [](auto&, auto& p) { return p.clean_emf_v; });
    return emf.low && emf.high ? half_width_db(emf.value, *emf.low, *emf.high) : 0;
}

/// None where either is not known, or a bound.
std::optional<Change> emf_change(const std::array<Jack, 2>& jacks, const Capability& a,
                                 const Capability& b) {
    if (!a.clean_emf_v || !b.clean_emf_v || a.emf_is_bound || b.emf_is_bound) return std::nullopt;
    return Change{
        decibels(*b.clean_emf_v / *a.clean_emf_v),
        std::hypot(emf_half_width_db(jacks[0].facts, a), emf_half_width_db(jacks[1].facts, b))};
}

double noise_half_width_db(const NoiseFact& noise) {
    if (!noise.interval) return 0;
    return half_width_db(noise.value, noise.interval->low, noise.interval->high);
}

bool comparable(const NoiseFact& a, const NoiseFact& b) {
    return a.a_weighted == b.a_weighted && a.to_hz == b.to_hz && a.kind == result::Kind::measured &&
           b.kind == result::Kind::measured;
}

std::optional<Change> noise_change(const PortFacts& a, const PortFacts& b) {
    if (!a.volts || !b.volts || !a.noise || !b.noise || !comparable(*a.noise, *b.noise))
        return std::nullopt;
    return Change{decibels(b.noise->value / a.noise->value),
                  std::hypot(noise_half_width_db(*a.noise), noise_half_width_db(*b.noise))};
}

/// The resistor between the two, where both impedances are measured and clearly apart.
std::optional<double> resistor_between(const PortFacts& a, const PortFacts& b) {
    const auto& one = a.impedance_ohm;
    const auto& other = b.impedance_ohm;
    if (!one || !other || !one->is_measured() || !other->is_measured()) return std::nullopt;
    if (one->low <= other->high && other->low <= one->high) return 0.0;
    return other->value - one->value;
}

/// What is nothing to speak of, or within what the figures leave open.
bool is_same(const Change& change) {
    constexpr double noticeable_db = 0.05;
    return std::abs(change.db) < std::max(noticeable_db, change.either_way_db);
}

/// "3.1 dB (±0.2) more", "as much".
std::string compared(const Change& change, const char* more, const char* less, const char* same) {
    if (is_same(change)) return same;
    const auto either_way =
        change.either_way_db < 0.05 ? "" : fmt::format(" (±{:.1f})", change.either_way_db);
    return fmt::format("{}{} {}", worded_decibels(std::abs(change.db)), either_way,
                       change.db > 0 ? more : less);
}

std::string noise_text(const Jack& first, const Jack& second, const Change& change) {
    std::string text = fmt::format(
        "{} has {} noise {} {}: {} against {}", second.name,
        compared(change, "more", "less", "as much"), is_same(change) ? "as" : "than", first.name,
        worded_volts(second.facts.noise->value), worded_volts(first.facts.noise->value));
    const auto a = capability(first.facts);
    const auto b = capability(second.facts);
    if (a.snr_db && b.snr_db && !a.snr_is_bound && !b.snr_is_bound)
        text += fmt::format(", {:.1f} dB below its largest level against {:.1f} dB", *b.snr_db,
                            *a.snr_db);
    return text;
}

/// Measured ones of the open jack in volts.
std::vector<ToneFact> open_tones(const PortFacts& facts) {
    const LoadFacts* open = facts.open();
    if (!open || !facts.volts) return {};
    std::vector<ToneFact> tones = open->tones;
    if (tones.empty() && open->level && open->thd_n_db)
        tones.push_back({*open->level, *open->thd_n_db, open->thd_n_interval, open->thd_n_kind});
    std::erase_if(tones, [](const ToneFact& t) { return t.kind != result::Kind::measured; });
    return tones;
}

/// The two tones nearest in level; of those as near, the loudest.
std::optional<std::pair<ToneFact, ToneFact>> nearest_tones(const PortFacts& a, const PortFacts& b) {
    std::optional<std::pair<ToneFact, ToneFact>> nearest;
    const auto apart_db = [](const ToneFact& one, const ToneFact& other) {
        return std::abs(decibels(other.level.value / one.level.value));
    };
    for (const ToneFact& one : open_tones(a))
        for (const ToneFact& other : open_tones(b))
            if (!nearest ||
                apart_db(one, other) < apart_db(nearest->first, nearest->second) - same_level_db)
                nearest = {one, other};
    return nearest;
}

double purity_half_width_db(const ToneFact& tone) {
    return tone.interval ? (tone.interval->high - tone.interval->low) / 2 : 0;
}

/// Distortion grows with the level: what one costs shows at equal levels only.
std::optional<std::string> distortion_text(const Jack& first, const Jack& second) {
    constexpr double equal_db = 1;
    const auto tones = nearest_tones(first.facts, second.facts);
    if (!tones) return std::nullopt;
    const auto& [a, b] = *tones;
    const auto figures =
        fmt::format("{:.1f} dB at {} against {:.1f} dB at {}", b.thd_n_db,
                    worded_volts(b.level.value), a.thd_n_db, worded_volts(a.level.value));
    if (std::abs(decibels(b.level.value / a.level.value)) > equal_db)
        return fmt::format("THD+N of {}, unloaded, is {}: levels too far apart to compare",
                           second.name, figures);
    const Change change{b.thd_n_db - a.thd_n_db,
                        std::hypot(purity_half_width_db(a), purity_half_width_db(b))};
    return fmt::format("THD+N of {} at the same level, unloaded, is {}: {}", second.name,
                       compared(change, "higher", "lower", "the same"), figures);
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
    const auto emf = emf_change(jacks, a, b);
    if (!emf)
        return {Answer::unknown,
                "one stage or two: not known without both largest levels in volts, each reached "
                "by the jack itself"};
    const std::string levels =
        fmt::format("{} and {}", worded_volts(*a.clean_emf_v), worded_volts(*b.clean_emf_v));
    if (emf->is_beyond(same_level_db))
        return {Answer::no,
                fmt::format("two stages, or one with different gain: EMFs of {}", levels)};
    const auto ohm = resistor_between(jacks[0].facts, jacks[1].facts);
    const auto noise = noise_change(jacks[0].facts, jacks[1].facts);
    if (noise && noise->is_beyond(same_noise_db))
        return {Answer::no, fmt::format("two stages: one EMF ({}), but {} noise apart", levels,
                                        worded_decibels(std::abs(noise->db)))};
    if (!ohm) return {Answer::unknown, fmt::format("one EMF ({}): perhaps one stage", levels)};
    const bool told =
        noise && std::abs(emf->db) <= same_level_db && std::abs(noise->db) <= same_noise_db;
    return {told ? Answer::yes : Answer::with_reservations,
            fmt::format("one stage{}: one EMF ({}), {}", told ? "" : " as it seems", levels,
                        resistor_text(*ohm, jacks))};
}

std::vector<std::string> cost_of(const Jack& first, const Jack& second) {
    std::vector<std::string> sentences;
    if (const auto noise = noise_change(first.facts, second.facts))
        sentences.push_back(noise_text(first, second, *noise));
    if (auto distortion = distortion_text(first, second)) sentences.push_back(*distortion);
    if (sentences.empty())
        sentences.emplace_back(
            "what the second stage costs is not known: noise and THD+N of both, measured with the "
            "same input in volts, would tell");
    return sentences;
}

}  // namespace ohmloop::classify
