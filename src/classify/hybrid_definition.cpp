#include "classify/hybrid_definition.hpp"

#include "classify/log_readings.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace ohmloop::classify {

namespace {

const LogSpan hybrid_ohm{std::log10(10.0), std::log10(60.0)};
const LogSpan hybrid_v{std::log10(1.8), std::numeric_limits<double>::infinity()};
constexpr double hybrid_amperes = 0.005;
constexpr double hybrid_thd_n_db = -60;

/// The rest changes its EMF with the load, or misses one of the figures.
constexpr double hybrids_that_meet = 0.9;

/// Headphone stages behind 10 to 60 ohm that give 5 mA clean into 32 ohm. Judged: that much is
/// 0.8 mW, and what distorts by 0.1 % at it is made for nothing.
constexpr double clean_as_a_rule = 0.9;

double normal_above(double z) { return std::erfc(z / std::numbers::sqrt2) / 2; }

double strong(double amperes) {
    constexpr double decades = 0.01;  // 2 %: volts and load together
    return normal_above(std::log10(hybrid_amperes / amperes) / decades);
}

/// Probability that it is as clean as a hybrid is; a bound above says nothing new.
double clean(double thd_n_db, const std::optional<Interval>& interval, result::Kind kind) {
    const bool below = thd_n_db < hybrid_thd_n_db;
    if (kind == result::Kind::upper_bound) return below ? 1 : clean_as_a_rule;
    if (!interval) return below ? 1 : 0;
    constexpr double widths = 2 * 1.96;  // of a 95 % interval in standard deviations
    const double deviation = std::max((interval->high - interval->low) / widths, 0.01);
    return normal_above((thd_n_db - hybrid_thd_n_db) / deviation);
}

double strong_at(const ToneFact& tone, double load_ohm, bool volts) {
    return volts ? strong(tone.level.value / load_ohm) : clean_as_a_rule;
}

/// Probability that one and the same tone was both strong and clean: the largest level, where the
/// port gives way, and the loudest tone's purity are of two levels.
double shown_by_tones(const LoadFacts& load, double load_ohm, bool volts) {
    double shown = 0;
    for (const ToneFact& tone : load.tones)
        shown = std::max(shown, strong_at(tone, load_ohm, volts) *
                                    clean(tone.thd_n_db, tone.interval, tone.kind));
    return shown;
}

/// Nobody played a tone of 5 mA: where the limit lies an octave or more above, it is clean as a
/// rule, unless a tone short of the limit is not. Tones beyond the limit tell nothing of it.
double clean_far_below_limit(const LoadFacts& load, const LoadedDrive& drive) {
    if (!drive.amperes || !load.max_level || load.limited_by.empty()) return 0;
    double cleanest = 0;
    bool told = false;
    for (const ToneFact& tone : load.tones) {
        if (tone.level.value > load.max_level->value) continue;
        told = true;
        cleanest = std::max(cleanest, clean(tone.thd_n_db, tone.interval, tone.kind));
    }
    const double most = load.max_level->value / drive.load_ohm;
    return clean_as_a_rule * strong(most / 2) * (told ? cleanest : 1);
}

double clean_under_load(const PortFacts& facts, const Capability& port) {
    if (!is_asked_for_current(port)) return clean_as_a_rule;
    const LoadedDrive& drive = *port.heaviest;
    const LoadFacts& load = *facts.heaviest();
    const double most = drive.amperes && !drive.stopped_short ? strong(*drive.amperes) : 1;
    if (!load.tones.empty()) {
        const double shown = std::max(shown_by_tones(load, drive.load_ohm, facts.volts),
                                      clean_far_below_limit(load, drive));
        // What was not driven on may do what it was not seen to do.
        return drive.stopped_short ? std::max(shown, clean_as_a_rule * most) : shown;
    }
    if (!drive.thd_n_db) return clean_as_a_rule * most;
    return most * clean(*drive.thd_n_db, load.thd_n_interval, drive.thd_n_kind);
}

/// Without volts, or the purity of what a heavy load got, the definition can be missed, not met.
bool may_be_met(const Capability& port) {
    return port.clean_emf_v && is_asked_for_current(port) && port.heaviest->thd_n_db;
}

PortReadings readings_of(const PortFacts& facts, const Capability& port) {
    PortReadings readings{impedance_reading(facts, port), {}};
    if (port.clean_emf_v)
        readings.level = level_reading(facts, *port.clean_emf_v, port.emf_is_bound);
    return readings;
}

}  // namespace

double meets_hybrid_figures(const PortFacts& facts, const Capability& port,
                            const profiles::Populations& populations) {
    const auto readings = readings_of(facts, port);
    if (!readings.impedance) return 0;
    return headphone_share_within(populations, readings, hybrid_ohm, hybrid_v) *
           clean_under_load(facts, port);
}

ClassScores of_hybrid_definition(const PortFacts& facts, const Capability& port,
                                 const profiles::Populations& populations) {
    if (facts.load_sensing || !port.source || !impedance_reading(facts, port)) return {};
    const double meets = meets_hybrid_figures(facts, port, populations);
    const double usual =
        headphone_share_within(populations, {}, hybrid_ohm, hybrid_v) * clean_as_a_rule;
    double ratio =
        hybrids_that_meet * meets / usual + (1 - hybrids_that_meet) * (1 - meets) / (1 - usual);
    if (!may_be_met(port)) ratio = std::min(ratio, 1.0);
    return {{0, 0, std::log(ratio), 0}};
}

}  // namespace ohmloop::classify
