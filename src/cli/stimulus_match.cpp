#include "cli/stimulus_match.hpp"

#include "cli/run_settings.hpp"

#include "ohmloop/audio_io/sound_file.hpp"
#include "ohmloop/cli/recorded_run.hpp"
#include "ohmloop/cli/settings_files.hpp"
#include "ohmloop/measure/alignment.hpp"
#include "ohmloop/measure/sequence.hpp"
#include "ohmloop/profiles/settings_error.hpp"
#include "ohmloop/store/finder.hpp"

#include <fmt/format.h>

namespace ohmloop::cli {

namespace {

constexpr double usual_rates[] = {44100, 48000, 88200, 96000, 176400, 192000, 32000};

/// The number in the recordings' markers, which must agree.
std::uint16_t read_number(const std::vector<NamedRecording>& recordings) {
    std::optional<std::uint16_t> number;
    std::string first;
    for (const auto& [path, recording] : recordings) {
        const auto read = measure::read_marker_number(recording);
        if (!read) continue;
        if (number && *number != *read) {
            throw InvalidMeasurement(
                fmt::format("{} and {} hold different stimuli (numbers {} and "
                            "{}): record the same one with each load",
                            first, path, *number, *read));
        }
        if (!number) first = path;
        number = read;
    }
    if (number) return *number;
    throw InvalidMeasurement(fmt::format(
        "{} {} no usable signal: no marker of a stimulus can be found; record the file that "
        "'ohmloop stimulus' made, from before its start to after its end",
        recordings.front().path, recordings.size() == 1 ? "holds" : "and the others hold"));
}

void require_same_rate(const NamedRecording& recording, Hertz made_at) {
    if (recording.recording.rate == made_at) return;
    throw InvalidMeasurement(fmt::format(
        "{}: the stimulus was made at {:g} kHz, the recording is at {:g} kHz: another sample rate "
        "than the stimulus is refused; make the stimulus with --rate {:g}",
        recording.path, made_at.value() / 1e3, recording.recording.rate.value() / 1e3,
        recording.recording.rate.value()));
}

KnownStimulus from_file(const std::string& path) {
    const std::string comment = audio_io::read_comment(path);
    if (comment.empty()) {
        throw audio_io::SoundFileError(path + " carries no plan: it is no stimulus file");
    }
    return {measure::parse_layout_text(comment), "stimulus file"};
}

std::vector<std::string> candidate_plans(const Options& options) {
    if (const auto plan = options.text("plan")) return {*plan};
    return store::Finder().names("plans");
}

std::vector<std::string> candidate_wirings(const Options& options) {
    if (const auto wiring = options.text("wiring")) return {*wiring};
    return {"stereo", "left", "right"};
}

std::optional<KnownStimulus> search(const Options& options, std::uint16_t number, Hertz rate) {
    const auto level = read_stimulus(options).max_level;
    for (const auto& name : candidate_plans(options)) {
        for (const auto& wiring : candidate_wirings(options)) {
            const auto plan = find_plan(name);
            const auto layout = measure::file_layout(plan, rate, wiring_of(wiring), level);
            if (measure::layout_number(layout) == number) return KnownStimulus{layout, plan.name};
        }
    }
    return std::nullopt;
}

KnownStimulus search_known(const Options& options, std::uint16_t number,
                           const NamedRecording& recording) {
    if (auto found = search(options, number, recording.recording.rate)) return *found;
    for (const double rate : usual_rates) {
        if (search(options, number, Hertz(rate))) require_same_rate(recording, Hertz(rate));
    }
    throw UsageError(fmt::format(
        "{} holds stimulus number {}, which no known plan makes: name the stimulus file with "
        "--stimulus FILE",
        recording.path, number));
}

}  // namespace

KnownStimulus match_stimulus(const Options& options,
                             const std::vector<NamedRecording>& recordings) {
    std::optional<KnownStimulus> stimulus;
    if (const auto file = options.text("stimulus")) stimulus = from_file(*file);
    if (stimulus) {
        for (const auto& recording : recordings)
            require_same_rate(recording, stimulus->layout.rate);
    }
    const auto number = read_number(recordings);
    if (!stimulus) {
        stimulus = search_known(options, number, recordings.front());
        for (const auto& recording : recordings)
            require_same_rate(recording, stimulus->layout.rate);
    }
    if (measure::layout_number(stimulus->layout) != number) {
        throw InvalidMeasurement(fmt::format("{} holds stimulus number {}, not the {} of {}",
                                             recordings.front().path, number,
                                             measure::layout_number(stimulus->layout),
                                             options.text("stimulus").value_or("the plan")));
    }
    return *stimulus;
}

}  // namespace ohmloop::cli
