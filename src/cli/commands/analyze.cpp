#include "cli/calibration.hpp"
#include "cli/commands/table.hpp"
#include "cli/finish.hpp"
#include "cli/option_tables.hpp"
#include "cli/run_settings.hpp"
#include "cli/stimulus_match.hpp"
#include "cli/verdict_settings.hpp"

#include "ohmloop/audio_io/sound_file.hpp"
#include "ohmloop/cli/input_settings.hpp"
#include "ohmloop/cli/recorded_run.hpp"
#include "ohmloop/cli/result_outputs.hpp"
#include "ohmloop/cli/settings_files.hpp"

#include <algorithm>
#include <cmath>

namespace ohmloop::cli {

namespace {

/// Change of contacts between recordings, standard; and a resistor from the drawer.
constexpr double plug_uncertainty_ohm = 0.010;
constexpr double usual_tolerance = 0.01;

std::vector<OptionSpec> source_options() {
    return {
        {"take", "LOAD=FILE",
         "the recording made with a load, for example 33:1%=with-33.wav; once for each "
         "recording, in the order they were made",
         0, true},
        {"stimulus", "FILE", "the stimulus file that was played, where it is none of the plans"},
        {"plan", "PLAN", "look for this plan's stimulus only"},
        {"wiring", "WIRING", "the stimulus was made for stereo, left or right (any)"},
        {"max-level", "DBFS", "the level the stimulus was made with (0)"}};
}

struct TakeFile {
    profiles::Load load;
    std::string path;
};

TakeFile parse_take(const std::string& text) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
        throw UsageError("--take: '" + text + "' is not LOAD=FILE");
    }
    const auto loads = profiles::parse_loads(text.substr(0, equals), usual_tolerance);
    if (loads.size() != 1) throw UsageError("--take: '" + text + "' names more than one load");
    return {loads.front(), text.substr(equals + 1)};
}

/// The first load again at the end, with another in between, gives the drift.
bool returns_to_first(const std::vector<TakeFile>& files) {
    if (files.size() < 3 || files.front().load.name != files.back().load.name) return false;
    return std::any_of(files.begin(), files.end(), [&](const TakeFile& file) {
        return file.load.name != files.front().load.name;
    });
}

result::Result head_of(const Options& options, const std::vector<TakeFile>& files,
                       const InputKnowledge& input) {
    result::Result head;
    head.started = now_utc();
    head.dut = read_subject(options);
    head.setup.volume = read_volume(options);
    head.setup.input = input.setup();
    for (const auto& file : files) {
        const auto setup = setup_of(file.load);
        const bool known =
            std::any_of(head.setup.loads.begin(), head.setup.loads.end(),
                        [&](const result::LoadSetup& other) { return other.name == setup.name; });
        if (!known) head.setup.loads.push_back(setup);
    }
    return head;
}

signal::Wiring wiring_in(const signal::Layout& layout, const Options& options) {
    if (options.has("wiring")) return read_wiring(options);
    bool left = false;
    bool right = false;
    for (const auto& segment : layout.segments) {
        left = left || (segment.spec.drive == signal::Drive::left);
        right = right || (segment.spec.drive == signal::Drive::right);
        const bool both = segment.spec.drive == signal::Drive::opposite;
        if (both) return signal::Wiring::stereo;
    }
    if (left == right) return signal::Wiring::stereo;
    return left ? signal::Wiring::left : signal::Wiring::right;
}

/// Rounding to 16 bits alone, step / sqrt 12 over the whole band, exceeds the noise stated.
bool holds_steps(const measure::InputModel& input, const NamedRecording& named) {
    if (named.recording.format != signal::SampleFormat::int16) return false;
    if (!input.noise_v || !input.full_scale_v) return false;
    const double in_band = std::min(1.0, 40000 / named.recording.rate.value());
    const double step_v = std::sqrt(2.0) * input.full_scale_v->value / 32768;
    return *input.noise_v < step_v * std::sqrt(in_band / 12);
}

/// The profile's noise was not measured with these 16 bits: then it is not this input's.
void withdraw_noise(measure::InputModel& input, const std::vector<NamedRecording>& recordings,
                    std::vector<result::Doubt>& doubts) {
    const bool exceeded = std::any_of(recordings.begin(), recordings.end(),
                                      [&](const auto& named) { return holds_steps(input, named); });
    if (!exceeded) return;
    input.noise_v.reset();
    doubts.push_back({"noise_of_16_bits",
                      result::Severity::note,
                      {},
                      {},
                      "the recordings' 16 bits make more noise than the profile states for this "
                      "input: it does not apply, and noise and THD+N hold the recorder's own",
                      "record with 24 bits"});
}

/// Rate and date of a profile can be held against a recording, its device cannot.
std::optional<profiles::SoundCard> profile_for(const Options& options,
                                               const std::vector<NamedRecording>& recordings) {
    const RecordingPlace place{{}, {}, recordings.front().recording.rate};
    return chosen_profile(options, place, [](const auto&) { return std::nullopt; });
}

void note_profile(const profiles::SoundCard& card, result::Result& head) {
    head.setup.calibration = use_of(card);
    if (card.device.empty()) return;
    head.doubts.push_back({"calibration_not_tied",
                           result::Severity::note,
                           {},
                           {},
                           "the profile '" + card.name + "' is for the device '" + card.device +
                               "'; a recording does not tell which one made it",
                           "make sure that it was this one, at the same gain"});
}

RecordedRun read_takes(const Options& options) {
    std::vector<TakeFile> files;
    for (const auto& text : options.all("take")) files.push_back(parse_take(text));
    std::vector<NamedRecording> recordings;
    for (const auto& file : files) {
        recordings.push_back({file.path, audio_io::read_sound_file(file.path)});
    }
    const auto stimulus = match_stimulus(options, recordings);
    const auto profile = profile_for(options, recordings);
    const auto input = read_input(options, profile, {});
    RecordedRun run;
    run.manifest.head = head_of(options, files, input);
    if (profile) note_profile(*profile, run.manifest.head);
    run.manifest.head.setup.plan = stimulus.plan;
    run.manifest.head.setup.wiring = word_for(wiring_in(stimulus.layout, options));
    auto model = input.model();
    withdraw_noise(model, recordings, run.manifest.head.doubts);
    run.manifest.input = model;
    run.manifest.contact_uncertainty_ohm = plug_uncertainty_ohm;
    run.manifest.returned = returns_to_first(files);
    for (std::size_t n = 0; n < files.size(); ++n) {
        measure::RawTake take;
        take.load = files[n].load;
        take.order = static_cast<int>(n);
        take.layout = stimulus.layout;
        take.recording = std::move(recordings[n].recording);
        run.takes.push_back(std::move(take));
    }
    return run;
}

RecordedRun read_folder(const Options& options) {
    if (options.has("take")) throw UsageError("analyze takes either a folder or --take, not both");
    for (const auto& spec : joined({source_options(), input_options(), subject_options()})) {
        if (options.has(spec.name)) {
            throw UsageError("--" + spec.name + " is for --take: a kept folder says it itself");
        }
    }
    return read_kept(options.arguments().front());
}

int analyze(const Options& options, Console& console) {
    const auto outputs = read_outputs(options, console);
    if (options.arguments().empty() && !options.has("take")) {
        throw UsageError("analyze needs a folder of kept takes, or --take LOAD=FILE for each load");
    }
    const auto question = read_question(options);
    const RecordedRun run =
        options.arguments().empty() ? read_takes(options) : read_folder(options);
    return finish(analyse(run, question), outputs, console);
}

}  // namespace

Command analyze_command() {
    return {"analyze",
            "[DIR]",
            "the same analysis on takes kept by 'measure --keep DIR', or on one recording per load",
            joined({source_options(),
                    input_options(),
                    subject_options(),
                    {headphone_option(), priors_option()},
                    result_options(),
                    {help_option()}}),
            0,
            1,
            analyze};
}

}  // namespace ohmloop::cli
