#include "ohmloop/classify/evidence.hpp"

#include "classify/counted_share.hpp"
#include "classify/level_drop.hpp"
#include "classify/sensed_groups.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::classify {

namespace {

using profiles::Populations;
using Side = LogReading::Side;

/// The deepest any one criterion may push a class down, nats: odds of 150 to 1.
constexpr double deepest = 5;

LogReading reading(const Known& fact) {
    const Side side = fact.kind == result::Kind::upper_bound   ? Side::at_most
                      : fact.kind == result::Kind::lower_bound ? Side::at_least
                                                               : Side::exactly;
    return {std::log10(fact.value), fact.log10_deviation(), side};
}

/// Below an upper bound this low lies nothing but what headphone outputs usually have; below a
/// higher one lie both kinds, and how high it is tells of the set-up.
constexpr double telling_bound_ohm = 20;

/// lg of the source's resistance: the populations are of resistances, and a coupling capacitor
/// speaks for itself. Absent where a bound leaves every class possible.
std::optional<LogReading> impedance_reading(const PortFacts& facts, const Capability& port) {
    if (facts.levels_alone) return {};
    const auto& known = facts.resistance_ohm ? facts.resistance_ohm : facts.impedance_ohm;
    if (known) {
        const bool at_most = known->kind == result::Kind::upper_bound;
        if (at_most && known->value > telling_bound_ohm) return {};
        return reading(*known);
    }
    if (!port.source) return {};
    return LogReading{std::log10(port.source->resistance_ohm()), 0.05, Side::exactly};
}

/// A control that is not at its maximum hides what the port could give.
bool below_maximum(const PortFacts& facts) { return facts.volume == Volume::partial; }

/// A digital full scale that overdrives the port belongs to an amplifier with gain to spare.
ClassScores of_overdrive(const PortFacts& facts, const Capability& port) {
    const LoadFacts* open = facts.open();
    const bool gives_way =
        open && (open->limited_by == "distortion" || open->limited_by == "compression");
    if (!gives_way) return {};
    const bool depth_known = open->level && open->level->level_dbfs;
    if (depth_known && port.overdrive_db < 1) return {};
    const double doubt = depth_known && port.overdrive_db > 3 ? 0.02 : 0.10;
    return logarithm({{doubt, 0.3, 0.15, 0.3}});
}

/// Without volts so faint a level still is one.
ClassScores of_faintness(const Populations& populations, const PortFacts& facts,
                         const Capability& port) {
    if (!gives_nothing(facts) || below_maximum(facts)) return {};
    const LogReading level{std::log10(*most_level_v(facts)), 0, Side::at_most};
    return sharpened(populations,
                     likelihood_of_level(populations, level, impedance_reading(facts, port)));
}

ClassScores of_level(const Populations& populations, const PortFacts& facts,
                     const Capability& port) {
    if (!port.reach_emf_v)
        return of_overdrive(facts, port) + of_faintness(populations, facts, port);
    const bool at_least = port.reach_is_bound || below_maximum(facts);
    const double deviation = facts.open()->max_level->log10_deviation();
    const LogReading level{std::log10(*port.reach_emf_v), deviation,
                           at_least ? Side::at_least : Side::exactly};
    const auto impedance = impedance_reading(facts, port);
    return sharpened(populations, likelihood_of_level(populations, level, impedance)) +
           of_overdrive(facts, port);
}

/// Where levels alone tell of impedance and current, both.
ClassScores of_current(const Populations& populations, const PortFacts& facts,
                       const Capability& port) {
    if (!port.heaviest) return {};
    if (facts.levels_alone) return of_level_drop(populations, facts, port);
    const LoadedDrive& drive = *port.heaviest;
    const Side side = drive.limited ? Side::exactly : Side::at_least;
    if (drive.amperes) {
        const LogReading milliamperes{std::log10(1e3 * *drive.amperes), 0.02, side};
        return logarithm(
            likelihood_of_current(populations, milliamperes, Volts(port.clean_emf_v.value_or(0))));
    }
    // What was not driven to its limit or the digital full scale has shown no current.
    if (!drive.sag_db || !port.source || drive.stopped_short) return {};
    const double total = std::abs(port.source->ohm + drive.load_ohm);
    const Side depth = drive.limited && drive.sag_is_bound ? Side::at_most : side;
    const LogReading sag{drive.limited ? *drive.sag_db / 20 : 0.0, 0.02, depth};
    return logarithm(likelihood_of_sag(populations, sag, total, impedance_reading(facts, port)));
}

ClassScores of_impedance(const Populations& populations, const PortFacts& facts,
                         const Capability& port) {
    const auto impedance = impedance_reading(facts, port);
    if (!impedance) return {};
    return sharpened(populations, likelihood_of_impedance(populations, *impedance));
}

constexpr double least_hybrid_ohm = 10;
constexpr double most_hybrid_ohm = 60;

/// Odds of hybrid to headphone become 3 to 2 where the definition is fully met and 1 to 50 where
/// it is not, from 9 to 43.
ClassScores of_definition(const PortFacts& facts, const Capability& port) {
    if (facts.load_sensing || !port.source) return {};
    if (port.source->at_most && port.source->resistance_ohm() > least_hybrid_ohm) return {};
    const double ratio = 0.1 + 7.1 * meets_hybrid_figures(facts, port);
    return {{0, 0, std::log(ratio), 0}};
}

/// The same fact of each class, from what is counted of them.
struct CountedFact {
    CountedShare line;
    CountedShare headphone;

    /// A hybrid is built as a headphone output is. Of `other` nothing is counted: it stands between
    /// the two and gains by neither outcome.
    [[nodiscard]] ClassScores likelihood(bool having) const {
        const double of_line = having ? line.having() : 1 - line.having();
        const double of_headphone = having ? headphone.having() : 1 - headphone.having();
        return {{of_line, of_headphone, of_headphone, std::sqrt(of_line * of_headphone)}};
    }
};

/// What is known of one counted fact of a port, with its ratio's deviation.
struct CountedEvidence {
    ClassScores log_likelihood;
    double deviation = 0;
};

CountedEvidence of_fact(const CountedFact& fact, std::optional<bool> having,
                        const Populations& populations) {
    if (!having) return {};
    return {logarithm(fact.likelihood(*having)),
            ratio_deviation(fact.line, fact.headphone, populations.judged_decades, *having)};
}

/// People call fixed what only their computer can set: so many of those that can be set.
constexpr double called_fixed = 0.05;

CountedEvidence of_volume(const PortFacts& facts, const Populations& populations) {
    const auto& line = populations.line.published;
    const auto& headphone = populations.headphone.published;
    const bool fixed = facts.volume == Volume::fixed || !facts.adjustable.value_or(true) ||
                       std::abs(facts.volume_range_db.value_or(99)) < 0.1;
    const bool told = fixed || facts.volume_range_db || facts.adjustable;
    return of_fact({{line.fixed, line.fixed_of, called_fixed},
                    {headphone.fixed, headphone.fixed_of, called_fixed}},
                   told ? std::optional(fixed) : std::nullopt, populations);
}

/// Sockets of 4.4 mm have made balanced headphone outputs more usual than those counted.
constexpr double balanced_since = 0.06;

CountedEvidence of_balance(const PortFacts& facts, const Populations& populations) {
    const auto& line = populations.line.published;
    const auto& headphone = populations.headphone.published;
    return of_fact({{line.balanced, line.balanced_of, 0},
                    {headphone.balanced, headphone.balanced_of, balanced_since}},
                   facts.balanced, populations);
}

constexpr double capacitor_weight = 0.5;

/// Line outputs block direct current with 1-47 uF, headphone outputs with 100-470 uF; exceptions
/// of both kinds are sold, so that the weight is halved.
ClassScores of_capacitor(const Capability& port) {
    if (!port.coupling_farads) return {};
    const double microfarads = std::log10(*port.coupling_farads * 1e6);
    auto fit = [&](double centre, double decades) {
        const double z = (microfarads - centre) / decades;
        return 0.65 * std::exp(-z * z / 2) + 0.15;
    };
    ClassScores scores =
        logarithm({{fit(1.0, 0.45), fit(2.2, 0.30), fit(2.2, 0.30), fit(1.0, 0.8)}});
    for (const Candidate c : candidates) scores[c] *= capacitor_weight;
    return scores;
}

/// Only where no limit was met: a limit shows as current, and the same fact counts once.
ClassScores of_distortion(const Capability& port) {
    if (!port.heaviest || port.heaviest->limited) return {};
    const LoadedDrive& drive = *port.heaviest;
    if (!drive.thd_n_db || !drive.thd_n_rise_db || !drive.thd_n_amperes) return {};
    const bool rises = *drive.thd_n_rise_db > 12 && *drive.thd_n_db > -60;
    const bool at_line_current = *drive.thd_n_amperes < 0.020;
    return rises && at_line_current ? logarithm({{0.6, 0.12, 0.12, 0.3}}) : ClassScores{};
}

/// A port that senses its load and serves each group is a hybrid by definition; one that serves
/// line inputs or headphones alone senses for other reasons, such as muting, and is what it serves:
/// no headphone output leaves all headphones without.
ClassScores of_sensing(const PortFacts& facts, const Capability& port) {
    if (!facts.load_sensing) return {};
    bool line = false;
    bool headphone = false;
    bool each = true;
    for (const auto& group : sensed_groups(facts, port.source.value_or(SourceImpedance{}))) {
        const bool served = is_served(group, facts);
        (is_light(group, facts) ? line : headphone) |= served;
        each = each && served;
    }
    if (line && headphone)
        return logarithm(each ? ClassScores{{0.002, 0.01, 0.9, 0.002}}
                              : ClassScores{{0.15, 0.4, 0.3, 0.05}});
    if (headphone) return logarithm({{0.01, 0.5, 0.05, 0.05}});
    if (line) return logarithm({{0.5, 0.01, 0.01, 0.2}});
    return logarithm({{0.1, 0.1, 0.02, 0.5}});
}

/// Of the ratio of two numbers nobody published, `weight` of which counts.
double judged_deviation(const ClassScores& log_likelihood, const Populations& populations,
                        double weight = 1) {
    const bool silent =
        std::ranges::all_of(log_likelihood.score, [](double score) { return score == 0; });
    const double one = std::numbers::ln10 * populations.judged_decades;
    return silent ? 0 : weight * std::numbers::sqrt2 * one;
}

/// Probability that a value with this deviation (decades) lies above a threshold.
double above(double value, double threshold, double deviation) {
    const double z = std::log10(value / threshold) / std::max(deviation, 0.01);
    return std::erfc(-z / std::numbers::sqrt2) / 2;
}

double clean_under_load(const LoadedDrive& drive) {
    if (drive.load_ohm > 64) return 0.3;  // 32 ohm was not tried
    constexpr double not_known = 0.6;
    double strong = drive.amperes ? above(*drive.amperes, 0.005, 0.02) : not_known;
    if (drive.stopped_short) strong = std::max(strong, not_known);
    // Built for both means that full volume reaches the headphone, not a limiter.
    const double unsagging = drive.limited && drive.sag_db.value_or(-20) < -3 ? 0.0 : 1.0;
    if (!drive.thd_n_db) return not_known * strong * unsagging;
    return strong * unsagging * (*drive.thd_n_db < -60 ? 1.0 : 0.05);
}

}  // namespace

double Evidence::strength() const {
    const Candidate top = best(log_likelihood);
    // The question is line against headphone; what lies outside both only counts when it leads.
    double second = -deepest;
    for (const Candidate c : candidates) {
        const bool twin = top == Candidate::headphone && c == Candidate::hybrid &&
                          log_likelihood[top] - log_likelihood[c] < 1e-9;
        if (c != top && !twin && c != Candidate::other)
            second = std::max(second, log_likelihood[c]);
    }
    return log_likelihood[top] - second;
}

std::string_view Evidence::points_to() const {
    constexpr double noticeable = 0.25;  // odds of 1.3
    return strength() < noticeable ? std::string_view{} : name_of(best(log_likelihood));
}

std::vector<Evidence> unlimited_evidence(const PortFacts& facts, const Capability& port,
                                         const Populations& populations) {
    const auto sensing = of_sensing(facts, port);
    const auto distortion = of_distortion(port);
    const auto capacitor = of_capacitor(port);
    const auto volume = of_volume(facts, populations);
    const auto balance = of_balance(facts, populations);
    auto judged = [&](const ClassScores& scores, double weight = 1) {
        return judged_deviation(scores, populations, weight);
    };
    const double handling =
        std::hypot(judged(sensing), judged(distortion), judged(capacitor, capacitor_weight));
    return {
        {"signal_level", of_level(populations, facts, port), false,
         judged(of_overdrive(facts, port))},
        {"amplification", of_current(populations, facts, port)},
        {"impedance", of_impedance(populations, facts, port)},
        {"use_case", of_definition(facts, port), true},
        {"volume_control", volume.log_likelihood, false, volume.deviation},
        {"load_handling", sensing + distortion + capacitor, false, handling},
        {"device_compatibility", balance.log_likelihood, false, balance.deviation},
    };
}

std::vector<Evidence> evidence(const PortFacts& facts, const Capability& port,
                               const Populations& populations) {
    auto all = unlimited_evidence(facts, port, populations);
    for (Evidence& one : all) one.log_likelihood = limited(one.log_likelihood, deepest);
    return all;
}

bool speaks_of_impedance(const PortFacts& facts, const Capability& port) {
    return impedance_reading(facts, port).has_value();
}

LevelRange usual_line_level(const PortFacts& facts, const Capability& port,
                            const Populations& populations) {
    return usual_line_level(populations, impedance_reading(facts, port));
}

double meets_hybrid_figures(const PortFacts& facts, const Capability& port) {
    const auto source = impedance_reading(facts, port);
    if (!source || !port.heaviest) return 0;
    const double ohm = std::pow(10, source->log10_value);
    double ohms = above(ohm, least_hybrid_ohm, source->deviation) *
                  (1 - above(ohm, most_hybrid_ohm, source->deviation));
    if (source->side == Side::at_most) ohms *= 0.25;  // it may be lower
    double level = 0.25;  // needs volts: without them the figures cannot be met, nor ruled out
    if (port.clean_emf_v) {
        const bool higher_possible = port.emf_is_bound || below_maximum(facts);
        level = above(*port.clean_emf_v, 1.8, facts.open()->max_level->log10_deviation());
        if (higher_possible) level = std::max(level, 0.4);
    }
    return ohms * level * clean_under_load(*port.heaviest);
}

std::optional<double> most_level_v(const PortFacts& facts) {
    const LoadFacts* open = facts.open();
    if (!open || !open->max_level || open->max_level->kind == result::Kind::lower_bound) return {};
    // What takes more than 10 V is no line input any more.
    constexpr double most_full_scale_v = 10;
    return open->max_level->value * (facts.volts ? 1 : most_full_scale_v);
}

bool gives_nothing(const PortFacts& facts) {
    constexpr double faint_v = 0.02;
    constexpr double faint_without_volts_v = 0.3;
    const auto most = most_level_v(facts);
    return most && *most < (facts.volts ? faint_v : faint_without_volts_v);
}

bool feeds_line_input(const PortFacts& facts, const LoadFacts& load) {
    const double largest = load.max_level ? load.max_level->value : 0;
    return facts.volts ? largest > 0.3 : largest > 0;
}

bool drives_headphone(const PortFacts& facts, const LoadFacts& load) {
    const double largest = load.max_level ? load.max_level->value : 0;
    const double ohm = load.resistance_ohm.value_or(1e9);
    const bool enough =
        facts.volts ? largest * largest / ohm > 0.5e-3 : load.drop_db.value_or(-99) > -6;
    return enough && load.thd_n_db.value_or(-99) < -40;
}

}  // namespace ohmloop::classify
