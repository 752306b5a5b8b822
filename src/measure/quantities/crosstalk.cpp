#include "channel_pair.hpp"
#include "curve_point.hpp"
#include "harmonic_power.hpp"
#include "jack_scale.hpp"
#include "lines_in_noise.hpp"
#include "power_interval.hpp"

#include "ohmloop/measure/needs.hpp"
#include "ohmloop/measure/quantities.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <optional>

namespace ohmloop::measure::crosstalk {

namespace {

using result::Curve;
using result::Figure;
using result::FigureKey;
using result::Shape;
using signal::Drive;

constexpr double two_sided_95 = 1.96;
/// What the silent channel shows more of is no crosstalk: its inputs are swapped, or summed.
constexpr double most_crosstalk = 0.5;

Drive drive_of(int from) { return from == 0 ? Drive::left : Drive::right; }

/// One tone of a channel played alone, as both hear it.
struct Reading {
    double hz = 0;
    double level_dbfs = 0;
    std::complex<double> ratio;  ///< silent over driven
    double noise = 0;            ///< mean square that noise leaves in it

    [[nodiscard]] double power() const { return std::norm(ratio); }
};

std::optional<Reading> reading_of(const ToneReading& driven, const ToneReading& silent) {
    if (std::abs(driven.gain) <= 0) return std::nullopt;
    // Of the amplitude; the phase scatters as much across it.
    const double u = silent.relative_uncertainty * std::abs(silent.gain) / std::abs(driven.gain);
    return Reading{driven.frequency_hz, driven.level_dbfs, silent.gain / driven.gain, 2 * u * u};
}

/// All tones of the segments that play a channel alone, lone ones first.
std::vector<Reading> readings_of(const ChannelPair& pair, int from, bool lone) {
    std::vector<Reading> readings;
    const auto& driven = pair.channel(from).tones;
    const auto& silent = pair.channel(1 - from).tones;
    for (std::size_t s = 0; s < std::min(driven.size(), silent.size()); ++s) {
        if (driven[s].drive != drive_of(from) || silent[s].drive != drive_of(from) ||
            (driven[s].tones.size() == 1) != lone)
            continue;
        for (std::size_t k = 0; k < driven[s].tones.size(); ++k)
            if (const auto read = reading_of(driven[s].tones[k], silent[s].tones[k]))
                readings.push_back(*read);
    }
    return readings;
}

/// What the input's own channels leave in each other at most, as a ratio.
double own_crosstalk(const InputModel& input, double hz) {
    if (input.crosstalk_db) return to_ratio(Decibels(*input.crosstalk_db));
    return to_ratio(Decibels(undeclared_crosstalk_db)) * std::max(1.0, hz / 1000);
}

/// Amplitudes: of the reading, of what noise moves it by (standard), of the input's own at most,
/// which adds in any phase.
struct Amplitudes {
    double read = 0;
    double noise = 0;
    double own = 0;

    [[nodiscard]] double low() const { return std::max(0.0, read - two_sided_95 * noise - own); }
    [[nodiscard]] double high() const { return read + two_sided_95 * noise + own; }
};

/// A port's interval with the input's match in it: both in decibels, in quadrature.
result::Interval widened(double low, double power, double high, double match_db) {
    const auto moved = [&](double end) {
        const double by = std::hypot(10 * std::log10(end / power), 0.95 * match_db);
        return power * std::pow(10, (end < power ? -by : by) / 10);
    };
    return {moved(low), moved(high)};
}

Figure measured_figure(const FigureKey& key, const Amplitudes& parts, const InputModel& input) {
    const double power = parts.read * parts.read - 2 * parts.noise * parts.noise;
    const double match_db = input_match_db(input);
    const double relative[] = {2 * parts.noise * parts.read / power,
                               2 * parts.own / std::sqrt(power) / std::sqrt(3.0),
                               2 * match_db / db_per_neper / std::sqrt(3.0)};
    std::vector<result::Term> terms{{"noise", power * relative[0], Shape::normal, 0}};
    if (parts.own > 0)
        terms.push_back({"input crosstalk", power * relative[1], Shape::rectangular, 0});
    if (match_db > 0) terms.push_back({match_source, power * relative[2], Shape::rectangular, 0});
    // The decibels of nothing are not asked for.
    const double least = std::max(parts.low(), 0.01 * parts.read);
    return power_figure(key, power, std::move(terms),
                        widened(least * least, power, parts.high() * parts.high(), match_db));
}

Figure figure_of(const FigureKey& key, const Reading& read, const InputModel& input) {
    const Amplitudes parts{std::abs(read.ratio), std::sqrt(read.noise / 2),
                           own_crosstalk(input, read.hz)};
    const double most = parts.high() * parts.high();
    if (!LinesInNoise{read.power(), read.noise}.stand_out())
        return ratio_bound(key, most, 1, "it does not stand out of the noise");
    if (std::pow(parts.read - parts.own, 2) < least_own_share * read.power() ||
        parts.own > parts.read)
        return ratio_bound(key, most, 1,
                           input.crosstalk_db
                               ? "at or below the input's own crosstalk"
                               : "may be the input's own crosstalk, which is not declared");
    return measured_figure(key, parts, input);
}

FigureKey key_of(const ChannelPair& pair, int from, const Reading& read) {
    FigureKey key;
    key.quantity = "crosstalk";
    key.channel = pair_name(from);
    key.load = pair.take.load.name;
    key.drive = from == 0 ? "left" : "right";
    key.at_hz = read.hz;
    key.level_dbfs = read.level_dbfs;
    return key;
}

Figure swapped(const FigureKey& key) {
    return result::not_measured(key, "dB",
                                "the silent channel shows the other's signal at half its level or "
                                "more: swapped, or summed to mono");
}

/// A resistance that both returns share leaves r / (Zo + R + r), its sign turned; the part of the
/// reading in phase with that is named.
std::string return_condition(const Reading& read) {
    const double part = -read.ratio.real();
    const double sure = 2 * std::sqrt(read.noise / 2);
    if (part <= sure || part * part < 0.5 * read.power())
        return "not of a shared return: no larger part has the opposite sign";
    return fmt::format("{:.1f} dB of it with the opposite sign, as a shared return leaves",
                       20 * std::log10(part));
}

Figure lone_figure(const ChannelPair& pair, int from, const Reading& read,
                   const InputModel& input) {
    const auto key = key_of(pair, from, read);
    if (std::abs(read.ratio) > most_crosstalk) return swapped(key);
    auto figure = figure_of(key, read, input);
    figure.conditions["form"] = "selective";
    if (figure.kind == result::Kind::measured)
        figure.conditions["shared_return"] = return_condition(read);
    return figure;
}

/// Against frequency, from the segments of many tones.
Curve curve_of(const ChannelPair& pair, int from, const InputModel& input) {
    Curve curve;
    curve.quantity = "crosstalk";
    curve.channel = pair_name(from);
    curve.load = pair.take.load.name;
    curve.unit = "dB";
    for (const auto& read : readings_of(pair, from, false)) {
        if (std::abs(read.ratio) > most_crosstalk) return {};
        if (!add_point(curve, figure_of({}, read, input))) continue;
        curve.frequency_hz.push_back(read.hz);
        curve.at_level_dbfs = read.level_dbfs;
    }
    return curve;
}

}  // namespace

Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup) {
    Findings findings;
    for (const auto& pair : channel_pairs(takes, setup))
        for (const int from : {0, 1}) {
            const auto lone = readings_of(pair, from, true);
            if (!lone.empty())
                findings.figures.push_back(lone_figure(pair, from, lone.front(), setup.input));
            auto curve = curve_of(pair, from, setup.input);
            if (!curve.value.empty()) findings.curves.push_back(std::move(curve));
        }
    if (!findings.figures.empty()) return findings;
    FigureKey key;
    key.quantity = "crosstalk";
    findings.figures.push_back(
        result::not_measured(key, "dB", "needs one channel played alone and both recorded"));
    return findings;
}

}  // namespace ohmloop::measure::crosstalk
