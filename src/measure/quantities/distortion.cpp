#include "harmonic_power.hpp"
#include "jack_scale.hpp"
#include "measure/observe/aes17_notch.hpp"
#include "measure/take/integrity.hpp"
#include "named_band.hpp"
#include "noise_power.hpp"
#include "power_interval.hpp"
#include "readings.hpp"
#include "whole_distortion.hpp"

#include "ohmloop/measure/needs.hpp"
#include "ohmloop/measure/quantities.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

namespace ohmloop::measure::distortion {

namespace {

using result::Figure;
using result::FigureKey;
using result::Kind;

constexpr double two_sided_95 = 1.96;

FigureKey key_of(const char* quantity, const ReadingPlace& place, const TonesObservation& tones) {
    FigureKey key;
    key.quantity = quantity;
    key.channel = channel_name(place.channel);
    key.load = place.take.load.name;
    key.at_hz = tones.tones.front().frequency_hz;
    key.level_dbfs = tones.tones.front().level_dbfs;
    return key;
}

Parts parts_of(std::span<const HarmonicReading> readings, const NoisePower& noise,
               double fundamental_rms, const InputModel& input) {
    const auto harmonics = sum_of(readings);
    return {harmonics, port_share(harmonics.power, fundamental_rms, input), noise};
}

/// THD+N re fundamental, 20 Hz-20 kHz: fundamental excluded by least squares, the input's own
/// noise taken off where it is known.
Figure thd_n_figure(const FigureKey& key, const TonesObservation& tones, const InputModel& input,
                    Hertz rate) {
    const auto parts = parts_of(tones.harmonics, port_noise(tones.noise, input, passed_noise(rate)),
                                tones.fundamental_rms, input);
    const double line_noise = tones.harmonics.empty() ? 0 : tones.harmonics.front().noise;
    return thd_n_of(key, parts, tones.fundamental_rms, line_noise, input);
}

/// Harmonics as they leave the notch.
std::vector<HarmonicReading> notched(const TonesObservation& tones) {
    const auto notch = aes17_notch(1);
    auto readings = tones.harmonics;
    for (std::size_t i = 0; i < readings.size(); ++i) {
        const double power = notch(static_cast<double>(i) + 2);
        readings[i].rms *= std::sqrt(power);
        readings[i].noise *= power;
        readings[i].rounding *= power;
    }
    return readings;
}

/// What the notch leaves, re the total that goes into it: p / (fundamental + k p), with k the whole
/// over its notched share. All are of one fit, and what errs in p errs in k p alike.
Figure aes17_figure(const FigureKey& key, const TonesObservation& tones, const InputModel& input,
                    Hertz rate) {
    const auto notch = aes17_notch(tones.tones.front().frequency_hz);
    const auto entering =
        whole_of(parts_of(tones.harmonics, port_noise(tones.noise, input, passed_noise(rate)),
                          tones.fundamental_rms, input));
    const auto parts =
        parts_of(notched(tones), port_noise(tones.notched_noise, input, passed_noise(rate, notch)),
                 tones.fundamental_rms, input);
    auto whole = whole_of(parts);
    const double fundamental = tones.fundamental_rms * tones.fundamental_rms;
    const double k = whole.power > 0 ? entering.power / whole.power : 1;
    const auto total = [&](double power) { return fundamental + k * power; };
    if (const char* reason = hidden_by(parts, whole, input))
        return ratio_bound(key, whole.high, total(whole.high), reason);
    const double line_noise = tones.harmonics.empty() ? 0 : tones.harmonics.front().noise;
    const double least = std::max(whole.low, line_noise);
    const double slope = fundamental / (total(whole.power) * total(whole.power));
    auto figure = power_figure(key, whole.power / total(whole.power), scaled(whole.terms, slope),
                               {least / total(least), whole.high / total(whole.high)});
    say_of_noise(figure, parts);
    figure.conditions["method"] = "AES17 notch, Q 2";
    figure.conditions["re"] = "total";
    return figure;
}

Figure thd_figure(const FigureKey& key, const TonesObservation& tones, const InputModel& input) {
    const auto count = std::min(thd_harmonics, tones.harmonics.size());
    return harmonics_figure(key, tones.fundamental_rms, std::span(tones.harmonics).first(count),
                            input);
}

/// By how much an input's AC coupling turns a harmonic against its fundamental, radians.
double turned_by_coupling(double corner_hz, const FigureKey& key) {
    const double n = *key.order;
    return coupling_lead(corner_hz, n * *key.at_hz) - n * coupling_lead(corner_hz, *key.at_hz);
}

/// As it is at the jack: the input's AC coupling turned back, and even harmonics by half a turn
/// where the input turns the sign.
void add_phase(Figure& figure, const HarmonicReading& reading, double fundamental_rms,
               const InputModel& input) {
    constexpr double degree = std::numbers::pi / 180;
    const bool turned = input.polarity_inverted.value_or(false) && *figure.key.order % 2 == 0;
    const double phase = reading.phase + (turned ? std::numbers::pi : 0) -
                         turned_by_coupling(input.high_pass_hz.value_or(0), figure.key);
    const double coupling =
        input.high_pass_hz ? 0 : std::abs(turned_by_coupling(highest_corner_hz, figure.key));
    const double noise = std::sqrt(0.5 * reading.noise + reading.rounding) / reading.rms;
    const double own = std::min(1.0, own_distortion(input) * fundamental_rms / reading.rms);
    figure.phase_deg = std::remainder(phase, 2 * std::numbers::pi) / degree;
    figure.phase_uncertainty_deg = (two_sided_95 * noise + std::asin(own) + coupling) / degree;
    figure.conditions["phase"] = input.polarity_inverted
                                     ? "phi_n - n phi_1, sine reference"
                                     : "phi_n - n phi_1, sine reference, as recorded: the input's "
                                       "own polarity is not declared";
}

/// The second to the tenth; of higher ones those that stand out.
std::vector<Figure> harmonic_figures(const ReadingPlace& place, const TonesObservation& tones,
                                     const InputModel& input) {
    std::vector<Figure> figures;
    for (std::size_t i = 0; i < tones.harmonics.size(); ++i) {
        const auto& reading = tones.harmonics[i];
        auto key = key_of("harmonic", place, tones);
        key.order = static_cast<int>(i) + 2;
        auto figure = harmonics_figure(key, tones.fundamental_rms, std::span(&reading, 1), input);
        const bool is_measured = figure.kind == Kind::measured;
        if (i >= thd_harmonics && !is_measured) continue;
        if (is_measured) add_phase(figure, reading, tones.fundamental_rms, input);
        figures.push_back(std::move(figure));
    }
    return figures;
}

/// THD+N with the sign turned: what bounded one from above bounds the other from below.
Figure sinad_figure(const Figure& thd_n) {
    Figure figure = thd_n;
    figure.key.quantity = "sinad";
    if (!thd_n.value) return figure;
    figure.value = -*thd_n.value;
    figure.low = thd_n.high ? std::optional(-*thd_n.high) : std::nullopt;
    figure.high = thd_n.low ? std::optional(-*thd_n.low) : std::nullopt;
    for (auto& term : figure.terms) term.cu = -term.cu;
    if (thd_n.kind == Kind::upper_bound) figure.kind = Kind::lower_bound;
    return figure;
}

/// Clicks and steps of level are events, not distortion: what they add is no property of the tone.
void report_disturbed(const ReadingPlace& place, const TonesObservation& tones,
                      Findings& findings) {
    const char* why = tones.click_share > notable_click_share
                          ? "a click or burst of noise stands out of the residual"
                          : "the level of the tone moves";
    for (const char* quantity : {"thd_n", "thd", "sinad", "thd_n_aes17"})
        findings.figures.push_back(result::not_measured(key_of(quantity, place, tones), "dB", why));
}

void report(const ReadingPlace& place, const TonesObservation& tones, const InputModel& input,
            Findings& findings) {
    if (tones.click_share > notable_click_share || tones.level_range_db > largest_level_range_db)
        return report_disturbed(place, tones, findings);
    const std::map<std::string, std::string> conditions{
        {"band", band_text(audio_band(place.take.rate))},
        {"re", "fundamental"},
        {"method", "fundamental excluded by least squares"},
        {"input_distortion", input_condition(input)}};
    const Hertz rate = place.take.rate;
    auto figures = harmonic_figures(place, tones, input);
    figures.insert(figures.begin(),
                   {thd_n_figure(key_of("thd_n", place, tones), tones, input, rate),
                    thd_figure(key_of("thd", place, tones), tones, input)});
    figures.push_back(aes17_figure(key_of("thd_n_aes17", place, tones), tones, input, rate));
    for (auto& figure : figures) {
        if (place.seen.input_clips_at(tones.tones.front().level_dbfs)) figure = as_bound(figure);
        figure.conditions.insert(conditions.begin(), conditions.end());
    }
    figures.insert(figures.begin() + 1, sinad_figure(figures.front()));
    findings.figures.insert(findings.figures.end(), figures.begin(), figures.end());
}

}  // namespace

Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup) {
    Findings findings;
    const auto drive = common_drive(setup.wiring);
    for_each_reading(
        takes, setup, &ChannelObservations::tones,
        [&](const ReadingPlace& place, const TonesObservation& tones) {
            if (tones.drive == drive && tones.tones.size() == 1 && tones.fundamental_rms > 0)
                report(place, tones, setup.input, findings);
        });
    return findings;
}

}  // namespace ohmloop::measure::distortion
