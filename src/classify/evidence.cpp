#include "ohmloop/classify/evidence.hpp"

#include "classify/counted_evidence.hpp"
#include "classify/hybrid_definition.hpp"
#include "classify/judged_evidence.hpp"
#include "classify/level_drop.hpp"
#include "classify/log_readings.hpp"

#include "ohmloop/classify/received_level.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace ohmloop::classify {

namespace {

using profiles::Populations;
using Side = LogReading::Side;

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
    const LogReading level = level_reading(facts, *port.reach_emf_v, port.reach_is_bound);
    const auto impedance = impedance_reading(facts, port);
    return sharpened(populations, likelihood_of_level(populations, level, impedance)) +
           of_overdrive(facts, port);
}

/// Of a loaded level, decades: what a measured limit is read to (0.3 dB of compression), and what
/// sheets differ by, which state other distortion, one channel or both: 3 dB, 95 %.
double limits_deviation(const LoadedDrive& drive) {
    constexpr double stated_to = 1.41;
    return drive.stated ? std::log10(stated_to) / 1.96 : 0.02;
}

ClassScores of_amperes(const Populations& populations, const PortFacts& facts,
                       const Capability& port) {
    const LoadedDrive& drive = *port.heaviest;
    const double lg_ma = std::log10(1e3 * *drive.amperes);
    const auto impedance = impedance_reading(facts, port);
    const double ohm =
        impedance && impedance->side == Side::exactly ? std::pow(10, impedance->log10_value) : 0;
    const Volts swing = swing_into_headphones(port.clean_emf_v.value_or(0), ohm);
    if (drive.limited && drive.sag_db && !drive.sag_is_bound)
        return logarithm(likelihood_of_limit(populations,
                                             {lg_ma, limits_deviation(drive), Side::exactly},
                                             lg_ma - *drive.sag_db / 20, swing));
    const Side side = drive.limited ? Side::exactly : Side::at_least;
    return logarithm(
        likelihood_of_current(populations, {lg_ma, limits_deviation(drive), side}, swing));
}

/// Where levels alone tell of impedance and current, both.
ClassScores of_current(const Populations& populations, const PortFacts& facts,
                       const Capability& port) {
    if (!port.heaviest) return {};
    if (facts.levels_alone) return of_level_drop(populations, facts, port);
    const LoadedDrive& drive = *port.heaviest;
    const Side side = drive.limited ? Side::exactly : Side::at_least;
    if (drive.amperes) return of_amperes(populations, facts, port);
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

/// Of the ratio of two numbers nobody published.
double judged_deviation(const ClassScores& log_likelihood, const Populations& populations) {
    const bool silent =
        std::ranges::all_of(log_likelihood.score, [](double score) { return score == 0; });
    const double one = std::numbers::ln10 * populations.judged_decades;
    return silent ? 0 : std::numbers::sqrt2 * one;
}

}  // namespace

double Evidence::strength() const {
    const Candidate top = best(log_likelihood);
    // The question is line against headphone; what lies outside both only counts when it leads.
    double second = -std::numeric_limits<double>::infinity();
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

std::vector<Evidence> evidence(const PortFacts& facts, const Capability& port,
                               const Populations& populations) {
    const auto sensing = of_sensing(facts, port);
    const auto distortion = of_distortion(port, populations);
    const auto capacitor = of_capacitor(port);
    const auto volume = of_volume(facts, populations);
    const auto balance = of_balance(facts, populations);
    auto judged = [&](const ClassScores& scores) { return judged_deviation(scores, populations); };
    const double handling = std::hypot(judged(sensing), judged(distortion), judged(capacitor));
    std::vector<Evidence> all{
        {"signal_level", of_level(populations, facts, port), false,
         judged(of_overdrive(facts, port))},
        {"amplification", of_current(populations, facts, port)},
        {"impedance", of_impedance(populations, facts, port)},
        {"use_case", of_hybrid_definition(facts, port, populations), true},
        {"volume_control", volume.log_likelihood, false, volume.deviation},
        {"load_handling", sensing + distortion + capacitor, false, handling},
        {"device_compatibility", balance.log_likelihood, false, balance.deviation},
    };
    for (Evidence& one : all) one.log_likelihood = re_best(one.log_likelihood);
    return all;
}

bool speaks_of_impedance(const PortFacts& facts, const Capability& port) {
    return impedance_reading(facts, port).has_value();
}

LevelRange usual_line_level(const PortFacts& facts, const Capability& port,
                            const Populations& populations) {
    return usual_line_level(populations, impedance_reading(facts, port));
}

}  // namespace ohmloop::classify
