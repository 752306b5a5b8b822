#include "integrity.hpp"

#include "breaks.hpp"
#include "clock_offsets.hpp"
#include "pilot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <variant>

namespace ohmloop::measure {

namespace {

using result::Doubt;
using result::Severity;

constexpr double full_scale_rail = 0.9998;  ///< 2 dB/1000 below full scale: a 12-bit step
constexpr std::size_t shortest_run = 3;
constexpr double common_clock = 0.3e-6;

struct PlayedLevel {
    double operator()(const signal::Tones& tones) const {
        double sum = 0;
        for (const auto& tone : tones.tones) sum += peak_amplitude(tone.level);
        return sum > 0 ? level_of_peak(sum).value() : -200;
    }
    double operator()(const signal::LevelRamp& ramp) const {
        const double share = (seconds - steady_from) / steady;
        return ramp.from.value() + std::clamp(share, 0.0, 1.0) * (ramp.to - ramp.from).value();
    }
    double operator()(const signal::LogSweep& sweep) const { return sweep.level.value(); }
    double operator()(const signal::Marker& marker) const { return marker.level.value(); }
    double operator()(const signal::Silence&) const { return -200; }

    double seconds = 0;
    double steady_from = 0;
    double steady = 1;
};

/// The level played at a recorded frame; 1 where nothing was.
double played_level(const ObservedChannel& in, double frame) {
    const double m = (frame - in.alignment.start) / in.alignment.stretch;
    for (const auto& segment : in.layout.segments) {
        const auto start = static_cast<double>(segment.start);
        if (m < start || m >= start + static_cast<double>(segment.length)) continue;
        const double rate = in.layout.rate.value();
        const PlayedLevel level{(m - start) / rate,
                                static_cast<double>(segment.steady_start - segment.start) / rate,
                                static_cast<double>(segment.steady_length) / rate};
        return std::visit(level, segment.spec.stimulus);
    }
    return 1;
}

Doubt doubt_of(const Take& take, const char* code, Severity severity, int channel, std::string text,
               std::string remedy) {
    return {code,           severity,        channel_name(channel),
            take.load.name, std::move(text), std::move(remedy)};
}

void doubt_gain(const PilotReading& pilot, const ObservedChannel& in, Take& take) {
    if (std::abs(pilot.gain_change_db) > std::max(0.01, 8 * pilot.gain_scatter_db))
        add_doubt(take, doubt_of(take, "gain_not_steady", Severity::weakens, in.channel,
                                 fmt::format("the level of a steady tone creeps by {:+.3f} dB: "
                                             "automatic gain, a limiter or a bad contact",
                                             pilot.gain_change_db),
                                 "switch automatic gain control and enhancements off, check the "
                                 "plugs"));
}

void doubt_wander(const std::vector<PilotReading>& pilots, bool one_clock,
                  const ObservedChannel& in, Take& take) {
    const ClockOffsets offsets(pilots, in.layout.rate);
    const char* remedy = "let the devices warm up; avoid wireless links and resampling mixers";
    if (offsets.wander())
        add_doubt(take, doubt_of(take, "clock_wanders", Severity::spoils, in.channel,
                                 wander_text(offsets), remedy));
    if (!one_clock || !offsets.known()) return;
    const double away = offsets.mean() - (in.alignment.stretch - 1);
    if (std::abs(away) > common_clock + 6 * offsets.mean_uncertainty())
        add_doubt(take, doubt_of(take, "clock_not_common", Severity::spoils, in.channel,
                                 fmt::format("the clock offset is {:+.2f} ppm, where one clock was "
                                             "expected",
                                             away * 1e6),
                                 remedy));
}

const char* name_of(const signal::SegmentSpec& spec) {
    if (std::holds_alternative<signal::LevelRamp>(spec.stimulus)) return "the level ramp";
    if (std::holds_alternative<signal::LogSweep>(spec.stimulus)) return "the sweep";
    return is_near_silence(spec) ? "the near-silence" : "a steady tone";
}

void doubt_break(const Break& found, const signal::PlacedSegment& segment,
                 const ObservedChannel& in, Take& take) {
    if (found.frames_skipped != 0)
        add_doubt(take, doubt_of(take, "lost_samples", Severity::spoils, in.channel,
                                 fmt::format("the phase of {} jumps by {:.1f} samples: samples "
                                             "were lost or repeated",
                                             name_of(segment.spec), std::abs(found.frames_skipped)),
                                 "close other programs, use larger buffers, record again"));
    else
        add_doubt(take, doubt_of(take, "dropout", Severity::weakens, in.channel,
                                 fmt::format("{} breaks off for about {:.0f} ms and is not used",
                                             name_of(segment.spec), 1000 * found.length_s),
                                 "close other programs, use larger buffers, check the plugs, "
                                 "record again; if it comes back at the same place, the port "
                                 "protects itself"));
}

Doubt click_doubt(const ObservedChannel& in, const Take& take, std::string text) {
    return doubt_of(take, "clicks", Severity::weakens, in.channel, std::move(text),
                    "look for loose plugs, switching loads, phones nearby or a struggling "
                    "computer; record again");
}

void doubt_clicks(const ObservedChannel& in, const ChannelObservations& seen, Take& take) {
    for (const auto& tones : seen.tones) {
        if (tones.click_share < notable_click_share) continue;
        const double peak = std::sqrt(2.0) * tones.fundamental_rms;
        add_doubt(take, click_doubt(in, take,
                                    fmt::format("a click or burst of {:.1f} dB re the tone stands "
                                                "out of its residual: no THD+N is given",
                                                20 * std::log10(tones.residual_peak / peak))));
        return;
    }
    for (const auto& tones : seen.tones) {
        if (tones.moved_by_bursts < notable_burst) continue;
        add_doubt(take, click_doubt(in, take,
                                    fmt::format("a click, a burst or a gap moves a steady tone by "
                                                "up to {:.2g} dB: figures are given as much room",
                                                20 * std::log10(1 + tones.moved_by_bursts))));
        return;
    }
}

}  // namespace

const char* channel_name(int channel) { return channel == 0 ? "left" : "right"; }

void add_doubt(Take& take, Doubt doubt) {
    const bool known = std::any_of(take.doubts.begin(), take.doubts.end(), [&](const Doubt& d) {
        return d.code == doubt.code && d.channel == doubt.channel;
    });
    if (doubt.severity == Severity::spoils) take.usable = false;
    if (!known) take.doubts.push_back(std::move(doubt));
}

void observe_clipping(const ObservedChannel& in, ChannelObservations& out) {
    out.clip_level_dbfs = 1;
    std::size_t run = 0;
    for (std::size_t n = 0; n < in.samples.size(); ++n) {
        const double magnitude = std::abs(in.samples[n]);
        out.peak = std::max(out.peak, magnitude);
        run = magnitude >= full_scale_rail ? run + 1 : 0;
        if (run < shortest_run) continue;
        out.clipped_frames += run == shortest_run ? shortest_run : 1;
        out.clip_level_dbfs =
            std::min(out.clip_level_dbfs, played_level(in, static_cast<double>(n)));
    }
}

bool doubt_breaks(const ObservedChannel& in, const signal::PlacedSegment& segment,
                  std::span<const GainBlock> track, Take& take) {
    const auto breaks = find_breaks(track);
    for (const auto& found : breaks) doubt_break(found, segment, in, take);
    return !breaks.empty();
}

void doubt_integrity(const ObservedChannel& in, bool one_clock, Take& take) {
    const auto pilots = read_pilots(in.samples, in.layout, in.alignment, in.channel);
    for (const auto& pilot : pilots) doubt_gain(pilot, in, take);
    doubt_wander(pilots, one_clock, in, take);
    for (const auto& seen : take.observations.channels)
        if (seen.output_channel == in.channel) doubt_clicks(in, seen, take);
}

}  // namespace ohmloop::measure
