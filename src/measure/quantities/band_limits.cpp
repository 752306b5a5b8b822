#include "jack_scale.hpp"
#include "measure/take/integrity.hpp"
#include "readings.hpp"
#include "sweep_gate.hpp"

#include "ohmloop/measure/needs.hpp"
#include "ohmloop/measure/quantities.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

namespace ohmloop::measure::band_limits {

namespace {

using result::Curve;
using result::Figure;
using result::FigureKey;
using result::Kind;
using result::Shape;

constexpr double fallen_db = -3;
constexpr double two_sided_95 = 1.96;
/// What the gate about the impulse response may do to the phase at 20 Hz, less in proportion above.
constexpr double gate_radians = 6e-4;
/// Of the rate: from there on converters' own filters may fall.
constexpr double clear_of_converters = 0.42;

/// The response re 997 Hz over ln f.
struct Response {
    std::vector<double> log_hz;
    std::vector<double> db;
    std::vector<double> noise_db;  ///< standard
    std::size_t reference = 0;
};

Response response_of(const SweepObservation& sweep, const JackScale& scale) {
    Response response;
    const auto& hz = sweep.frequency_hz;
    response.reference = static_cast<std::size_t>(
        std::min_element(hz.begin(), hz.end(),
                         [](double a, double b) {
                             return std::abs(a - reference_hz) < std::abs(b - reference_hz);
                         }) -
        hz.begin());
    for (std::size_t i = 0; i < hz.size(); ++i) {
        response.log_hz.push_back(std::log(hz[i]));
        response.db.push_back(
            20 * std::log10(std::abs(sweep.response[i]) / scale.input_response(hz[i])));
    }
    const double zero = response.db[response.reference];
    for (std::size_t i = 0; i < hz.size(); ++i) {
        response.db[i] -= zero;
        response.noise_db.push_back(db_per_neper *
                                    std::hypot(sweep.relative_uncertainty[i],
                                               sweep.relative_uncertainty[response.reference]));
    }
    return response;
}

/// The polynomial through points, at x.
double through(std::span<const double> xs, std::span<const double> ys, double x) {
    double sum = 0;
    for (std::size_t i = 0; i < xs.size(); ++i) {
        double weight = 1;
        for (std::size_t j = 0; j < xs.size(); ++j)
            if (j != i) weight *= (x - xs[j]) / (xs[i] - xs[j]);
        sum += weight * ys[i];
    }
    return sum;
}

/// Where the response crosses -3 dB between two neighbours, and how steeply.
struct Crossing {
    double hz = 0;
    double slope_db = 0;  ///< d dB / d ln f, as a size
    double noise_db = 0;
};

Crossing crossing_between(const Response& response, std::size_t inner, std::size_t outer) {
    const std::size_t count = std::min<std::size_t>(4, response.db.size());
    const std::size_t low = std::min(inner, outer);
    const std::size_t first = std::min(low > 0 ? low - 1 : 0, response.db.size() - count);
    const auto xs = std::span(response.log_hz).subspan(first, count);
    const auto ys = std::span(response.db).subspan(first, count);
    double in = response.log_hz[inner];
    double out = response.log_hz[outer];
    for (int halving = 0; halving < 50; ++halving) {
        const double middle = (in + out) / 2;
        (through(xs, ys, middle) > fallen_db ? in : out) = middle;
    }
    const double apart = response.log_hz[outer] - response.log_hz[inner];
    return {std::exp(in), std::abs((response.db[outer] - response.db[inner]) / apart),
            std::max(response.noise_db[inner], response.noise_db[outer])};
}

/// Away from 997 Hz: the first neighbours between which it falls; nothing where it does not.
std::optional<Crossing> first_crossing(const Response& response, bool up) {
    std::size_t at = response.reference;
    while (up ? at + 1 < response.db.size() : at > 0) {
        const std::size_t next = up ? at + 1 : at - 1;
        if (response.db[next] <= fallen_db) return crossing_between(response, at, next);
        at = next;
    }
    return std::nullopt;
}

/// What an AC coupling that nobody declared may have taken off.
double hidden_db(double hz, const InputModel& input) {
    if (input.high_pass_hz) return 0;
    return 10 * std::log10(1 + std::pow(highest_corner_hz / hz, 2));
}

Figure measured_figure(FigureKey key, const Crossing& crossing, const InputModel& input) {
    const double hz_per_db = crossing.hz / std::max(crossing.slope_db, 1e-3);
    std::vector<result::Term> terms{
        {"noise", hz_per_db * crossing.noise_db, Shape::normal, 0},
        {gate_source, hz_per_db * gated_db(crossing.hz) / std::sqrt(3.0), Shape::rectangular, 0}};
    if (const double hidden = hidden_db(crossing.hz, input); hidden > 0)
        terms.push_back(
            {"input response", hz_per_db * hidden / std::sqrt(3.0), Shape::rectangular, 0});
    auto figure = result::measured(std::move(key), {crossing.hz, std::move(terms)}, "Hz");
    say_gated(figure);
    return figure;
}

Figure limit_figure(const ReadingPlace& place, const SweepObservation& sweep, bool up,
                    const InputModel& input) {
    const auto response = response_of(sweep, JackScale(input));
    FigureKey key;
    key.quantity = "response_minus_3db";
    key.channel = channel_name(place.channel);
    key.load = place.take.load.name;
    key.band = up ? "high" : "low";
    const auto crossing = first_crossing(response, up);
    const auto kind = up ? Kind::lower_bound : Kind::upper_bound;
    const double own_hz = clear_of_converters * sweep.edge_rate.value();
    auto figure =
        !crossing
            ? result::bound(key, kind, up ? sweep.frequency_hz.back() : sweep.frequency_hz.front(),
                            "Hz", "it does not fall by 3 dB in the band measured")
        : up && crossing->hz > own_hz
            ? result::bound(key, kind, own_hz, "Hz",
                            "above, the recording input's own filter may be what falls")
            : measured_figure(key, *crossing, input);
    figure.conditions["re"] = "997 Hz";
    return figure;
}

/// d phase / d ln f at the middle one of three neighbours, whatever their distances.
struct PhaseSlope {
    double value = 0;
    double uncertainty = 0;  ///< standard, of noise
    double gated = 0;        ///< half-width of what the gate may do
};

PhaseSlope phase_slope(const SweepObservation& sweep, std::size_t i) {
    const auto step = [&](std::size_t from) {
        return std::arg(sweep.response[from + 1] / sweep.response[from]);
    };
    const double below = std::log(sweep.frequency_hz[i] / sweep.frequency_hz[i - 1]);
    const double above = std::log(sweep.frequency_hz[i + 1] / sweep.frequency_hz[i]);
    const double before = above / (above + below) / below;
    const double after = below / (above + below) / above;
    const auto& u = sweep.relative_uncertainty;
    return {before * step(i - 1) + after * step(i),
            std::hypot(before * u[i - 1], (before - after) * u[i], after * u[i + 1]),
            std::hypot(before, after) * gate_radians * 20 / sweep.frequency_hz[i]};
}

/// Seconds by which a first-order high-pass delays: fc / (2 pi (f^2 + fc^2)).
double coupling_delay(double corner_hz, double hz) {
    return corner_hz / (2 * std::numbers::pi * (hz * hz + corner_hz * corner_hz));
}

Curve delay_curve(const ReadingPlace& place, const SweepObservation& sweep,
                  const InputModel& input) {
    Curve curve;
    curve.quantity = "group_delay";
    curve.channel = channel_name(place.channel);
    curve.load = place.take.load.name;
    curve.unit = "s";
    std::size_t reference = 0;
    for (std::size_t i = 1; i + 1 < sweep.frequency_hz.size(); ++i) {
        const double hz = sweep.frequency_hz[i];
        const auto slope = phase_slope(sweep, i);
        const double per_slope = 1 / (2 * std::numbers::pi * hz);
        if (std::abs(hz - reference_hz) < std::abs(sweep.frequency_hz[reference] - reference_hz))
            reference = i;
        curve.frequency_hz.push_back(hz);
        curve.value.push_back(-per_slope * slope.value -
                              coupling_delay(input.high_pass_hz.value_or(0), hz));
        const double hidden = input.high_pass_hz ? 0 : coupling_delay(highest_corner_hz, hz);
        curve.uncertainty.push_back(per_slope * (two_sided_95 * slope.uncertainty + slope.gated) +
                                    hidden);
    }
    if (reference == 0) return {};
    const double zero = curve.value[reference - 1];
    const double of_zero = curve.uncertainty[reference - 1];
    for (double& value : curve.value) value -= zero;
    for (double& u : curve.uncertainty) u = std::hypot(u, of_zero);
    return curve;
}

}  // namespace

Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup) {
    Findings findings;
    for_each_reading(
        takes, setup, &ChannelObservations::sweeps,
        [&](const ReadingPlace& place, const SweepObservation& sweep) {
            if (sweep.frequency_hz.size() < 4 || sweep.drive != common_drive(setup.wiring)) return;
            for (const bool up : {false, true})
                findings.figures.push_back(limit_figure(place, sweep, up, setup.input));
            auto curve = delay_curve(place, sweep, setup.input);
            if (!curve.value.empty()) findings.curves.push_back(std::move(curve));
        });
    return findings;
}

}  // namespace ohmloop::measure::band_limits
