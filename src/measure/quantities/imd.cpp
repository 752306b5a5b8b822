#include "harmonic_power.hpp"
#include "measure/observe/tone_pair.hpp"
#include "measure/take/integrity.hpp"
#include "readings.hpp"

#include "ohmloop/measure/needs.hpp"
#include "ohmloop/measure/quantities.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

namespace ohmloop::measure::imd {

namespace {

using result::Figure;
using result::FigureKey;
using result::Kind;

/// rms on the record of a tone read.
double rms_of(const ToneReading& tone) {
    return std::abs(tone.gain) * peak_amplitude(DbFs(tone.level_dbfs)) / std::numbers::sqrt2;
}

double reference_rms(const TonePair& pair, const TonesObservation& tones) {
    const double lower = rms_of(tones.tones.front());
    const double upper = rms_of(tones.tones.back());
    if (pair.reference == PairReference::sum) return lower + upper;
    return pair.reference == PairReference::upper ? upper : lower;
}

DbFs peak_level(const TonesObservation& tones) {
    double peak = 0;
    for (const auto& tone : tones.tones) peak += peak_amplitude(DbFs(tone.level_dbfs));
    return level_of_peak(peak);
}

/// The input's own products, as its harmonics let them be.
InputModel input_for(const TonePair& pair, const InputModel& input) {
    InputModel moved = input;
    moved.thd_db = input.thd_db.value_or(undeclared_thd_db) + 20 * std::log10(pair.over_harmonics);
    return moved;
}

Figure figure_of(const ReadingPlace& place, const TonesObservation& tones, const TonePair& pair,
                 const InputModel& input) {
    FigureKey key;
    key.quantity = pair.quantity;
    key.channel = channel_name(place.channel);
    key.load = place.take.load.name;
    key.level_dbfs = peak_level(tones).value();
    if (tones.level_range_db > largest_level_range_db)
        return result::not_measured(key, "dB", "the level of the tones moves");
    auto figure =
        harmonics_figure(key, reference_rms(pair, tones), tones.products, input_for(pair, input));
    if (figure.kind == Kind::upper_bound) {
        if (figure.reason.starts_with("no harmonic"))
            figure.reason = "no product stands out of the noise";
        else if (!input.thd_db)
            figure.reason = "may be the input's own distortion, which is not declared";
    }
    for (auto& term : figure.terms)
        if (term.source == "noise in the harmonics") term.source = "noise in the products";
    if (figure.dominant == "noise in the harmonics") figure.dominant = "noise in the products";
    if (place.seen.input_clips_at(*key.level_dbfs)) figure = as_bound(figure);
    figure.conditions["tones"] =
        fmt::format("{:g} and {:g} Hz, {:g}:1", pair.lower_hz, pair.upper_hz,
                    pair.lower_share / (1 - pair.lower_share));
    figure.conditions["re"] =
        pair.reference == PairReference::sum ? "sum of both tones" : "the upper tone";
    figure.conditions["input_distortion"] = input_condition(input);
    return figure;
}

const TonePair* pair_of(const TonesObservation& tones) {
    signal::Tones played;
    for (const auto& tone : tones.tones)
        played.tones.push_back({Hertz(tone.frequency_hz), DbFs(tone.level_dbfs), 0});
    return tones.products.empty() ? nullptr : find_tone_pair(played);
}

}  // namespace

Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup) {
    Findings findings;
    const auto drive = common_drive(setup.wiring);
    for_each_reading(
        takes, setup, &ChannelObservations::tones,
        [&](const ReadingPlace& place, const TonesObservation& tones) {
            const auto* pair = pair_of(tones);
            if (tones.drive == drive && pair != nullptr)
                findings.figures.push_back(figure_of(place, tones, *pair, setup.input));
        });
    return findings;
}

}  // namespace ohmloop::measure::imd
