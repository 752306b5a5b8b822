#include "ohmloop/measure/needs.hpp"

#include "measure/observe/tone_pair.hpp"

#include <algorithm>

namespace ohmloop::measure {

using signal::Drive;
using signal::SegmentSpec;
using signal::Wiring;

namespace {

/// A level that keeps awake ports that mute in digital silence, and that nobody hears.
constexpr DbFs keep_awake(-100);

DbFs not_above(DbFs level, DbFs ceiling) { return std::min(level, ceiling); }

SegmentSpec reference_tone(DbFs level, Drive drive, Seconds steady) {
    return {signal::Tones{{{Hertz(reference_hz), level, 0}}}, drive, Seconds(0.1), steady,
            Seconds(0.02)};
}

/// Their peaks may all meet: the sum, not each, stays below the ceiling.
signal::Tones impedance_tones(const NeedsContext& context, const std::vector<double>& hz) {
    const auto& plan = context.plan;
    const DbFs reference = plan.impedance_reference_level.value_or(plan.impedance_level);
    signal::Tones tones;
    double sum = 0;
    for (const double f : hz) {
        tones.tones.push_back({Hertz(f), f == reference_hz ? reference : plan.impedance_level, 0});
        sum += peak_amplitude(tones.tones.back().level);
    }
    const Decibels excess = level_of_peak(sum) - context.levels.ceiling;
    if (excess > Decibels(0))
        for (auto& tone : tones.tones) tone.level = tone.level - excess;
    return tones;
}

/// Of tones whose products are read, all together.
constexpr DbFs products_peak(-1);
/// Of many tones in one channel, all together: far from any limit.
constexpr DbFs multitone_peak(-10);

/// Thirds of an octave from 20 Hz to 20 kHz, moved to whole frequencies of which none is another's
/// harmonic nor a mains line's.
constexpr double multitone_hz[] = {
    21,  26,   31,   41,   53,   67,   79,   103,  127,  163,  203,  253,  317,   397,   503,  631,
    797, 1009, 1259, 1579, 1999, 2503, 3163, 3989, 5009, 6301, 7949, 9973, 12503, 15881, 19801};

signal::Tones multitone_of(DbFs peak) {
    const double each = peak_amplitude(peak) / static_cast<double>(std::size(multitone_hz));
    signal::Tones tones;
    for (const double hz : multitone_hz) tones.tones.push_back({Hertz(hz), level_of_peak(each), 0});
    return tones;
}

}  // namespace

Drive common_drive(Wiring wiring) {
    if (wiring == Wiring::left) return Drive::left;
    if (wiring == Wiring::right) return Drive::right;
    return Drive::both;
}

Drive balanced_drive(Wiring wiring) {
    return wiring == Wiring::stereo ? Drive::opposite : common_drive(wiring);
}

std::vector<SegmentSpec> impedance::needs(const NeedsContext& context) {
    std::vector<SegmentSpec> specs;
    for (const auto& frequencies : context.plan.impedance_tones_hz)
        // The long fade keeps the onset of a 20 Hz tone from ringing coupling capacitors.
        specs.push_back({impedance_tones(context, frequencies), balanced_drive(context.wiring),
                         Seconds(0.25), context.plan.impedance_time, Seconds(0.1)});
    return specs;
}

std::vector<SegmentSpec> noise::needs(const NeedsContext& context) {
    if (context.plan.noise_time <= Seconds(0)) return {};
    return {
        {signal::Tones{{{Hertz(reference_hz), not_above(keep_awake, context.levels.ceiling), 0}}},
         common_drive(context.wiring), Seconds(0.15), context.plan.noise_time, Seconds(0.02)}};
}

std::vector<SegmentSpec> distortion::needs(const NeedsContext& context) {
    std::vector<SegmentSpec> specs;
    for (const DbFs level : context.plan.tone_levels) {
        const auto spec = reference_tone(not_above(level, context.levels.ceiling),
                                         common_drive(context.wiring), context.plan.tone_time);
        if (std::find(specs.begin(), specs.end(), spec) == specs.end()) specs.push_back(spec);
    }
    return specs;
}

std::vector<SegmentSpec> max_level::needs(const NeedsContext& context) {
    const DbFs to = context.placed_ramp ? context.levels.ramp_to : context.levels.ceiling;
    const DbFs from = context.placed_ramp ? context.levels.ramp_from
                                          : std::min(context.plan.ramp_from, to - Decibels(12));
    const Seconds time = context.placed_ramp ? context.plan.live_ramp_time : context.plan.ramp_time;
    if (time <= Seconds(0)) return {};
    return {{signal::LevelRamp{Hertz(reference_hz), from, to}, common_drive(context.wiring),
             Seconds(0.05), time, Seconds(0.02)}};
}

std::vector<SegmentSpec> response::needs(const NeedsContext& context) {
    if (context.plan.sweep_time <= Seconds(0)) return {};
    // From an octave below 20 Hz and to 0.448 of the rate, so that the fades stay out of band.
    return {
        {signal::LogSweep{Hertz(10), Hertz(0),
                          not_above(context.plan.sweep_level, context.levels.ceiling)},
         common_drive(context.wiring), Seconds(0.05), context.plan.sweep_time, Seconds(0.02)},
        {signal::Silence{}, common_drive(context.wiring), Seconds(0), Seconds(0.45), Seconds(0)}};
}

std::vector<SegmentSpec> imd::needs(const NeedsContext& context) {
    std::vector<SegmentSpec> specs;
    if (context.plan.imd_time <= Seconds(0)) return specs;
    const double peak = peak_amplitude(not_above(products_peak, context.levels.ceiling));
    for (const auto& pair : tone_pairs()) {
        const signal::Tones tones{
            {{Hertz(pair.lower_hz), level_of_peak(peak * pair.lower_share), 0},
             {Hertz(pair.upper_hz), level_of_peak(peak * (1 - pair.lower_share)), 0}}};
        specs.push_back({tones, common_drive(context.wiring), Seconds(0.1), context.plan.imd_time,
                         Seconds(0.02)});
    }
    return specs;
}

std::vector<SegmentSpec> multitone::needs(const NeedsContext& context) {
    if (context.plan.imd_time <= Seconds(0)) return {};
    return {{multitone_of(not_above(products_peak, context.levels.ceiling)),
             common_drive(context.wiring), Seconds(0.25), context.plan.imd_time, Seconds(0.1)}};
}

std::vector<SegmentSpec> crosstalk::needs(const NeedsContext& context) {
    if (context.plan.multitone_time <= Seconds(0) || context.wiring != Wiring::stereo) return {};
    const auto tones = multitone_of(not_above(multitone_peak, context.levels.ceiling));
    std::vector<SegmentSpec> specs;
    for (const Drive drive : {Drive::left, Drive::right})
        specs.push_back({tones, drive, Seconds(0.25), context.plan.multitone_time, Seconds(0.1)});
    return specs;
}

std::vector<SegmentSpec> shared_ground::needs(const NeedsContext& context) {
    const bool asked =
        context.plan.single_channel_drive || !context.plan.impedance_tones_hz.empty();
    if (!asked || context.wiring != Wiring::stereo) return {};
    const DbFs level = not_above(DbFs(-20), context.levels.ceiling);
    // A glance at what the silent channel shows: unequal channels leave a share of the return in
    // the impedance, which it takes off to a few per cent.
    if (!context.plan.single_channel_drive)
        return {{signal::Tones{{{Hertz(reference_hz), level, 0}}}, Drive::left, Seconds(0.03),
                 Seconds(0.06), Seconds(0.01)}};
    return {reference_tone(level, Drive::left, Seconds(0.4)),
            reference_tone(level, Drive::right, Seconds(0.4))};
}

}  // namespace ohmloop::measure
