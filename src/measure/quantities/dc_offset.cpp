#include "jack_scale.hpp"
#include "measure/take/integrity.hpp"
#include "readings.hpp"

#include "ohmloop/measure/quantities.hpp"

#include <cmath>

namespace ohmloop::measure::dc_offset {

namespace {

using result::Figure;
using result::FigureKey;
using result::Shape;

/// Of full scale: what a converter's own offset may be, half-width; a TLV320AIC10 states 15 mV at
/// 2 V.
constexpr double own_offset = 0.0075;

/// Why an input tells nothing; nullptr where it does.
const char* reason_against(const InputModel& input) {
    if (!input.high_pass_hz) return "whether the input passes direct voltage is not declared";
    if (*input.high_pass_hz > 0) return "the input is AC coupled: nothing can be said";
    return input.full_scale_v ? nullptr : "needs volts";
}

Figure figure_of(const ReadingPlace& place, const NoiseObservation& noise,
                 const InputModel& input) {
    FigureKey key;
    key.quantity = "dc_offset";
    key.channel = channel_name(place.channel);
    key.load = place.take.load.name;
    const double peak_v = std::sqrt(2.0) * input.full_scale_v->value;
    const double turned = input.polarity_inverted.value_or(false) ? -1 : 1;
    const double volts = turned * peak_v * noise.mean;
    std::vector<result::Term> terms{
        {"noise", peak_v * noise.mean_uncertainty, Shape::normal, mean_pieces - 1},
        {"the input's own offset", peak_v * own_offset / std::sqrt(3.0), Shape::rectangular, 0}};
    if (input.full_scale_v->tolerance > 0)
        terms.push_back({"input full scale", volts * input.full_scale_v->tolerance / std::sqrt(3.0),
                         Shape::rectangular, 0});
    auto figure = result::measured(std::move(key), {volts, std::move(terms)}, "V");
    if (!input.polarity_inverted)
        figure.conditions["sign"] = "as recorded: the input's own polarity is not declared";
    return figure;
}

}  // namespace

Findings evaluate(const std::vector<Take>& takes, const AnalysisSetup& setup) {
    Findings findings;
    if (const char* reason = reason_against(setup.input)) {
        FigureKey key;
        key.quantity = "dc_offset";
        findings.figures.push_back(result::not_measured(key, "V", reason));
        return findings;
    }
    for_each_reading(takes, setup, &ChannelObservations::noises,
                     [&](const ReadingPlace& place, const NoiseObservation& noise) {
                         findings.figures.push_back(figure_of(place, noise, setup.input));
                     });
    return findings;
}

}  // namespace ohmloop::measure::dc_offset
