#include "jack_scale.hpp"
#include "measure/take/integrity.hpp"
#include "named_band.hpp"
#include "noise_power.hpp"
#include "readings.hpp"

#include "ohmloop/measure/needs.hpp"
#include "ohmloop/measure/quantities.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace ohmloop::measure::max_level {

namespace {

using result::Figure;
using result::FigureKey;
using result::Kind;
using result::Shape;
using result::Term;

constexpr double distortion_limit = 0.01;      ///< THD+N, AES17 6.2.1 (a)
constexpr double compression_limit_db = -0.3;  ///< AES17 6.2.1 (b)
/// What interpolation and block averaging leave of a crossing (rectangular half-width).
constexpr double crossing_db = 0.004;
/// A limit is passed for good over this much of the ramp, as far as it goes.
constexpr double lasting_db = 6;

/// A place on the ramp: the level played and the fundamental recorded there.
struct Place {
    double level_dbfs = 0;
    double fundamental_rms = 0;
    std::string limited_by;
    double relative_uncertainty = 0;  ///< standard, of the fundamental, by noise
};

/// Interpolates the fundamental at `share` of the way between two points, in dB.
Place between(const RampPoint& a, const RampPoint& b, double share, const char* why) {
    const double rms = a.fundamental_rms * std::pow(b.fundamental_rms / a.fundamental_rms, share);
    return {a.level_dbfs + share * (b.level_dbfs - a.level_dbfs), rms, why,
            std::max(a.relative_uncertainty, b.relative_uncertainty)};
}

/// Mean of `value` over the next `lasting_db` from a point on, by the trapezoidal rule.
template <class Value>
double mean_from(const std::vector<RampPoint>& points, std::size_t first, Value value) {
    double area = 0;
    double span = 0;
    for (std::size_t i = first + 1; i < points.size(); ++i) {
        if (points[i].level_dbfs > points[first].level_dbfs + lasting_db) break;
        const double step = points[i].level_dbfs - points[i - 1].level_dbfs;
        area += 0.5 * (value(points[i - 1]) + value(points[i])) * step;
        span += step;
    }
    return span > 0 ? area / span : value(points[first]);
}

/// First upward crossing of `limit` by `value`, from a point below it, after which it lasts: the
/// scatter of a weak signal crosses any limit, and falls below it again as the level rises.
template <class Value>
std::optional<Place> upward_crossing(const std::vector<RampPoint>& points, Value value,
                                     double limit, const char* why) {
    for (std::size_t i = 1; i < points.size(); ++i) {
        const double a = value(points[i - 1]);
        const double b = value(points[i]);
        if (a < limit && b >= limit && mean_from(points, i, value) >= limit)
            return between(points[i - 1], points[i], (limit - a) / (b - a), why);
    }
    return std::nullopt;
}

/// Gain at zero level: compression grows with the square of the amplitude, so a straight line in
/// A^2 through the ramp's lowest 4 dB is carried back to none.
double small_signal_gain(const std::vector<RampPoint>& points) {
    double n = 0;
    double sx = 0;
    double sy = 0;
    double sxx = 0;
    double sxy = 0;
    const double lowest = points.front().level_dbfs;
    for (const auto& p : points) {
        if (p.level_dbfs > lowest + 4) break;
        const double x = std::pow(10, (p.level_dbfs - lowest) / 10);
        const double y = std::abs(p.gain);
        n += 1;
        sx += x;
        sy += y;
        sxx += x * x;
        sxy += x * y;
    }
    const double determinant = n * sxx - sx * sx;
    if (n < 4 || determinant <= 0) return sy / n;
    return (sxx * sy - sx * sxy) / determinant;
}

/// Where the maximum is.
struct Limits {
    double distortion = distortion_limit;
    double compression_db = compression_limit_db;
};

std::optional<Place> limit_on(const RampObservation& ramp, double noise_mean_square,
                              const Limits& limits = {}) {
    const auto& loudest = ramp.points.back();
    // Hum or noise above the limit at every level says nothing about the port's own: then the
    // harmonics decide.
    const double noise =
        noise_mean_square < std::pow(limits.distortion * loudest.fundamental_rms, 2)
            ? noise_mean_square
            : 0;
    const auto ratio_db = [&](const RampPoint& p) {
        const double power = p.distortion_rms * p.distortion_rms + noise;
        return 10 * std::log10(power / (p.fundamental_rms * p.fundamental_rms));
    };
    const double reference = small_signal_gain(ramp.points);
    const auto compression_db = [&](const RampPoint& p) {
        return -20 * std::log10(std::abs(p.gain) / reference);
    };
    const auto distorted =
        upward_crossing(ramp.points, ratio_db, 20 * std::log10(limits.distortion), "distortion");
    const auto compressed =
        upward_crossing(ramp.points, compression_db, -limits.compression_db, "compression");
    if (distorted && compressed)
        return distorted->level_dbfs <= compressed->level_dbfs ? distorted : compressed;
    return distorted ? distorted : compressed;
}

/// The ramp's end, where nothing limited before.
Place end_of(const RampObservation& ramp, const Take& take) {
    const auto& last = ramp.points.back();
    const double rms = std::abs(last.gain) * peak_amplitude(DbFs(ramp.to_dbfs)) / std::sqrt(2.0);
    return {ramp.to_dbfs, rms, ramp.to_dbfs > -0.005 ? "digital_full_scale" : take.ceiling_by,
            last.relative_uncertainty};
}

FigureKey key_of(const char* quantity, const ReadingPlace& at) {
    FigureKey key;
    key.quantity = quantity;
    key.channel = channel_name(at.channel);
    key.load = at.take.load.name;
    return key;
}

/// Of the port where the input's own is known.
double noise_of(const ChannelObservations& seen, const InputModel& input) {
    if (seen.noises.empty()) return 0;
    return std::max(0.0, port_noise(seen.noises.front().flat, input).mean_square);
}

struct Reading {
    Place place;
    Kind kind = Kind::measured;
    double moved_by_input = 0;  ///< relative: how far the input's distortion may move the place
    double moved_by_noise = 0;  ///< relative, standard: the place, beside what is read there
};

/// Relative: how far the place moves between these limits.
double moved_between(const RampObservation& ramp, double noise, const Place& place,
                     const std::array<Limits, 2>& ends) {
    double furthest = 0;
    for (const auto& limits : ends)
        if (const auto other = limit_on(ramp, noise, limits))
            furthest =
                std::max(furthest, std::abs(other->fundamental_rms / place.fundamental_rms - 1));
    return furthest;
}

/// The input's harmonics may add to the port's or hide of them: the limit is met that much early
/// or late.
double moved_by_input(const RampObservation& ramp, double noise, const Place& place,
                      const InputModel& input) {
    if (place.limited_by != "distortion") return 0;
    const double own = std::min(own_distortion(input), distortion_limit / 2);
    return moved_between(ramp, noise, place,
                         {{{distortion_limit - own}, {distortion_limit + own}}});
}

/// So may noise: of a harmonic as of the fundamental, and of the gain where the ramp starts, whose
/// line carried back to no level scatters like its first point.
double moved_by_noise(const RampObservation& ramp, double noise, const Place& place) {
    const double here = place.relative_uncertainty;
    const double share = std::min(here, distortion_limit / 2);
    const double gain_db =
        std::min(db_per_neper * std::hypot(here, ramp.points.front().relative_uncertainty),
                 -compression_limit_db / 2);
    if (place.limited_by == "distortion")
        return moved_between(ramp, noise, place,
                             {{{distortion_limit - share}, {distortion_limit + share}}});
    if (place.limited_by == "compression")
        return moved_between(ramp, noise, place,
                             {{{distortion_limit, compression_limit_db - gain_db},
                               {distortion_limit, compression_limit_db + gain_db}}});
    return 0;
}

Reading read(const ReadingPlace& at, const RampObservation& ramp, const InputModel& input) {
    const auto& seen = at.seen;
    const double noise = noise_of(seen, input);
    const auto limit = limit_on(ramp, noise);
    Reading reading{limit ? *limit : end_of(ramp, at.take)};
    reading.moved_by_input = moved_by_input(ramp, noise, reading.place, input);
    reading.moved_by_noise = moved_by_noise(ramp, noise, reading.place);
    // A rail of the recorder's own is no limit of the port.
    if (seen.clipped_frames > 0 && seen.clip_level_dbfs <= reading.place.level_dbfs + 0.5) {
        reading.kind = Kind::lower_bound;
        for (const auto& p : ramp.points)
            if (p.level_dbfs < seen.clip_level_dbfs)
                reading.place = {p.level_dbfs, p.fundamental_rms, "input_full_scale",
                                 p.relative_uncertainty};
        reading.place.limited_by = "input_full_scale";
    } else if (!limit && reading.place.limited_by != "digital_full_scale") {
        reading.kind = Kind::lower_bound;
    }
    return reading;
}

std::string reason_of(const std::string& limited_by) {
    if (limited_by == "input_full_scale") return "the recording input clips before the port limits";
    if (limited_by == "load_rating") return "more would exceed what the load resistor may bear";
    return "nothing louder was played";
}

std::vector<Term> relative_terms(const Reading& reading, const ReadingPlace& at,
                                 const AnalysisSetup& setup) {
    auto terms = gain_terms(setup, at.take.load.name, at.table.remaining_drift(at.take));
    if (reading.place.limited_by == "distortion" || reading.place.limited_by == "compression")
        terms.push_back({"place of the limit", crossing_db / db_per_neper / std::sqrt(3.0),
                         Shape::rectangular, 0});
    const double noise = std::hypot(reading.place.relative_uncertainty, reading.moved_by_noise);
    if (noise > 0)
        terms.push_back({"noise of the ramp, " + at.take.load.name, noise, Shape::normal, 0});
    if (reading.moved_by_input > 0)
        terms.push_back(
            {"input distortion", reading.moved_by_input / std::sqrt(3.0), Shape::rectangular, 0});
    return terms;
}

void report_power(const Figure& level, const ReadingPlace& at, const AnalysisSetup& setup,
                  Findings& findings) {
    const Take& take = at.take;
    if (take.load.is_open() || level.unit != "V" || !level.value) return;
    const double r = take.load.resistance_ohm + take.load.contact_ohm;
    const double v = *level.value;
    const double load_u = take.load.tolerance / std::sqrt(3.0);
    for (const bool power : {true, false}) {
        const double value = power ? v * v / r : v / r;
        auto terms = scaled(level.terms, power ? 2 * v / r : 1 / r);
        if (load_u > 0)
            terms.push_back({"load " + take.load.name, -value * load_u, Shape::rectangular, 0});
        if (take.load.scale_uncertainty > 0)
            terms.push_back({load_scale_source,
                             -value * take.load.scale_uncertainty * take.load.resistance_ohm / r,
                             Shape::normal, 0});
        if (setup.contact_uncertainty_ohm > 0)
            terms.push_back({"contacts, " + take.load.name,
                             -value * setup.contact_uncertainty_ohm / r, Shape::normal, 0});
        auto figure = result::measured(key_of(power ? "max_power" : "max_current", at),
                                       {value, std::move(terms)}, power ? "W" : "A");
        figure.kind = level.kind;
        figure.limited_by = level.limited_by;
        findings.figures.push_back(std::move(figure));
    }
}

void report(const ReadingPlace& at, const RampObservation& ramp, const AnalysisSetup& setup,
            Findings& findings) {
    if (ramp.points.size() < 3) return;
    const auto reading = read(at, ramp, setup.input);
    const JackScale scale(setup.input);
    const double rms = reading.place.fundamental_rms / at.table.drift_factor(at.take);
    auto figure = scale.level(key_of("max_level", at), rms, ramp.frequency_hz,
                              relative_terms(reading, at, setup));
    figure.kind = reading.kind;
    figure.limited_by = reading.place.limited_by;
    figure.conditions["criterion"] = fmt::format("THD+N 1 % ({}) or 0.3 dB compression, the lower",
                                                 band_text(audio_band(at.take.rate)));
    figure.conditions["played"] = fmt::format("{:.2f} dBFS", reading.place.level_dbfs);
    figure.conditions["frequency"] = fmt::format("{:g} Hz", ramp.frequency_hz);
    if (reading.kind == Kind::lower_bound) figure.reason = reason_of(reading.place.limited_by);
    report_power(figure, at, setup, findings);
    findings.figures.push_back(std::move(figure));
}

}  // namespace

Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup) {
    Findings findings;
    for_each_reading(takes, setup, &ChannelObservations::ramps,
                     [&](const ReadingPlace& place, const RampObservation& ramp) {
                         report(place, ramp, setup, findings);
                     });
    return findings;
}

}  // namespace ohmloop::measure::max_level
