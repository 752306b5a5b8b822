#include "ohmloop/measure/evaluate.hpp"

#include "measure/source/load_presence.hpp"
#include "measure/source/take_polarity.hpp"

#include "ohmloop/measure/quantities.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace ohmloop::measure {

namespace {

void append(Findings& all, Findings part) {
    const auto move_to = [](auto& to, auto& from) {
        std::move(from.begin(), from.end(), std::back_inserter(to));
    };
    move_to(all.figures, part.figures);
    move_to(all.curves, part.curves);
    move_to(all.doubts, part.doubts);
}

result::TolerancedFigure figure_of(const profiles::Toleranced& value) {
    return {value.value, value.tolerance};
}

/// The range of an unknown input: 10-150 kohm as a conductance, 50-500 pF.
void assume_input(InputModel& model) {
    const double most = 1 / 10e3;
    const double least = 1 / 150e3;
    model.resistance_ohm = {2 / (most + least), (most - least) / (most + least)};
    model.capacitance_pf = {275, 225.0 / 275};
}

}  // namespace

InputModel input_model(const std::optional<profiles::SoundCard>& card) {
    InputModel model;
    assume_input(model);
    if (!card) return model;
    if (card->input_resistance_ohm) model.resistance_ohm = figure_of(*card->input_resistance_ohm);
    if (card->input_capacitance_pf) model.capacitance_pf = figure_of(*card->input_capacitance_pf);
    if (card->full_scale_v) model.full_scale_v = figure_of(*card->full_scale_v);
    model.noise_v = card->noise_v;
    model.noise_averaging_s = card->noise_averaging_s;
    model.thd_db = card->thd_db;
    model.high_pass_hz = card->high_pass_hz;
    model.repeatability_db = card->repeatability_db;
    model.channel_match_db = card->channel_match_db;
    model.crosstalk_db = card->crosstalk_db;
    if (card->polarity_known) model.polarity_inverted = card->polarity_inverted;
    return model;
}

namespace {

/// The short return serves the drift only: alone it is no measurement.
bool any_load_measured(const std::vector<Take>& takes, const AnalysisSetup& setup) {
    const auto returns = setup.returned && takes.size() > 1 ? 1 : 0;
    return std::any_of(takes.begin(), takes.end() - returns,
                       [](const Take& take) { return take.usable; });
}

}  // namespace

Findings evaluate(const std::vector<Take>& recorded, const AnalysisSetup& setup) {
    Findings all;
    for (const auto& take : recorded)
        all.doubts.insert(all.doubts.end(), take.doubts.begin(), take.doubts.end());
    all.supports_a_result = any_load_measured(recorded, setup);
    if (!all.supports_a_result) return all;
    const auto takes = of_one_polarity(recorded, all);
    const auto absent = find_absent_loads(takes, setup, all);
    const auto loaded = marked(takes, absent);
    append(all, impedance::evaluate(loaded, setup));
    append(all, apparent_impedance::evaluate(loaded, setup));
    for (const auto& quantity : {level::evaluate, max_level::evaluate, distortion::evaluate,
                                 noise::evaluate, response::evaluate, swept_distortion::evaluate,
                                 ramp_distortion::evaluate, band_limits::evaluate, imd::evaluate,
                                 multitone::evaluate, latency::evaluate, dc_offset::evaluate})
        append(all, quantity(takes, setup));
    append(all, channel_balance::evaluate(loaded, setup, all.figures));
    append(all, crosstalk::evaluate(loaded, setup));
    append(all, shared_ground::evaluate(loaded, setup));
    append(all, snr::evaluate(all.figures));
    append(all, dynamic_range::evaluate(takes, setup, all.figures));
    withhold(all, absent);
    return all;
}

}  // namespace ohmloop::measure
