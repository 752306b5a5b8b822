#include "impedance_figure.hpp"
#include "jack_scale.hpp"
#include "measure/source/magnitude_interval.hpp"
#include "measure/source/source_budget.hpp"
#include "measure/source/source_doubts.hpp"
#include "measure/take/gain_table.hpp"
#include "measure/take/integrity.hpp"

#include "ohmloop/measure/needs.hpp"
#include "ohmloop/measure/quantities.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

namespace ohmloop::measure::apparent_impedance {

namespace {

using result::Figure;
using result::FigureKey;
using result::Shape;
using result::Term;

/// Up to here a source's impedance is defined.
constexpr double small_signal_dbfs = -20;
/// A change of level below this is in no other figure.
constexpr double notable_change_db = 0.01;
/// Levels disagree beyond this many standard uncertainties of their difference.
constexpr double coverage = 3;

/// What the drop from the lightest load into another makes of a linear source, at one level.
struct Reading {
    double level_dbfs = 0;
    double drop_db = 0;
    LoadGain load;
    ImpedanceEstimate estimate;
    result::Interval interval;
    bool input_clips = false;

    [[nodiscard]] double magnitude() const { return std::abs(estimate.value); }
    [[nodiscard]] bool is_source() const {
        return !input_clips && is_resolved(estimate, interval) && !is_impossible(estimate);
    }
};

double recorded_amplitude(const LoadGain& load, double level_dbfs) {
    return std::abs(load.gain) * peak_amplitude(DbFs(level_dbfs));
}

/// An input whose distortion h at its full scale is a third harmonic changes the gain of an
/// amplitude A by 3 h A^2, and by less of the smaller one that it records of the load. (Of
/// y = x + c x^3 the gain is 1 + 3 c A^2 / 4, the third harmonic c A^2 / 4.)
double bent_by_input(const LoadGain& light, const LoadGain& loaded, double level_dbfs,
                     const InputModel& input) {
    const double squares = std::pow(recorded_amplitude(light, level_dbfs), 2) -
                           std::pow(recorded_amplitude(loaded, level_dbfs), 2);
    return 3 * own_distortion(input) * std::abs(squares);
}

bool input_clips(const GainTable& table, const LoadGain& load, double level_dbfs) {
    return std::any_of(table.entries().begin(), table.entries().end(), [&](const auto& entry) {
        return entry.take->order == load.order && entry.seen->input_clips_at(level_dbfs);
    });
}

Reading read(const GainRow& row, std::size_t k, const GainTable& table,
             const AnalysisSetup& setup) {
    GainRow pair{row.frequency_hz, row.level_dbfs, row.segment, {row.loads.front(), row.loads[k]}};
    const auto& light = pair.loads.front();
    auto& loaded = pair.loads.back();
    Reading reading;
    reading.level_dbfs = row.level_dbfs;
    reading.drop_db = db_per_neper * std::log(std::abs(loaded.gain / light.gain));
    reading.load = loaded;
    reading.input_clips =
        input_clips(table, light, row.level_dbfs) || input_clips(table, loaded, row.level_dbfs);
    reading.estimate = estimate_impedance(pair, setup);
    // d Zo = -(Zo + 1/Y) dX/X of the loaded reading.
    const double lever = std::abs(reading.estimate.value +
                                  1.0 / admittance(loaded.load, setup.input, row.frequency_hz)) *
                         bent_by_input(light, loaded, row.level_dbfs, setup.input) / std::sqrt(3.0);
    for (auto* terms : {&reading.estimate.magnitude, &reading.estimate.real})
        if (lever > 0) terms->push_back({"input distortion", lever, Shape::rectangular, 0});
    reading.interval = interval_of(reading.estimate);
    return reading;
}

/// The loads heavier than the lightest, each with its readings, the quietest first.
std::vector<std::vector<Reading>> readings_of(const GainTable& table, const AnalysisSetup& setup) {
    std::vector<std::vector<Reading>> found;
    if (table.entries().empty()) return found;
    const int lightest = table.entries().front().take->order;
    for (const auto& row : table.rows(common_drive(setup.wiring), DbFs(-60), DbFs(0))) {
        if (row.frequency_hz != reference_hz || row.loads.front().order != lightest) continue;
        for (std::size_t k = 1; k < row.loads.size(); ++k) {
            if (row.loads[k].load.resistance_ohm == row.loads.front().load.resistance_ohm) continue;
            auto at = std::find_if(found.begin(), found.end(), [&](const auto& of_load) {
                return of_load.front().load.order == row.loads[k].order;
            });
            if (at == found.end()) at = found.insert(found.end(), std::vector<Reading>{});
            at->push_back(read(row, k, table, setup));
        }
    }
    for (auto& of_load : found)
        std::sort(of_load.begin(), of_load.end(),
                  [](const auto& a, const auto& b) { return a.level_dbfs < b.level_dbfs; });
    return found;
}

const char* drive_name(signal::Wiring wiring) {
    if (wiring == signal::Wiring::left) return "left";
    return wiring == signal::Wiring::right ? "right" : "both";
}

Figure figure_of(const Reading& reading, const AnalysisSetup& setup, int channel) {
    FigureKey key;
    key.quantity = "apparent_impedance";
    key.channel = channel_name(channel);
    key.load = reading.load.load.name;
    key.drive = drive_name(setup.wiring);
    key.at_hz = reference_hz;
    key.level_dbfs = reading.level_dbfs;
    if (reading.input_clips)
        return result::not_measured(key, "ohm", "the recording input clips at this level");
    if (!reading.is_source())
        return result::not_measured(key, "ohm", "no source explains both loads at this level");
    auto figure = magnitude_figure(key, reading.estimate, reading.interval);
    figure.conditions["return"] = setup.wiring == signal::Wiring::stereo
                                      ? "included: the currents of both channels flow in it"
                                      : "included: one channel alone cannot tell it";
    return figure;
}

/// True where an error is of the parts and not of the moment, and so the same at every level.
bool is_common_to_levels(std::string_view source) {
    return source == load_scale_source || source == "input resistance" ||
           source == "input capacitance" || source.starts_with("load ") ||
           source.starts_with("contacts, ");
}

/// How much more than the quieter reading the louder one makes of the source.
result::Estimate difference(const Reading& louder, const Reading& quieter) {
    result::Estimate estimate{louder.magnitude() - quieter.magnitude(), {}};
    for (const auto* reading : {&louder, &quieter})
        for (Term term : reading->estimate.magnitude) {
            if (reading == &quieter) term.cu = -term.cu;
            if (!is_common_to_levels(term.source))
                term.source += fmt::format(", {:g} dBFS", reading->level_dbfs);
            estimate.terms.push_back(std::move(term));
        }
    return estimate;
}

bool differ(const Reading& louder, const Reading& quieter) {
    if (std::abs(louder.drop_db - quieter.drop_db) < notable_change_db) return false;
    const auto change = difference(louder, quieter);
    return std::abs(change.value) > coverage * result::standard_uncertainty(change);
}

result::Doubt doubt_of(const Reading& first, const Reading& loudest, const Reading& quiet,
                       int channel) {
    const double change = loudest.drop_db - quiet.drop_db;
    const bool limits = change < 0;
    const std::string begin = first.level_dbfs < loudest.level_dbfs
                                  ? fmt::format(", from {:g} dBFS on", first.level_dbfs)
                                  : std::string();
    const std::string what = fmt::format(
        "the level falls {}{:.2f} dB{} at {:g} dBFS, as if behind {:.3g} ohm: {}{}",
        limits ? "a further " : "", std::abs(change), limits ? "" : " less", loudest.level_dbfs,
        loudest.magnitude(), limits ? "the port limits" : "a port or an input that expands", begin);
    return {"level_dependent",
            result::Severity::note,
            channel_name(channel),
            quiet.load.load.name,
            what + "; the impedance given is the small-signal one",
            "see the maximum level into this load"};
}

/// Of the levels at which a source's impedance is defined the loudest is read best.
void judge(const std::vector<Reading>& of_load, int channel, Findings& findings) {
    const Reading* quiet = nullptr;
    const Reading* first = nullptr;
    const Reading* loudest = nullptr;
    for (const auto& reading : of_load) {
        if (!reading.is_source()) continue;
        if (reading.level_dbfs <= small_signal_dbfs) {
            quiet = &reading;
        } else if (quiet != nullptr && differ(reading, *quiet)) {
            if (first == nullptr) first = &reading;
            loudest = &reading;
        }
    }
    if (first != nullptr) findings.doubts.push_back(doubt_of(*first, *loudest, *quiet, channel));
}

void evaluate_channel(const std::vector<Take>& takes, const AnalysisSetup& setup, int channel,
                      Findings& findings) {
    const GainTable table(takes, setup, channel);
    if (!table.phases_compare()) {
        FigureKey key;
        key.quantity = "apparent_impedance";
        key.channel = channel_name(channel);
        findings.figures.push_back(result::not_measured(
            key, "ohm", "the loads' phases do not compare: no common clock and delay"));
        return doubt_level_dependence(table, setup, channel, findings);
    }
    for (const auto& of_load : readings_of(table, setup)) {
        for (const auto& reading : of_load)
            findings.figures.push_back(figure_of(reading, setup, channel));
        judge(of_load, channel, findings);
    }
}

}  // namespace

Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup) {
    Findings findings;
    for (const int channel : observed_channels(takes))
        evaluate_channel(takes, setup, channel, findings);
    return findings;
}

}  // namespace ohmloop::measure::apparent_impedance
