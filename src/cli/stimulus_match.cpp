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

#include <cmath>
#include <optional>

namespace ohmloop::cli {

namespace {

constexpr double usual_rates[] = {44100, 48000, 88200, 96000, 176400, 192000, 32000};

/// What each recording's markers say; nothing where none can be read.
using Readings = std::vector<std::optional<measure::MarkerReading>>;

Readings read_markers(const std::vector<NamedRecording>& recordings) {
    Readings readings;
    for (const auto& [path, recording] : recordings)
        readings.push_back(measure::read_marker(recording));
    return readings;
}

/// The number in the recordings' markers, which must agree.
std::uint16_t common_number(const std::vector<NamedRecording>& recordings,
                            const Readings& readings) {
    std::optional<std::size_t> first;
    for (std::size_t n = 0; n < readings.size(); ++n) {
        if (!readings[n]) continue;
        if (!first) first = n;
        const auto number = readings[*first]->number;
        if (readings[n]->number == number) continue;
        throw InvalidMeasurement(
            fmt::format("{} and {} hold different stimuli (numbers {} and "
                        "{}): record the same one with each load",
                        recordings[*first].path, recordings[n].path, number, readings[n]->number));
    }
    if (first) return readings[*first]->number;
    throw InvalidMeasurement(fmt::format(
        "{} {} no usable signal: no marker of a stimulus can be found; record the file that "
        "'ohmloop stimulus' made, from before its start to after its end",
        recordings.front().path, recordings.size() == 1 ? "holds" : "and the others hold"));
}

/// What clocks may differ by, and markers be misread by.
constexpr double same_speed = 0.002;

/// A file that says another rate than the stimulus's: recorded at it, or only saying so.
std::string other_rate(const NamedRecording& named, double stretch, Hertz made_at) {
    const double made_khz = made_at.value() / 1e3;
    const double said_khz = named.recording.rate.value() / 1e3;
    if (std::abs(stretch - 1) < same_speed)
        return fmt::format(
            "{}: the stimulus was made at {:g} kHz, the recording is at {:g} kHz: another sample "
            "rate than the stimulus is refused; make the stimulus with --rate {:g}",
            named.path, made_khz, said_khz, named.recording.rate.value());
    if (std::abs(named.recording.rate.value() * stretch / made_at.value() - 1) < same_speed)
        return fmt::format(
            "{}: its header says {:g} kHz, but it holds a sample for each of the stimulus made at "
            "{:g} kHz, {:.4f} times as many as its rate says: its header is wrong, or the stimulus "
            "was played at {:g} kHz; play and record at {:g} kHz",
            named.path, said_khz, made_khz, stretch, said_khz, made_khz);
    return fmt::format(
        "{}: its header says {:g} kHz, the stimulus was made at {:g} kHz, and it runs at {:.4f} "
        "times the stimulus's speed: sample rates were taken for each other; play and record at "
        "{:g} kHz",
        named.path, said_khz, made_khz, 1 / stretch, made_khz);
}

void require_rate(const std::vector<NamedRecording>& recordings, const Readings& readings,
                  Hertz made_at) {
    for (std::size_t n = 0; n < recordings.size(); ++n) {
        if (recordings[n].recording.rate == made_at) continue;
        const double stretch = readings[n] ? readings[n]->stretch : 1;
        throw InvalidMeasurement(other_rate(recordings[n], stretch, made_at));
    }
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
    for (const double rate : usual_rates)
        if (auto found = search(options, number, Hertz(rate))) return *found;
    if (const auto plan = options.text("plan"))
        throw UsageError(fmt::format(
            "{} holds stimulus number {}, which plan {} does not make: leave --plan out, or name "
            "the stimulus file with --stimulus FILE",
            recording.path, number, *plan));
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
    const auto readings = read_markers(recordings);
    if (stimulus) require_rate(recordings, readings, stimulus->layout.rate);
    const auto number = common_number(recordings, readings);
    if (!stimulus) {
        stimulus = search_known(options, number, recordings.front());
        require_rate(recordings, readings, stimulus->layout.rate);
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
