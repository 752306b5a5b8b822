#include "ohmloop/measure/sequence.hpp"

#include "measure/observe/tone_pair.hpp"

#include "ohmloop/measure/needs.hpp"
#include "ohmloop/signal/marker.hpp"
#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <variant>

namespace ohmloop::measure {

namespace {

using signal::Layout;
using signal::SegmentSpec;

SegmentSpec marker_spec(DbFs ceiling) {
    return {signal::Marker{0, std::min(DbFs(-20), ceiling)}, signal::Drive::both, Seconds(0),
            signal::marker_duration(), Seconds(0)};
}

SegmentSpec silence_spec(Seconds time) {
    return {signal::Silence{}, signal::Drive::both, Seconds(0), time, Seconds(0)};
}

/// Sweeps end at 0.448 of the rate whatever the rate, the slower of two.
void fit_to_rate(SegmentSpec& spec, Hertz rate) {
    if (auto* sweep = std::get_if<signal::LogSweep>(&spec.stimulus)) {
        sweep->stop = 0.448 * rate;
        if (rate > Hertz(96000)) sweep->stop = Hertz(43000);
    }
    if (auto* tones = std::get_if<signal::Tones>(&spec.stimulus)) {
        const bool is_pair = find_tone_pair(*tones) != nullptr;
        std::erase_if(tones->tones,
                      [&](const signal::Tone& tone) { return tone.frequency >= 0.45 * rate; });
        // Half of a pair is none.
        if (is_pair && tones->tones.size() < 2) tones->tones.clear();
    }
}

struct Peak {
    double operator()(const signal::Silence&) const { return 0; }
    double operator()(const signal::Marker& marker) const { return peak_amplitude(marker.level); }
    double operator()(const signal::LogSweep& sweep) const { return peak_amplitude(sweep.level); }
    double operator()(const signal::LevelRamp& ramp) const {
        return peak_amplitude(std::max(ramp.from, ramp.to));
    }
    double operator()(const signal::Tones& tones) const {
        double sum = 0;
        for (const auto& tone : tones.tones) sum += peak_amplitude(tone.level);
        return sum;
    }
};

std::vector<SegmentSpec> body_specs(const NeedsContext& context) {
    std::vector<SegmentSpec> specs;
    for (const auto& needs :
         {impedance::needs, noise::needs, distortion::needs, max_level::needs, response::needs,
          shared_ground::needs, imd::needs, multitone::needs, crosstalk::needs})
        for (const auto& spec : needs(context))
            if (std::holds_alternative<signal::Silence>(spec.stimulus) ||
                std::find(specs.begin(), specs.end(), spec) == specs.end())
                specs.push_back(spec);
    return specs;
}

/// Places the specs and writes the layout's number into its markers. Whatever the plan asked for
/// and the needs answered, nothing leaves here louder than the ceiling.
Layout numbered(signal::Rates rates, std::vector<SegmentSpec> specs, DbFs ceiling) {
    for (auto& spec : specs) fit_to_rate(spec, rates.slower());
    std::erase_if(specs, [](const SegmentSpec& spec) {
        const auto* tones = std::get_if<signal::Tones>(&spec.stimulus);
        return tones != nullptr && tones->tones.empty();
    });
    Layout layout = signal::place(rates, specs);
    const auto number = layout_number(layout);
    for (auto& segment : layout.segments)
        if (auto* marker = std::get_if<signal::Marker>(&segment.spec.stimulus))
            marker->number = number;
    expects(largest_peak(layout) <= peak_amplitude(ceiling) * (1 + 1e-9),
            "nothing is louder than the ceiling");
    return layout;
}

}  // namespace

double largest_peak(const Layout& layout) {
    double peak = 0;
    for (const auto& segment : layout.segments)
        peak = std::max(peak, std::visit(Peak{}, segment.spec.stimulus));
    return peak;
}

Layout body_layout(const profiles::Plan& plan, signal::Rates rates, signal::Wiring wiring,
                   const BodyLevels& levels) {
    std::vector<SegmentSpec> specs{marker_spec(levels.ceiling)};
    for (const auto& spec : body_specs({plan, wiring, levels, true})) specs.push_back(spec);
    specs.push_back(marker_spec(levels.ceiling));
    return numbered(rates, std::move(specs), levels.ceiling);
}

Layout file_layout(const profiles::Plan& plan, Hertz rate, signal::Wiring wiring, DbFs max_level) {
    std::vector<SegmentSpec> specs{silence_spec(Seconds(1))};
    for (double level = -60; level < std::min(max_level.value(), -5.0); level += 6)
        specs.push_back({signal::Tones{{{Hertz(reference_hz), DbFs(level), 0}}},
                         common_drive(wiring), Seconds(0.03), Seconds(0.06), Seconds(0.02)});
    specs.push_back(silence_spec(Seconds(0.3)));
    specs.push_back(marker_spec(max_level));
    const BodyLevels levels{max_level, max_level - Decibels(12), max_level};
    for (const auto& spec : body_specs({plan, wiring, levels, false})) specs.push_back(spec);
    specs.push_back(marker_spec(max_level));
    specs.push_back(silence_spec(Seconds(1)));
    return numbered(rate, std::move(specs), levels.ceiling);
}

}  // namespace ohmloop::measure
