#include "jack_scale.hpp"
#include "measure/observe/separation.hpp"
#include "measure/observe/tone_pair.hpp"
#include "measure/take/integrity.hpp"
#include "named_band.hpp"
#include "readings.hpp"
#include "whole_distortion.hpp"

#include "ohmloop/measure/needs.hpp"
#include "ohmloop/measure/quantities.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::measure::multitone {

namespace {

using result::Figure;
using result::FigureKey;

/// A curve of second order leaves this much between the tones re their rms sum, re the harmonic it
/// makes of a lone sine of the same peak: sqrt(2) s over half the peak, s = sqrt(1/62) of it. One
/// of third order leaves less.
constexpr double over_harmonics = 0.36;
/// A power below this share of what was read is not told: the decibels of nothing.
constexpr double least_share = 1e-4;
constexpr double largest_hidden_share = 0.5;

bool is_many(const TonesObservation& tones) {
    signal::Tones played;
    for (const auto& tone : tones.tones)
        played.tones.push_back({Hertz(tone.frequency_hz), DbFs(tone.level_dbfs), 0});
    return is_multitone(played) && tones.fundamental_rms > 0;
}

/// To a millionth of a decibel: the figure is asked for by it.
double peak_level_dbfs(const TonesObservation& tones) {
    double peak = 0;
    for (const auto& tone : tones.tones) peak += peak_amplitude(DbFs(tone.level_dbfs));
    return std::round(1e6 * level_of_peak(peak).value()) / 1e6;
}

/// The input's own products, as its harmonics let them be. Any part of what was read may be
/// distortion, to which they add in any phase.
PortShare share_of_port(double power, double tones_rms, const InputModel& input) {
    InputModel moved = input;
    moved.thd_db = input.thd_db.value_or(undeclared_thd_db) + 20 * std::log10(over_harmonics);
    return port_share(power, tones_rms, moved);
}

Figure td_n_of(const FigureKey& key, const TonesObservation& tones, const InputModel& input,
               const NoisePower& noise) {
    const double total = tones.fundamental_rms * tones.fundamental_rms;
    Whole whole;
    whole.power = std::max(0.0, noise.mean_square);
    whole.add("noise averaging", noise.uncertainty);
    const auto port = share_of_port(whole.power, tones.fundamental_rms, input);
    whole.close(whole.power, port);
    // Of an input whose noise is not known, all of it may be the input's.
    whole.low = noise.subtracted ? whole.low - noise.response_half_width : 0;
    whole.high += noise.response_half_width;
    if (noise.subtracted && 2 * noise.uncertainty > largest_hidden_share * whole.power)
        return ratio_bound(key, whole.high, total, "it is at or below the input's own noise");
    if (port.least < least_own_share * whole.power)
        return ratio_bound(key, whole.high, total,
                           input.thd_db
                               ? "at or below the input's own distortion"
                               : "may be the input's own distortion, which is not declared");
    auto figure = ratio_figure(key, whole, total, least_share * whole.power);
    say_of_noise(figure, {{}, port, noise});
    return figure;
}

Figure figure_of(const ReadingPlace& place, const TonesObservation& tones,
                 const InputModel& input) {
    FigureKey key;
    key.quantity = "td_n";
    key.channel = channel_name(place.channel);
    key.load = place.take.load.name;
    key.level_dbfs = peak_level_dbfs(tones);
    if (tones.level_range_db > largest_level_range_db)
        return result::not_measured(key, "dB", "the level of the tones moves");
    const Hertz rate = place.take.rate;
    auto figure = td_n_of(key, tones, input, port_noise(tones.noise, input, passed_noise(rate)));
    if (place.seen.input_clips_at(*key.level_dbfs)) figure = as_bound(figure);
    figure.conditions["band"] = band_text(audio_band(rate));
    figure.conditions["tones"] =
        fmt::format("{}, {:g} to {:g} Hz", tones.tones.size(), tones.tones.front().frequency_hz,
                    tones.tones.back().frequency_hz);
    figure.conditions["re"] = "rms sum of the tones";
    figure.conditions["method"] = "tones excluded by least squares";
    figure.conditions["input_distortion"] = input_condition(input);
    return figure;
}

}  // namespace

Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup) {
    Findings findings;
    const auto drive = common_drive(setup.wiring);
    for_each_reading(takes, setup, &ChannelObservations::tones,
                     [&](const ReadingPlace& place, const TonesObservation& tones) {
                         if (tones.drive == drive && is_many(tones))
                             findings.figures.push_back(figure_of(place, tones, setup.input));
                     });
    return findings;
}

}  // namespace ohmloop::measure::multitone
