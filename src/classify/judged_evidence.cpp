#include "classify/judged_evidence.hpp"

#include "classify/log_readings.hpp"
#include "classify/sensed_groups.hpp"

#include "ohmloop/classify/evidence.hpp"
#include "ohmloop/classify/population.hpp"

#include <cmath>
#include <numbers>

namespace ohmloop::classify {

namespace {

using Side = LogReading::Side;

// Line outputs are laid out to give a digital full scale whole; what drives headphones has gain to
// spare for those of 300 ohm and for soft recordings, and of all else some does. In the order of
// the candidates.
constexpr ClassScores never_overdriven{{0.95, 0.80, 0.80, 0.85}};
constexpr ClassScores overdriven{{0.035, 0.08, 0.08, 0.06}};  // by 1 to 3 dB
constexpr ClassScores deeply_overdriven{{0.015, 0.12, 0.12, 0.09}};

}  // namespace

ClassScores of_overdrive(const PortFacts& facts, const Capability& port) {
    const LoadFacts* open = facts.open();
    if (!open || open->limited_by.empty()) return {};
    const bool stops = open->gives_way();
    const bool depth_known = open->level && open->level->level_dbfs;
    const bool whole =
        open->limited_by == "digital_full_scale" || (stops && depth_known && port.overdrive_db < 1);
    // Another volume might have overdriven it.
    if (whole) return at_full_volume(facts) ? logarithm(never_overdriven) : ClassScores{};
    if (!stops) return {};
    if (!depth_known) return logarithm(overdriven + deeply_overdriven);
    return logarithm(port.overdrive_db < 3 ? overdriven : deeply_overdriven);
}

namespace {

/// Of the published ones with a capacitor two in eight line outputs have 100 microfarads or more,
/// and two in four headphone outputs less: a third of a class have the usual size, the others any
/// within four decades, 0.1 to 1000.
double density_of_capacitor(double lg_microfarads, double centre, double decades) {
    constexpr double axis_decades = 4;
    const double z = (lg_microfarads - centre) / decades;
    const double usual = std::exp(-z * z / 2) / (decades * std::sqrt(2 * std::numbers::pi));
    return usual / 3 + 2.0 / 3 / axis_decades;
}

}  // namespace

ClassScores of_capacitor(const Capability& port) {
    if (!port.coupling_farads) return {};
    const double microfarads = std::log10(*port.coupling_farads * 1e6);
    // Into 10 kohm 1 microfarad passes the bass, and eight published line outputs have 1.2 to 220
    // with a median of 22; headphones need 100 to 470.
    const double line = density_of_capacitor(microfarads, 1.3, 0.7);
    const double headphone = density_of_capacitor(microfarads, 2.2, 0.30);
    const double other = density_of_capacitor(microfarads, 1.0, 0.8);
    return logarithm({{line, headphone, headphone, other}});
}

namespace {

/// Stages whose limit is within an octave distort by more than 12 dB as a rule, and hardly any
/// other does.
constexpr double as_a_rule = 0.6;
constexpr double hardly_any = 0.03;

/// Of the stages that give this current, those that do not give twice as much.
double near_its_limit(double of_this, double of_twice) { return 1 - of_twice / of_this; }

}  // namespace

ClassScores of_distortion(const Capability& port, const profiles::Populations& populations) {
    if (!port.heaviest || port.heaviest->limited) return {};
    const LoadedDrive& drive = *port.heaviest;
    if (!drive.thd_n_db || !drive.thd_n_rise_db || !drive.thd_n_amperes) return {};
    const bool dirty = *drive.thd_n_db > -60;
    const bool rises = dirty && *drive.thd_n_rise_db > 12;
    const bool untold = dirty && drive.thd_n_kind != result::Kind::measured;
    if (untold) return {};
    const double lg_ma = std::log10(1e3 * *drive.thd_n_amperes);
    const double source_ohm = port.source ? port.source->least_ohm().real() : 0;
    const Volts swing = swing_into_headphones(port.clean_emf_v.value_or(0), source_ohm);
    const auto at_least = [&](double x) {
        return likelihood_of_current(populations, {x, 0, Side::at_least}, swing);
    };
    const ClassScores of_this = at_least(lg_ma);
    const ClassScores of_twice = at_least(lg_ma + std::log10(2.0));
    ClassScores likelihood;
    for (const Candidate c : candidates) {
        const double rising = as_a_rule * near_its_limit(of_this[c], of_twice[c]) + hardly_any;
        likelihood[c] = rises ? rising : 1 - rising;
    }
    return logarithm(likelihood);
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

}  // namespace ohmloop::classify
