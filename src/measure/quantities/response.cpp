#include "jack_scale.hpp"
#include "measure/take/integrity.hpp"
#include "named_band.hpp"
#include "readings.hpp"
#include "sweep_gate.hpp"

#include "ohmloop/measure/needs.hpp"
#include "ohmloop/measure/quantities.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::measure::response {

namespace {

using result::FigureKey;
using result::Shape;

std::size_t nearest_to_reference(const SweepObservation& sweep) {
    const auto nearest = std::min_element(
        sweep.frequency_hz.begin(), sweep.frequency_hz.end(),
        [](double a, double b) { return std::abs(a - reference_hz) < std::abs(b - reference_hz); });
    return static_cast<std::size_t>(nearest - sweep.frequency_hz.begin());
}

/// What noise and the gate leave open of a point re the one at 997 Hz, decibels.
std::vector<result::Term> terms_at(const SweepObservation& sweep, std::size_t i,
                                   std::size_t reference) {
    const double noise =
        std::hypot(sweep.relative_uncertainty[i], sweep.relative_uncertainty[reference]);
    const double gated = gated_db(sweep.frequency_hz[i]);
    return {{"noise", db_per_neper * noise, Shape::normal, 0},
            {gate_source, gated / std::sqrt(3.0), Shape::rectangular, 0}};
}

/// dB re the value at 997 Hz, the input's AC coupling taken off.
result::Curve response_curve(const Take& take, const SweepObservation& sweep, int channel,
                             const JackScale& scale) {
    result::Curve curve;
    curve.quantity = "response";
    curve.channel = channel_name(channel);
    curve.load = take.load.name;
    curve.unit = "dB";
    curve.frequency_hz = sweep.frequency_hz;
    const auto reference = nearest_to_reference(sweep);
    const auto level = [&](std::size_t i) {
        return 20 * std::log10(std::abs(sweep.response[i]) /
                               scale.input_response(sweep.frequency_hz[i]));
    };
    for (std::size_t i = 0; i < sweep.frequency_hz.size(); ++i) {
        curve.value.push_back(level(i) - level(reference));
        curve.uncertainty.push_back(
            result::expanded_uncertainty({0, terms_at(sweep, i, reference)}));
    }
    return curve;
}

result::Figure deviation_figure(const result::Curve& curve, const SweepObservation& sweep,
                                const AnalysisSetup& setup) {
    const auto worst =
        std::max_element(curve.value.begin(), curve.value.end(),
                         [](double a, double b) { return std::abs(a) < std::abs(b); });
    const auto index = static_cast<std::size_t>(worst - curve.value.begin());
    FigureKey key;
    key.quantity = "response_deviation";
    key.channel = curve.channel;
    key.load = curve.load;
    key.band = band_key({curve.frequency_hz.front(), curve.frequency_hz.back()});
    auto terms = terms_at(sweep, index, nearest_to_reference(sweep));
    // An AC coupling that nobody declared may lie as high as 3 Hz: 0.1 dB at 20 Hz.
    if (!setup.input.high_pass_hz)
        terms.push_back({"input response", 0.1 / std::sqrt(3.0), Shape::rectangular, 0});
    auto figure = result::measured(key, {*worst, std::move(terms)}, "dB");
    figure.conditions["at"] = fmt::format("{:.0f} Hz", curve.frequency_hz[index]);
    figure.conditions["re"] = "997 Hz";
    say_gated(figure);
    return figure;
}

/// Anything sampled slower than the recording ends its band before the edge; the slowest filters of
/// converters have lost 6 dB there.
void doubt_hidden_resampling(const ReadingPlace& place, const SweepObservation& sweep,
                             Findings& findings) {
    constexpr double steepest_converter_db = 12;
    if (sweep.edge_fall_db < steepest_converter_db) return;
    findings.doubts.push_back(
        {"hidden_resampling", result::Severity::weakens, channel_name(place.channel),
         place.take.load.name,
         fmt::format("the response falls by {:.0f} dB between {:.1f} and {:.1f} kHz, where a "
                     "converter at {:g} kHz goes on: something resamples on the way",
                     std::min(sweep.edge_fall_db, 100.0), 0.39 * sweep.edge_rate.value() / 1000,
                     0.44 * sweep.edge_rate.value() / 1000, sweep.edge_rate.value() / 1000),
         "measure at the rate the device or its sound server runs at, or choose the card itself "
         "(hw:) in the place of a server"});
}

}  // namespace

Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup) {
    Findings findings;
    const JackScale scale(setup.input);
    for_each_reading(
        takes, setup, &ChannelObservations::sweeps,
        [&](const ReadingPlace& place, const SweepObservation& sweep) {
            if (sweep.frequency_hz.empty() || sweep.drive != common_drive(setup.wiring)) return;
            auto curve = response_curve(place.take, sweep, place.channel, scale);
            findings.figures.push_back(deviation_figure(curve, sweep, setup));
            findings.curves.push_back(std::move(curve));
            doubt_hidden_resampling(place, sweep, findings);
        });
    return findings;
}

}  // namespace ohmloop::measure::response
