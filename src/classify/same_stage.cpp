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
using result::QuotedFigure;

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

/// Quotes one jack's figures under its name.
class JackQuoter {
  public:
    explicit JackQuoter(const Jack& jack)
        : jack_(jack), port_(capability(jack.facts)), quoter_(jack.facts, port_) {}

    [[nodiscard]] QuotedFigure quote(const Label& label, const Reading& reading) const {
        auto figure = quoter_.quote(label, reading);
        figure.jack = jack_.name;
        return figure;
    }
    [[nodiscard]] const Jack& jack() const { return jack_; }
    [[nodiscard]] const Capability& port() const { return port_; }

  private:
    const Jack& jack_;
    Capability port_;
    Quoter quoter_;
};

QuotedFigure emf_of(const JackQuoter& jack) {
    return jack.quote({"emf", "V"}, [](auto&, auto& p) { return p.clean_emf_v; });
}

/// What the figures of both make together: by what the second's differs.
QuotedFigure between(const char* name, const Change& change, const QuotedFigure& a,
                     const QuotedFigure& b) {
    QuotedFigure figure{.name = name, .value = change.db, .unit = "dB"};
    figure.origin = result::Origin::computed;
    if (change.either_way_db > 0) {
        figure.low = change.db - change.either_way_db;
        figure.high = change.db + change.either_way_db;
    }
    figure.from = a.from;
    for (const auto& source : b.from)
        if (std::ranges::find(figure.from, source) == figure.from.end())
            figure.from.push_back(source);
    return figure;
}

double emf_half_width_db(const JackQuoter& jack) {
    const auto emf = emf_of(jack);
    return emf.low && emf.high ? half_width_db(emf.value, *emf.low, *emf.high) : 0;
}

/// None where either is not known, or a bound.
std::optional<Change> emf_change(const JackQuoter& a, const JackQuoter& b) {
    const Capability& one = a.port();
    const Capability& other = b.port();
    if (!one.clean_emf_v || !other.clean_emf_v || one.emf_is_bound || other.emf_is_bound)
        return std::nullopt;
    return Change{decibels(*other.clean_emf_v / *one.clean_emf_v),
                  std::hypot(emf_half_width_db(a), emf_half_width_db(b))};
}

double noise_half_width_db(const NoiseFact& noise) {
    if (!noise.interval) return 0;
    return half_width_db(noise.value, noise.interval->low, noise.interval->high);
}

QuotedFigure noise_of(const JackQuoter& jack) {
    return jack.quote({"noise", "V"}, [](auto& f, auto&) { return std::optional(f.noise->value); });
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
Phrase compared(const Change& change, const QuotedFigure& figure, const char* more,
                const char* less, const char* same) {
    if (is_same(change)) return same;
    const auto either_way =
        change.either_way_db < 0.05 ? "" : fmt::format(" (±{:.1f})", change.either_way_db);
    return phrase("{}{} {}", said(figure, worded_decibels(std::abs(change.db))), either_way,
                  change.db > 0 ? more : less);
}

Phrase noise_text(const JackQuoter& first, const JackQuoter& second, const Change& change) {
    const auto one = noise_of(first);
    const auto other = noise_of(second);
    const auto text = phrase(
        "{} has {} noise {} {}: {} against {}", second.jack().name,
        compared(change, between("noise_change", change, one, other), "more", "less", "as much"),
        is_same(change) ? "as" : "than", first.jack().name, said(other), said(one));
    if (!first.port().snr_db || !second.port().snr_db || first.port().snr_is_bound ||
        second.port().snr_is_bound)
        return text;
    const auto snr = [](const JackQuoter& jack) {
        const auto figure = jack.quote({"snr", "dB"}, [](auto&, auto& p) { return p.snr_db; });
        return said(figure, fmt::format("{:.1f} dB", figure.value));
    };
    return phrase("{}, {} below its largest level against {}", text, snr(second), snr(first));
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

/// A figure of the result as it stands.
QuotedFigure as_found(const JackQuoter& jack, const Label& label, double value,
                      const std::optional<Interval>& interval) {
    auto figure = given(label, value);
    figure.origin = result::Origin::figure;
    figure.jack = jack.jack().name;
    const auto& channel = jack.jack().facts.channel;
    figure.from.push_back(
        {label.name, channel.empty() ? std::nullopt : std::optional(channel), "open"});
    if (!interval) return figure;
    figure.low = interval->low;
    figure.high = interval->high;
    return figure;
}

QuotedFigure purity_of(const JackQuoter& jack, const ToneFact& tone) {
    return as_found(jack, {"thd_n", "dB"}, tone.thd_n_db, tone.interval);
}

/// "-99.0 dB at 891 mV"
Phrase said_tone(const JackQuoter& jack, const ToneFact& tone) {
    return phrase("{} at {}", said(purity_of(jack, tone), fmt::format("{:.1f} dB", tone.thd_n_db)),
                  said(as_found(jack, {"level", "V"}, tone.level.value, tone.level.interval)));
}

/// Distortion grows with the level: what one costs shows at equal levels only.
std::optional<Phrase> distortion_text(const JackQuoter& first, const JackQuoter& second) {
    constexpr double equal_db = 1;
    const auto tones = nearest_tones(first.jack().facts, second.jack().facts);
    if (!tones) return std::nullopt;
    const auto& [a, b] = *tones;
    const auto figures = phrase("{} against {}", said_tone(second, b), said_tone(first, a));
    if (std::abs(decibels(b.level.value / a.level.value)) > equal_db)
        return phrase("THD+N of {}, unloaded, is {}: levels too far apart to compare",
                      second.jack().name, figures);
    const Change change{b.thd_n_db - a.thd_n_db,
                        std::hypot(purity_half_width_db(a), purity_half_width_db(b))};
    const auto figure = between("thd_n_change", change, purity_of(first, a), purity_of(second, b));
    return phrase("THD+N of {} at the same level, unloaded, is {}: {}", second.jack().name,
                  compared(change, figure, "higher", "lower", "the same"), figures);
}

/// With the ends of both intervals as far apart as they can be.
Phrase resistor_text(double ohm, const std::array<Jack, 2>& jacks) {
    if (ohm == 0) return "with the same impedance";
    const auto half = [](const Known& known) { return (known.high - known.low) / 2; };
    const double either_way =
        std::hypot(half(*jacks[0].facts.impedance_ohm), half(*jacks[1].facts.impedance_ohm));
    QuotedFigure figure{.name = "resistor_between",
                        .value = std::abs(ohm),
                        .unit = "ohm",
                        .low = std::abs(ohm) - either_way,
                        .high = std::abs(ohm) + either_way,
                        .origin = result::Origin::computed};
    figure.from.push_back({"output_impedance", {}, {}});
    return phrase("with {} more before {}", said(figure), jacks[ohm > 0 ? 1 : 0].name);
}

}  // namespace

StageComparison compare_stages(const std::array<Jack, 2>& jacks) {
    const JackQuoter a(jacks[0]);
    const JackQuoter b(jacks[1]);
    const auto emf = emf_change(a, b);
    if (!emf)
        return {Answer::unknown,
                "one stage or two: not known without both largest levels in volts, each reached "
                "by the jack itself"};
    const auto levels = phrase("{} and {}", said(emf_of(a)), said(emf_of(b)));
    if (emf->is_beyond(same_level_db))
        return {Answer::no, phrase("two stages, or one with different gain: EMFs of {}", levels)};
    const auto ohm = resistor_between(jacks[0].facts, jacks[1].facts);
    const auto noise = noise_change(jacks[0].facts, jacks[1].facts);
    if (noise && noise->is_beyond(same_noise_db))
        return {Answer::no, phrase("two stages: one EMF ({}), but {} noise apart", levels,
                                   said(between("noise_change", *noise, noise_of(a), noise_of(b)),
                                        worded_decibels(std::abs(noise->db))))};
    if (!ohm) return {Answer::unknown, phrase("one EMF ({}): perhaps one stage", levels)};
    const bool told =
        noise && std::abs(emf->db) <= same_level_db && std::abs(noise->db) <= same_noise_db;
    return {told ? Answer::yes : Answer::with_reservations,
            phrase("one stage{}: one EMF ({}), {}", told ? "" : " as it seems", levels,
                   resistor_text(*ohm, jacks))};
}

std::vector<Phrase> cost_of(const Jack& first, const Jack& second) {
    const JackQuoter one(first);
    const JackQuoter other(second);
    std::vector<Phrase> sentences;
    if (const auto noise = noise_change(first.facts, second.facts))
        sentences.push_back(noise_text(one, other, *noise));
    if (auto distortion = distortion_text(one, other)) sentences.push_back(*distortion);
    if (sentences.empty())
        sentences.emplace_back(
            "what the second stage costs is not known: noise and THD+N of both, measured with the "
            "same input in volts, would tell");
    return sentences;
}

}  // namespace ohmloop::classify
