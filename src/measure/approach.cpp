#include "ohmloop/measure/approach.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

namespace ohmloop::measure {

namespace {

using result::Doubt;
using result::Severity;
using Steps = std::span<const StepReading>;

constexpr DbFs first_level(-60);
constexpr Decibels rise(6);
/// A port that is not heard here is not connected: louder would only find someone's ears. One that
/// gives way here is not giving way for its level's sake.
constexpr DbFs quiet(-30);
constexpr double limiting_distortion_db = -34;  ///< 2 %: past the 1 % limit, whichever comes first
constexpr double limiting_compression_db = 0.5;
constexpr double strange_rise_db = 1;
/// Noise moves an amplitude by less than this many standard uncertainties, even where the loudest
/// of a hundred windows was taken.
constexpr double certainty = 5;

double lowest_gain(const StepReading& step) {
    constexpr double nothing = 1e-10;
    return step.gain_db +
           20 * std::log10(std::max(nothing, 1 - certainty * step.relative_uncertainty));
}
double highest_gain(const StepReading& step) {
    return step.gain_db + 20 * std::log10(1 + certainty * step.relative_uncertainty);
}

enum class Strain { none, clips, distorts, compresses, rises, falls_silent, unheard };

bool heard_below(double level_dbfs, Steps steps) {
    return std::any_of(steps.begin(), steps.end(), [&](const auto& step) {
        return step.heard && step.level_dbfs < level_dbfs;
    });
}

/// Gain lost against a quieter step.
double compression_db(const StepReading& last, Steps before) {
    double lost = 0;
    for (const auto& step : before)
        if (step.heard && step.level_dbfs < last.level_dbfs)
            lost = std::max(lost, lowest_gain(step) - highest_gain(last));
    return lost;
}

/// Gain won against the step before. The first step heard is not believed: a port that mutes in
/// silence may have swallowed part of it.
double expansion_db(const StepReading& last, Steps before) {
    if (before.empty() || !before.back().heard) return 0;
    const double level = before.back().level_dbfs;
    if (level > last.level_dbfs || !heard_below(level, before)) return 0;
    return lowest_gain(last) - highest_gain(before.back());
}

/// What the last of `steps` shows beside those before it.
Strain strain_of(Steps steps) {
    const auto& last = steps.back();
    const auto before = steps.first(steps.size() - 1);
    if (last.input_clipped) return Strain::clips;
    if (!last.heard) {
        if (heard_below(last.level_dbfs, before)) return Strain::falls_silent;
        return last.level_dbfs >= quiet.value() ? Strain::unheard : Strain::none;
    }
    if (last.least_distortion_db > limiting_distortion_db) return Strain::distorts;
    if (compression_db(last, before) > limiting_compression_db) return Strain::compresses;
    if (expansion_db(last, before) > strange_rise_db) return Strain::rises;
    return Strain::none;
}

Doubt weakening(const char* code, std::string text, std::string remedy) {
    return {code,         Severity::weakens, std::nullopt,
            std::nullopt, std::move(text),   std::move(remedy)};
}

Doubt clip_doubt(double level_dbfs) {
    if (level_dbfs <= quiet.value())
        return weakening("too_strong",
                         fmt::format("the input clips at {:g} dBFS already", level_dbfs),
                         "turn the input gain down or use a pad");
    return weakening("input_limits",
                     fmt::format("the recording input reaches its full scale at {:g} dBFS played: "
                                 "the port is not measured any louder",
                                 level_dbfs),
                     "turn the input gain down or put a pad before it for the maximum level");
}

/// Nothing is wrong with a port that gives way at a high level; at a low one something is.
std::optional<Doubt> early_doubt(const StepReading& step, std::string what) {
    if (step.level_dbfs > quiet.value()) return std::nullopt;
    return weakening("strains_early",
                     fmt::format("{} at {:g} dBFS already: it is not measured any louder",
                                 std::move(what), step.level_dbfs),
                     "use a line input, not a microphone's, with automatic gain off; look for a "
                     "short and for what else the port drives");
}

std::optional<Doubt> doubt_of(Strain strain, Steps steps) {
    const auto& last = steps.back();
    const auto before = steps.first(steps.size() - 1);
    switch (strain) {
        case Strain::none:
            break;
        case Strain::clips:
            return clip_doubt(last.level_dbfs);
        case Strain::distorts:
            return early_doubt(last, fmt::format("the port distorts by {:.2g} %",
                                                 100 * std::pow(10, last.distortion_db / 20)));
        case Strain::compresses:
            return early_doubt(
                last, fmt::format("the level lags by {:.1f} dB", compression_db(last, before)));
        case Strain::rises:
            return weakening(
                "rises_faster_than_played",
                fmt::format("the level rose {:.1f} dB more than was played at {:g} dBFS",
                            last.gain_db - before.back().gain_db, last.level_dbfs),
                "switch expanders, automatic gain and enhancements off");
        case Strain::falls_silent:
            return weakening(
                "falls_silent",
                fmt::format("the port was heard, and is silent at {:g} dBFS", last.level_dbfs),
                "look for a short, a loose plug, or a protection that has switched off");
        case Strain::unheard:
            return weakening("no_signal", "nothing of what is played arrives at the input",
                             "check the cable, the input chosen, its level, and the device's "
                             "volume");
    }
    return std::nullopt;
}

bool gives_way(Strain strain) {
    return strain == Strain::clips || strain == Strain::distorts || strain == Strain::compresses;
}

/// What a load does to a port that was heard without it.
std::optional<Doubt> load_doubt(const StepReading& step, std::optional<double> least_gain_db) {
    if (!step.heard && step.level_dbfs >= quiet.value())
        return weakening("silent_with_load", "with this load in place nothing arrives any more",
                         "look for a short in the load or its plug, or a protection that has "
                         "switched off");
    if (!step.heard || !least_gain_db || highest_gain(step) >= *least_gain_db) return std::nullopt;
    return weakening(
        "falls_more_than_its_divider",
        fmt::format("with this load the level falls at least {:.1f} dB further than the port's "
                    "source lets expect: the load is not driven any louder",
                    *least_gain_db - highest_gain(step)),
        "look for a short or a wrong load; naming the input's full scale "
        "(--input-full-scale) lets the level rise, since volts show what the load bears");
}

}  // namespace

StepDecision next_step(const std::vector<StepReading>& steps, DbFs ceiling) {
    if (steps.empty()) return {std::min(first_level, ceiling), std::nullopt};
    const auto strain = strain_of(steps);
    if (strain != Strain::none) return {std::nullopt, doubt_of(strain, steps)};
    const DbFs last(steps.back().level_dbfs);
    if (last >= ceiling) return {};
    return {std::min(last + rise, ceiling), std::nullopt};
}

StepDecision next_loaded_step(const std::vector<StepReading>& steps, DbFs safe,
                              std::optional<double> least_gain_db) {
    if (steps.empty()) return {safe - rise, std::nullopt};
    const DbFs last(steps.back().level_dbfs);
    if (auto doubt = load_doubt(steps.back(), least_gain_db)) return {std::nullopt, doubt};
    const auto strain = strain_of(steps);
    // Down until it is clean, which is never a risk; up to what the first load allowed.
    if (gives_way(strain) && last < safe && last > first_level) return {last - rise, std::nullopt};
    if (strain != Strain::none) return {std::nullopt, doubt_of(strain, steps)};
    const bool came_down = steps.size() > 1 && steps[steps.size() - 2].level_dbfs > last.value();
    if (last >= safe || came_down) return {};
    return {std::min(last + rise, safe), std::nullopt};
}

std::optional<double> heard_gain_db(const std::vector<StepReading>& steps) {
    std::optional<double> gain;
    for (const auto& step : steps)
        if (step.heard) gain = std::max(gain.value_or(lowest_gain(step)), lowest_gain(step));
    return gain;
}

std::optional<double> least_gain_db(const std::vector<HeardLoad>& before, double resistance_ohm) {
    constexpr double reading_error_db = 0.05;  // a window may reach a frame or two into the fades
    constexpr double tolerance_db = 0.5;
    constexpr double lowest_judged_ohm = 15;
    constexpr double short_db = -26;  // 5 %: a source above 19 times the load, or a short
    if (before.empty() || std::isfinite(before.front().resistance_ohm)) return std::nullopt;
    const double open_db = before.front().gain_db;
    double largest_ohm = 0;
    for (const auto& load : std::span(before).subspan(1)) {
        const double fall = to_ratio(Decibels(open_db - load.gain_db + reading_error_db));
        // |R + Z| / R = fall has its largest |Z| where Z is purely reactive.
        largest_ohm =
            std::max(largest_ohm, load.resistance_ohm * std::sqrt(std::max(0.0, fall * fall - 1)));
    }
    if (before.size() > 1)
        return open_db - 20 * std::log10(1 + largest_ohm / resistance_ohm) - tolerance_db;
    if (resistance_ohm < lowest_judged_ohm) return std::nullopt;
    return open_db + short_db;
}

BodyLevels place_body(const std::vector<StepReading>& steps, DbFs ceiling, Decibels span) {
    constexpr double full_scale_below_db = -0.005;
    DbFs loudest(std::min(first_level, ceiling));
    for (const auto& step : steps) loudest = std::max(loudest, DbFs(step.level_dbfs));
    BodyLevels levels;
    levels.ceiling_by = ceiling.value() < full_scale_below_db ? "ceiling" : "digital_full_scale";
    levels.ceiling = std::min(ceiling, loudest);
    if (levels.ceiling < ceiling) levels.ceiling_by = "protection";
    for (std::size_t k = 0; k < steps.size(); ++k) {
        const auto strain = strain_of(Steps(steps).first(k + 1));
        if (strain == Strain::none) continue;
        const DbFs level(steps[k].level_dbfs);
        const bool within_the_ramp = strain == Strain::distorts || strain == Strain::compresses;
        levels.ceiling = std::min(levels.ceiling, within_the_ramp ? level : level - rise);
        if (level <= ceiling)
            levels.ceiling_by = strain == Strain::clips ? "input_full_scale" : "protection";
    }
    levels.ramp_from = levels.ceiling - span;
    levels.ramp_to = levels.ceiling;
    return levels;
}

}  // namespace ohmloop::measure
