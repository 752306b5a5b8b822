#include "jack_scale.hpp"
#include "measure/source/source_doubts.hpp"
#include "measure/take/gain_table.hpp"
#include "measure/take/integrity.hpp"

#include "ohmloop/measure/needs.hpp"
#include "ohmloop/measure/quantities.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::measure::level {

namespace {

using result::Figure;
using result::FigureKey;
using result::Shape;
using result::Term;

const char* drive_name(signal::Drive drive) {
    switch (drive) {
        case signal::Drive::both:
            return "both";
        case signal::Drive::left:
            return "left";
        case signal::Drive::right:
            return "right";
        case signal::Drive::opposite:
            return "opposite";
    }
    return "";
}

FigureKey key_of(const char* quantity, int channel, const GainRow& row, std::size_t k,
                 signal::Drive drive) {
    FigureKey key;
    key.quantity = quantity;
    key.channel = channel_name(channel);
    key.load = row.loads[k].load.name;
    key.drive = drive_name(drive);
    key.at_hz = row.frequency_hz;
    key.level_dbfs = row.level_dbfs;
    return key;
}

std::vector<Term> own_terms(const AnalysisSetup& setup, const LoadGain& load) {
    auto terms = gain_terms(setup, load.load.name, load.is_reference ? 0 : load.drift_half_width);
    terms.push_back({"noise, " + load.load.name, load.relative_uncertainty, Shape::normal, 0});
    return terms;
}

Figure drop_figure(const AnalysisSetup& setup, int channel, const GainRow& row, std::size_t k,
                   signal::Drive drive) {
    auto terms = own_terms(setup, row.loads[k]);
    for (auto& term : own_terms(setup, row.loads.front())) {
        term.cu = -term.cu;
        terms.push_back(std::move(term));
    }
    const double drop =
        db_per_neper * std::log(std::abs(row.loads[k].gain / row.loads.front().gain));
    return result::measured(key_of("load_drop", channel, row, k, drive),
                            {drop, scaled(std::move(terms), db_per_neper)}, "dB");
}

/// Noise alone scatters that much once in ten thousand times: chi-square of nine degrees.
constexpr double least_drift = 1.94;

/// The quietest 997 Hz row: small signal, so that limits do not enter the drop.
const GainRow* small_signal_row(const std::vector<GainRow>& rows) {
    const GainRow* found = nullptr;
    for (const auto& row : rows)
        if (row.frequency_hz == reference_hz && row.loads.size() > 1 &&
            (found == nullptr || row.level_dbfs < found->level_dbfs))
            found = &row;
    return found;
}

void report_drop(const GainTable& table, const AnalysisSetup& setup, int channel,
                 Findings& findings) {
    auto drive = common_drive(setup.wiring);
    auto rows = table.rows(drive, DbFs(-60), DbFs(-15));
    if (small_signal_row(rows) == nullptr) {
        drive = balanced_drive(setup.wiring);
        rows = table.rows(drive, DbFs(-60), DbFs(-15));
    }
    const GainRow* row = small_signal_row(rows);
    if (row == nullptr || !row->loads.front().load.is_open()) {
        FigureKey key;
        key.quantity = "load_drop";
        key.channel = channel_name(channel);
        findings.figures.push_back(
            result::not_measured(key, "dB", "needs takes with 'open' and with a load"));
        return;
    }
    for (std::size_t k = 1; k < row->loads.size(); ++k)
        findings.figures.push_back(drop_figure(setup, channel, *row, k, drive));
}

bool input_clips(const GainTable& table, const LoadGain& load, double level_dbfs) {
    return std::any_of(
        table.entries().begin(), table.entries().end(), [&](const GainTable::Entry& entry) {
            return entry.take->order == load.order && entry.seen->input_clips_at(level_dbfs);
        });
}

/// Of the tone a level was read of: whether noise or drift is the limit.
void say_scatter(Figure& figure, const GainTable& table, const LoadGain& load, double level_dbfs,
                 signal::Drive drive) {
    for (const auto& entry : table.entries()) {
        if (entry.take->order != load.order) continue;
        for (const auto& tones : entry.seen->tones)
            if (tones.drive == drive && tones.scatter_over_noise > 0 &&
                tones.tones.front().level_dbfs == level_dbfs)
                figure.conditions["scatter"] = fmt::format(
                    "{:.2g} times what its noise makes, by tenths of the record{}",
                    tones.scatter_over_noise,
                    tones.scatter_over_noise > least_drift ? ": drift, not noise, is the limit"
                                                           : "");
    }
}

void report_levels(const GainTable& table, const AnalysisSetup& setup, int channel,
                   Findings& findings) {
    const JackScale scale(setup.input);
    const auto drive = common_drive(setup.wiring);
    for (const auto& row : table.rows(drive, DbFs(-60), DbFs(0))) {
        if (row.frequency_hz != reference_hz) continue;
        for (std::size_t k = 0; k < row.loads.size(); ++k) {
            const double rms =
                std::abs(row.loads[k].gain) * peak_amplitude(DbFs(row.level_dbfs)) / std::sqrt(2.0);
            auto figure = scale.level(key_of("level", channel, row, k, drive), rms,
                                      row.frequency_hz, own_terms(setup, row.loads[k]));
            if (figure.value && input_clips(table, row.loads[k], row.level_dbfs))
                figure = result::bound(figure.key, result::Kind::lower_bound,
                                       figure.low.value_or(*figure.value), figure.unit,
                                       "the recording input clips at this level");
            say_scatter(figure, table, row.loads[k], row.level_dbfs, drive);
            findings.figures.push_back(std::move(figure));
        }
    }
}

void report_polarity(const std::vector<Take>& takes, const AnalysisSetup& setup,
                     Findings& findings) {
    FigureKey key;
    key.quantity = "polarity";
    const auto usable =
        std::find_if(takes.begin(), takes.end(), [](const Take& take) { return take.usable; });
    if (usable == takes.end() || !setup.input.polarity_inverted) {
        findings.figures.push_back(
            result::not_measured(key, "", "the input's own polarity is not declared"));
        return;
    }
    const int sign = usable->alignment.polarity * (*setup.input.polarity_inverted ? -1 : 1);
    findings.figures.push_back(result::measured(key, {static_cast<double>(sign), {}}, ""));
}

void report_clock(const std::vector<Take>& takes, Findings& findings) {
    for (const auto& take : takes) {
        if (!take.usable) continue;
        FigureKey key;
        key.quantity = "clock_offset";
        auto figure = result::measured(
            key,
            {take.alignment.clock_offset_ppm(),
             {{"pilot", take.alignment.stretch_uncertainty * 1e6, Shape::normal, 0}}},
            "ppm");
        figure.conditions["take"] = take.load.name;
        findings.figures.push_back(std::move(figure));
        return;
    }
}

}  // namespace

namespace {

void doubt_drift(const GainTable& table, int channel, Findings& findings) {
    const auto drift = table.drift();
    if (!drift || std::abs(drift->value()) < GainTable::unusual_drift.value()) return;
    findings.doubts.push_back(
        {"gain_drifted", result::Severity::weakens, channel_name(channel), std::nullopt,
         fmt::format("the first load reads {:+.2f} dB when measured again: a control was moved, "
                     "or the gain drifts",
                     drift->value()),
         "leave volume and gain alone, let the devices warm up, measure again"});
}

}  // namespace

Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup) {
    Findings findings;
    for (const int channel : observed_channels(takes)) {
        const GainTable table(takes, setup, channel);
        report_levels(table, setup, channel, findings);
        report_drop(table, setup, channel, findings);
        doubt_drift(table, channel, findings);
    }
    report_polarity(takes, setup, findings);
    report_clock(takes, findings);
    return findings;
}

}  // namespace ohmloop::measure::level
