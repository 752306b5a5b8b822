#include "jack_scale.hpp"
#include "measure/take/integrity.hpp"
#include "named_band.hpp"
#include "noise_power.hpp"
#include "power_interval.hpp"
#include "readings.hpp"

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
using result::Shape;
using result::Term;

/// Harmonics of a THD figure: 2 to 10.
constexpr std::size_t thd_harmonics = 9;
/// A summed harmonic power below this many times its noise expectation is not told from noise.
constexpr double detection = 3;
/// Where the interval of the noise left is a greater share than this of the whole, a bound is told.
constexpr double largest_hidden_share = 0.5;
/// Where less than this share of the power is left when the input has its due, a bound is told.
constexpr double least_own_share = 0.25;
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

/// Harmonics together: mean squares on the record's scale. An error e of noise in a harmonic h
/// moves its power by 2 h e + e^2, and half of the noise's power lies along h; rounding stands
/// wholly along it.
struct Harmonics {
    double power = 0;
    double expected = 0;  ///< of it, what noise and rounding leave there on average
    double noise = 0;     ///< standard uncertainty of the power
    double rounding = 0;
};

Harmonics sum_of(std::span<const HarmonicReading> readings) {
    Harmonics sum;
    double noise = 0;
    double rounding = 0;
    for (const auto& h : readings) {
        const double power = h.rms * h.rms;
        sum.power += power;
        sum.expected += h.noise + h.rounding;
        noise += 2 * power * h.noise + h.noise * h.noise;
        rounding += 4 * power * h.rounding + 2 * h.rounding * h.rounding;
    }
    sum.noise = std::sqrt(noise);
    sum.rounding = std::sqrt(rounding);
    return sum;
}

/// The input's own harmonics add to the port's in any phase: of a sum read as h, with b of the
/// input at most, the port's lie in [h - b, h + b]. Of an input nobody declared b spans decades,
/// over which phases that hide a third of the port's come together once in twenty at most.
struct PortShare {
    double least = 0;  ///< power
    double most = 0;
};

PortShare port_share(double power, double fundamental_rms, const InputModel& input) {
    const double read = std::sqrt(std::max(0.0, power));
    const double own = own_distortion(input) * fundamental_rms;
    const double least = std::max(0.0, read - own);
    const double most = input.thd_db ? read + own : std::min(read + own, 1.5 * read);
    return {least * least, most * most};
}

std::string input_condition(const InputModel& input) {
    return fmt::format("{}at most {:.0f} dB", input.thd_db ? "" : "not declared: ",
                       input.thd_db.value_or(undeclared_thd_db));
}

/// A power with its terms and ends, mean squares.
struct Whole {
    double power = 0;
    std::vector<Term> terms;
    double low = 0;
    double high = 0;

    /// Another source of error, `u` standard.
    void add(const char* source, double u) {
        if (u > 0) terms.push_back({source, u, Shape::normal, 0});
    }
    /// Ends from the terms so far; the input's share moves them on, in whatever phase it stands.
    void close(double harmonics, const PortShare& port) {
        double variance = 0;
        for (const auto& term : terms) variance += term.cu * term.cu;
        const double scatter = two_sided_95 * std::sqrt(variance);
        low = power - scatter - (harmonics - port.least);
        high = power + scatter + (port.most - harmonics);
        if (harmonics > port.least)
            terms.push_back({"input distortion", (harmonics - port.least) / std::sqrt(3.0),
                             Shape::rectangular, 0});
    }
};

/// `least`: a power below which none is told, that the decibels of nothing are not asked for.
Figure ratio_figure(const FigureKey& key, const Whole& whole, double fundamental, double least) {
    return power_figure(key, whole.power / fundamental, scaled(whole.terms, 1 / fundamental),
                        {std::max(whole.low, least) / fundamental, whole.high / fundamental});
}

Figure ratio_bound(const FigureKey& key, double power, double fundamental, const char* reason) {
    return result::bound(key, Kind::upper_bound, 10 * std::log10(power / fundamental), "dB",
                         reason);
}

/// What THD+N is made of.
struct Parts {
    Harmonics harmonics;
    PortShare port;  ///< of the harmonics
    NoisePower noise;
};

Whole whole_of(const Parts& parts) {
    Whole whole;
    whole.power = parts.harmonics.power + std::max(0.0, parts.noise.mean_square);
    whole.add("noise averaging", parts.noise.uncertainty);
    whole.add("noise in the harmonics", parts.harmonics.noise);
    whole.add("rounding", parts.harmonics.rounding);
    whole.close(parts.harmonics.power, parts.port);
    whole.low -= parts.noise.response_half_width;
    whole.high += parts.noise.response_half_width;
    // Any part of the noise may be the input's: down to the harmonics alone, nothing is ruled out.
    if (!parts.noise.subtracted)
        whole.low = std::min(
            whole.low, parts.port.least - two_sided_95 * std::hypot(parts.harmonics.noise,
                                                                    parts.harmonics.rounding));
    return whole;
}

/// Why THD+N is no more than a bound; nullptr where it is a figure. An input nobody declared makes
/// none of it: its reading says much all the same, and its interval how little of it is sure.
const char* hidden_by(const Parts& parts, const Whole& whole, const InputModel& input) {
    if (parts.noise.subtracted && 2 * parts.noise.uncertainty > largest_hidden_share * whole.power)
        return "the noise is at or below the input's own";
    if (input.thd_db && whole.low < least_own_share * whole.power &&
        parts.port.least < least_own_share * parts.harmonics.power)
        return "harmonics are at or below the input's own distortion";
    return nullptr;
}

/// THD+N re fundamental, 20 Hz-20 kHz: fundamental excluded by least squares, the input's own
/// noise taken off where it is known. A bound where the input's noise or distortion rules what is
/// left.
Figure thd_n_figure(const FigureKey& key, const TonesObservation& tones, const InputModel& input,
                    const PassedNoise& passed) {
    const auto harmonics = sum_of(tones.harmonics);
    const Parts parts{harmonics, port_share(harmonics.power, tones.fundamental_rms, input),
                      port_noise(tones.noise, input, passed)};
    const auto whole = whole_of(parts);
    const double fundamental = tones.fundamental_rms * tones.fundamental_rms;
    if (const char* reason = hidden_by(parts, whole, input))
        return ratio_bound(key, whole.high, fundamental, reason);
    const double line_noise = tones.harmonics.empty() ? 0 : tones.harmonics.front().noise;
    auto figure = ratio_figure(key, whole, fundamental, line_noise);
    const bool subtracted = parts.noise.subtracted;
    if (!subtracted) figure.dominant = "the input's own noise";
    figure.conditions["input_noise"] =
        subtracted ? "taken off" : "included: not known for this input";
    return figure;
}

/// What noise leaves in harmonics is taken off their powers.
Figure harmonics_figure(const FigureKey& key, const TonesObservation& tones,
                        std::span<const HarmonicReading> readings, const InputModel& input) {
    const auto harmonics = sum_of(readings);
    const double fundamental = tones.fundamental_rms * tones.fundamental_rms;
    if (harmonics.power < detection * harmonics.expected) {
        const double most = harmonics.power + 2 * harmonics.expected;
        return ratio_bound(key, port_share(most, tones.fundamental_rms, input).most, fundamental,
                           readings.size() == 1 ? "it does not stand out of the noise"
                                                : "no harmonic stands out of the noise");
    }
    Whole whole;
    whole.power = harmonics.power - harmonics.expected;
    whole.add("noise in the harmonics", harmonics.noise);
    whole.add("rounding", harmonics.rounding);
    const auto port = port_share(whole.power, tones.fundamental_rms, input);
    whole.close(whole.power, port);
    if (port.least < least_own_share * whole.power)
        return ratio_bound(key, whole.high, fundamental,
                           input.thd_db
                               ? "at or below the input's own distortion"
                               : "may be the input's own distortion, which is not declared");
    return ratio_figure(key, whole, fundamental, harmonics.expected);
}

Figure thd_figure(const FigureKey& key, const TonesObservation& tones, const InputModel& input) {
    const auto count = std::min(thd_harmonics, tones.harmonics.size());
    return harmonics_figure(key, tones, std::span(tones.harmonics).first(count), input);
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
        auto figure = harmonics_figure(key, tones, std::span(&reading, 1), input);
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
    for (const char* quantity : {"thd_n", "thd", "sinad"})
        findings.figures.push_back(result::not_measured(key_of(quantity, place, tones), "dB", why));
}

/// A clipped input adds to what the port's own is: no more than read.
Figure as_bound(const Figure& figure) {
    if (!figure.value) return figure;
    return result::bound(figure.key, Kind::upper_bound, figure.high.value_or(*figure.value), "dB",
                         "the recording input clips at this level: it distorts itself");
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
    auto thd_n =
        thd_n_figure(key_of("thd_n", place, tones), tones, input, passed_noise(place.take.rate));
    auto thd = thd_figure(key_of("thd", place, tones), tones, input);
    auto figures = harmonic_figures(place, tones, input);
    figures.insert(figures.begin(), {std::move(thd_n), std::move(thd)});
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
