#include "ohmloop/measure/take.hpp"

#include "measure/observe/observe.hpp"
#include "measure/source/shared_delay.hpp"
#include "measure/take/gain_moves.hpp"
#include "measure/take/heard_channels.hpp"
#include "measure/take/integrity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <variant>

namespace ohmloop::measure {

namespace {

using result::Doubt;
using result::Severity;

constexpr double usual_clock_ppm = 550;  ///< 500, and what both ends drift

/// The staircase of a stimulus file leads up to the first marker: too short to be a figure.
bool is_in_staircase(const signal::PlacedSegment& segment, const signal::Layout& layout) {
    for (const auto& each : layout.segments)
        if (std::holds_alternative<signal::Marker>(each.spec.stimulus))
            return segment.start < each.start;
    return false;
}

void observe_segment(const ObservedChannel& in, const signal::PlacedSegment& segment,
                     ChannelObservations& out) {
    if (is_in_staircase(segment, in.layout)) return;
    if (is_near_silence(segment.spec)) return observe_noise(in, segment, out);
    if (std::holds_alternative<signal::LevelRamp>(segment.spec.stimulus))
        return observe_ramp(in, segment, out);
    if (std::holds_alternative<signal::LogSweep>(segment.spec.stimulus))
        return observe_sweep(in, segment, out);
    if (std::holds_alternative<signal::Tones>(segment.spec.stimulus))
        observe_tones(in, segment, out);
}

/// Unless its sound breaks off.
void observe_whole(const ObservedChannel& in, const signal::PlacedSegment& segment, Take& take,
                   ChannelObservations& seen) {
    const auto track = track_gain(in.samples, in.layout, segment, in.alignment, in.channel);
    if (doubt_breaks(in, segment, track, take)) return;
    const std::size_t before = seen.tones.size();
    observe_segment(in, segment, seen);
    if (seen.tones.size() > before) seen.tones.back().level_range_db = level_range_db(track);
}

const char* fault_code(AlignmentFault fault) {
    switch (fault) {
        case AlignmentFault::no_signal:
            return "no_signal";
        case AlignmentFault::no_marker:
            return "no_marker";
        case AlignmentFault::foreign_marker:
            return "foreign_marker";
        case AlignmentFault::rate_swap:
            return "rate_swap";
        case AlignmentFault::clock_off:
            return "clock_off";
        case AlignmentFault::clock_wanders:
            return "clock_wanders";
        case AlignmentFault::lost_samples:
            return "lost_samples";
        case AlignmentFault::several_plays:
            return "several_plays";
        case AlignmentFault::truncated:
            return "truncated";
        case AlignmentFault::none:
            break;
    }
    return "";
}

const char* fault_remedy(AlignmentFault fault) {
    switch (fault) {
        case AlignmentFault::no_signal:
            return "check that the right input is recorded, its switch and level are up, and the "
                   "jack plays";
        case AlignmentFault::no_marker:
            return "record the whole stimulus, from before its first chirp to after its last";
        case AlignmentFault::foreign_marker:
            return "name the file that was played with --stimulus";
        case AlignmentFault::rate_swap:
            return "set player and recorder to the stimulus's own sample rate";
        case AlignmentFault::clock_off:
            return "set player, recorder and system mixer to the stimulus's own sample rate; "
                   "switch "
                   "speed and pitch controls off";
        case AlignmentFault::clock_wanders:
            return "let the devices warm up; avoid wireless links and resampling mixers";
        case AlignmentFault::lost_samples:
            return "close other programs, use larger buffers, record again";
        case AlignmentFault::several_plays:
            return "cut it so that only the one made with this load remains";
        case AlignmentFault::truncated:
            return "record again, starting earlier and ending later";
        case AlignmentFault::none:
            break;
    }
    return "";
}

/// A live recording of full length that lacks a marker was not made too late: something on the way
/// was not playing yet, or not any more.
bool swallowed(const RawTake& raw, AlignmentFault fault) {
    return fault == AlignmentFault::truncated && raw.recording.frames_asked > 0 &&
           raw.recording.frames() >= raw.recording.frames_asked;
}

Doubt alignment_doubt(const RawTake& raw, const AlignmentResult& aligned) {
    if (swallowed(raw, aligned.fault))
        return {"sound_swallowed",
                Severity::spoils,
                std::nullopt,
                raw.load.name,
                "only one of the two markers arrived: the port, its driver or a mixer swallows "
                "sound, as those do that mute in silence and wake slowly",
                "switch automatic muting, power saving and enhancements off, measure again"};
    return {fault_code(aligned.fault),  Severity::spoils, std::nullopt, raw.load.name, aligned.text,
            fault_remedy(aligned.fault)};
}

Take described(const RawTake& raw) {
    Take take;
    take.load = raw.load;
    take.order = raw.order;
    take.same_stream = raw.same_stream;
    take.retakes = raw.retakes;
    take.ceiling_by = raw.ceiling_by;
    take.frames_asked = raw.recording.frames_asked;
    take.frames_obtained = raw.recording.frames();
    take.xruns = static_cast<int>(raw.recording.overruns + raw.recording.underruns);
    take.rate = raw.recording.rate;
    take.play_rate = raw.layout.play_rate;
    return take;
}

/// The samples may be whole all the same, which their phases show; what is lost is the delay that
/// this take had in common with the others.
void doubt_interruptions(Take& take) {
    if (take.xruns == 0) return;
    add_doubt(take, {"xruns", Severity::weakens, std::nullopt, take.load.name,
                     fmt::format("the audio system reported {} interruption{} in this take: no "
                                 "common delay holds across them, which widens the impedance",
                                 take.xruns, take.xruns == 1 ? "" : "s"),
                     "close other programs, use larger buffers (--frames), measure again"});
}

/// What the alignment allowed for, and a user would not expect.
void doubt_playing(const AlignmentResult& aligned, Take& take) {
    const double ppm = aligned.alignment.clock_offset_ppm();
    if (std::abs(ppm) > usual_clock_ppm)
        add_doubt(take, {"clock_far_off", Severity::note, std::nullopt, take.load.name,
                         fmt::format("the clocks of player and recorder differ by {:+.0f} ppm: "
                                     "allowed for, but more than clocks do",
                                     ppm),
                         "look for a program or mixer that converts the sample rate"});
    if (aligned.plays > 1)
        add_doubt(take, {"several_plays", Severity::weakens, std::nullopt, take.load.name,
                         fmt::format("the recording holds the stimulus {} times, equally loud: the "
                                     "first was measured",
                                     aligned.plays),
                         "cut it if another is meant, or if the load was changed between them"});
}

Doubt doubt_lost(const Take& take, int frames) {
    const bool late = frames > 0;
    return {"lost_samples",
            Severity::spoils,
            std::nullopt,
            take.load.name,
            fmt::format("{} sample{} {} between the stream's first take and this one",
                        std::abs(frames), std::abs(frames) == 1 ? "" : "s",
                        std::abs(frames) == 1 ? (late ? "was inserted" : "was lost")
                                              : (late ? "were inserted" : "were lost")),
            "close other programs, use larger buffers, record again"};
}

/// Takes of one stream have one delay; false where the markers lie farther apart than any load
/// explains.
bool share_alignment(Take& take, const Alignment& reference) {
    take.frames_apart = take.alignment.start - reference.start;
    take.alignment.start = reference.start;
    take.alignment.stretch = reference.stretch;
    take.alignment.stretch_uncertainty = 0;
    if (std::abs(take.frames_apart) <= longest_circuit_delay_s * take.rate.value()) return true;
    add_doubt(take, doubt_lost(take, static_cast<int>(std::lround(take.frames_apart))));
    return false;
}

Doubt doubt_delay(const Take& take) {
    return {"no_common_delay",
            Severity::weakens,
            std::nullopt,
            take.load.name,
            fmt::format("this take lies {:.1f} samples from where the stream's first lay, by lost "
                        "samples or by what the load does to the port: phases are not compared",
                        take.frames_apart),
            "close other programs, use larger buffers, record again; if it stays, the port has "
            "a large reactance"};
}

/// A take that claims the first one's delay, unless it has another.
Take checked(Take take, const RawTake& raw, const Take& first) {
    if (!take.usable) return take;
    const auto judged = judge_delay(first, take);
    if (judged.finding == DelayJudgement::Finding::lost)
        add_doubt(take, doubt_lost(take, judged.frames));
    if (judged.finding != DelayJudgement::Finding::unclear) return take;
    const auto doubt = doubt_delay(take);
    RawTake alone = raw;
    alone.same_stream = false;
    take = observe(alone);
    add_doubt(take, doubt);
    return take;
}

}  // namespace

Take observe(const RawTake& raw, const std::optional<Alignment>& reference) {
    Take take = described(raw);
    const auto aligned = align(raw.recording, raw.layout);
    take.alignment = aligned.alignment;
    if (aligned.fault != AlignmentFault::none) {
        add_doubt(take, alignment_doubt(raw, aligned));
        return take;
    }
    doubt_playing(aligned, take);
    if (reference && raw.same_stream && !share_alignment(take, *reference)) return take;
    for (const auto& in : heard_channels(raw, take.alignment)) {
        ChannelObservations seen;
        seen.output_channel = in.channel;
        for (const auto& segment : raw.layout.segments) observe_whole(in, segment, take, seen);
        observe_clipping(in, seen);
        take.observations.channels.push_back(std::move(seen));
        if (!take.observations.channels.back().tones.empty())
            doubt_integrity(in, raw.same_stream, take);
    }
    doubt_channels(take);
    doubt_moved_gains(take);
    doubt_interruptions(take);
    return take;
}

std::vector<Take> observe_all(const std::vector<RawTake>& raw) {
    std::vector<Take> takes;
    takes.reserve(raw.size());
    // A stream shared by several takes has one clock: nothing is left to estimate.
    const bool one_clock =
        std::any_of(raw.begin(), raw.end(), [](const RawTake& take) { return take.same_stream; });
    const Take* first = nullptr;
    std::optional<Alignment> reference;
    for (const auto& each : raw) {
        RawTake current = each;
        if (!current.same_stream && one_clock) {
            auto aligned = align(current.recording, current.layout);
            if (aligned.fault == AlignmentFault::none &&
                std::abs(aligned.alignment.stretch - 1) < 1e-7) {
                aligned.alignment.stretch = 1;
                reference = aligned.alignment;
                first = nullptr;
                current.same_stream = true;
            }
        }
        Take take = observe(current, reference);
        take.same_stream = each.same_stream;
        if (first != nullptr && each.same_stream) take = checked(std::move(take), each, *first);
        takes.push_back(std::move(take));
        if (!takes.back().usable) continue;
        if (!reference) reference = takes.back().alignment;
        if (first == nullptr) first = &takes.back();
    }
    refuse_some_swapped(takes);
    return takes;
}

}  // namespace ohmloop::measure
