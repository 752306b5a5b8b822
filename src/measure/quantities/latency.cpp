#include "ohmloop/measure/quantities.hpp"

#include <algorithm>
#include <cmath>

namespace ohmloop::measure::latency {

namespace {

using result::Figure;
using result::FigureKey;
using result::Shape;

/// Of a marker's place, half-width: what interpolation leaves, 20 dB above the noise.
constexpr double marker_frames = 0.01;

/// How far the markers of other takes of the stream lie from the first one's, at most.
double frames_apart(const std::vector<Take>& takes) {
    double most = 0;
    for (const auto& take : takes)
        if (take.usable && take.same_stream) most = std::max(most, std::abs(take.frames_apart));
    return most;
}

Figure figure_of(FigureKey key, const Take& take, double apart_frames) {
    const double frame_s = 1 / take.rate.value();
    std::vector<result::Term> terms{
        {"place of the marker", frame_s * marker_frames / std::sqrt(3.0), Shape::rectangular, 0}};
    if (apart_frames > 0)
        terms.push_back(
            {"takes that differ", frame_s * apart_frames / std::sqrt(3.0), Shape::rectangular, 0});
    auto figure =
        result::measured(std::move(key), {take.alignment.start * frame_s, std::move(terms)}, "s");
    figure.conditions["take"] = take.load.name;
    figure.conditions["includes"] =
        "the driver's buffers, both converters, the jack; in the markers' band";
    return figure;
}

}  // namespace

Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup) {
    FigureKey key;
    key.quantity = "latency";
    Findings findings;
    const auto first = std::find_if(takes.begin(), takes.end(), [](const Take& take) {
        return take.usable && take.frames_asked > 0;
    });
    findings.figures.push_back(
        setup.one_clock && first != takes.end()
            ? figure_of(key, *first, frames_apart(takes))
            : result::not_measured(key, "s",
                                   "player and recorder are not one running stream of one clock"));
    return findings;
}

}  // namespace ohmloop::measure::latency
