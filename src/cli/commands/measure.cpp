#include "cli/asked_quantities.hpp"
#include "cli/commands/table.hpp"
#include "cli/finish.hpp"
#include "cli/guide/level_question.hpp"
#include "cli/guide/wiring_drawing.hpp"
#include "cli/option_tables.hpp"
#include "cli/run_settings.hpp"
#include "cli/shell_word.hpp"
#include "cli/test_bench.hpp"
#include "cli/verdict_settings.hpp"

#include "ohmloop/cli/recorded_run.hpp"
#include "ohmloop/cli/result_outputs.hpp"
#include "ohmloop/cli/run.hpp"
#include "ohmloop/cli/terminal_progress.hpp"
#include "ohmloop/device/stop_request.hpp"
#include "ohmloop/result/explanation.hpp"
#include "ohmloop/session/run.hpp"
#include "ohmloop/units/expects.hpp"

#include <fmt/format.h>

#include <unistd.h>

namespace ohmloop::cli {

namespace {

/// Change of contacts between takes, standard; a simulated plug has none.
constexpr double plug_uncertainty_ohm = 0.010;

std::vector<OptionSpec> measure_options() {
    return joined({simulation_options(),
                   device_options(),
                   stimulus_options(),
                   load_options(),
                   input_options(),
                   subject_options(),
                   {headphone_option(), priors_option()},
                   result_options(),
                   {{"keep", "DIR", "store every take and a manifest, for 'ohmloop analyze DIR'"}},
                   progress_options(),
                   {help_option()}});
}

ProgressStyle progress_style(const Options& options, const Console& console) {
    const std::string usual = console.person_reads_err && console.draws ? "bar" : "lines";
    const std::string style = options.choice("progress", {"bar", "lines", "json"}, usual);
    if (options.has("quiet")) return ProgressStyle::silent;
    if (style == "json") return ProgressStyle::json;
    return style == "bar" ? ProgressStyle::bar : ProgressStyle::lines;
}

result::DeviceSetup describe(const device::DeviceInfo& info, const TestBench& bench, Hertz asked,
                             Hertz obtained) {
    return {info.host_api, info.name, asked.value(), obtained.value(),
            static_cast<int>(bench.stream.frames_per_buffer)};
}

result::Result head_of(const Options& options, const TestBench& bench,
                       const StimulusSettings& stimulus, const std::vector<profiles::Load>& loads) {
    result::Result head;
    head.simulated = bench.simulated();
    head.started = now_utc();
    head.dut = read_subject(options);
    head.setup.plan = stimulus.plan.name;
    head.setup.volume = read_volume(options);
    head.setup.wiring = word_for(stimulus.wiring);
    for (const auto& load : loads) head.setup.loads.push_back(setup_of(load));
    head.setup.calibration = bench.calibration;
    head.setup.input = bench.input.setup();
    head.setup.simulated_port = bench.simulated_port;
    head.setup.seed = bench.seed;
    return head;
}

session::RunSettings run_settings(const Options& options, const TestBench& bench,
                                  const StimulusSettings& stimulus,
                                  const std::vector<profiles::Load>& loads) {
    session::RunSettings settings;
    settings.plan = stimulus.plan;
    settings.wiring = stimulus.wiring;
    settings.loads = loads;
    settings.max_level = stimulus.max_level;
    settings.return_to_first = !options.has("no-return");
    if (const auto& card = bench.input.card; card && card->full_scale_v) {
        settings.input_full_scale = Volts(card->full_scale_v->value);
    }
    return settings;
}

/// Shows how far a run is, and stores each take of it in a folder, if there is one.
class KeepingProgress : public session::Progress {
  public:
    KeepingProgress(session::Progress& shown, KeptTakes* kept, const RecordedRun& run)
        : shown_(shown), kept_(kept), run_(run) {}

    void report(const std::string& stage, double fraction) override {
        shown_.report(stage, fraction);
    }
    void takes_changed(const session::RunOutcome& so_far) override {
        if (kept_ == nullptr) return;
        auto manifest = run_.manifest;
        manifest.returned = so_far.returned;
        manifest.head.doubts = so_far.doubts;
        kept_->store(manifest, so_far.takes);
    }

  private:
    session::Progress& shown_;
    KeptTakes* kept_;
    const RecordedRun& run_;
};

/// Before anything is measured: the wiring drawn, and help towards a level that fits.
void guide(const TestBench& bench, device::RunningStream& stream,
           const session::RunSettings& settings, std::ostream& screen) {
    screen << wiring_drawing(settings.wiring, settings.loads, bench.device->output_info().name,
                             bench.device->input_info().name);
    bench.load_switch->select(settings.loads.front().name);
    ask_level(stream, settings.wiring, settings.max_level, Keyboard(STDIN_FILENO), screen);
}

void record(RecordedRun& run, TestBench& bench, const session::RunSettings& settings,
            session::Progress& progress, std::ostream& screen) {
    const auto stream = bench.device->start(bench.stream);
    run.manifest.one_clock = stream->one_clock();
    result::Setup& setup = run.manifest.head.setup;
    const auto asked = bench.stream.rates;
    setup.output_device =
        describe(bench.device->output_info(), bench, asked.played, stream->rates().played);
    setup.input_device =
        describe(bench.device->input_info(), bench, asked.recorded, stream->rates().recorded);
    if (bench.guided) guide(bench, *stream, settings, screen);
    session::RunOutcome outcome;
    session::run(*stream, *bench.load_switch, settings, progress, outcome);
    expects(result::are_explained(outcome.doubts), "the kinds of doubt are known");
    run.takes = std::move(outcome.takes);
    run.manifest.returned = outcome.returned;
    run.manifest.head.doubts = std::move(outcome.doubts);
}

/// Why a run ended, and what is left of it.
std::string ended(const std::exception& why, const KeptTakes* kept) {
    if (kept == nullptr || kept->stored().empty()) return why.what();
    return fmt::format("{}; what was recorded is kept, read it with: ohmloop analyze {}",
                       why.what(), shell_word(kept->folder()));
}

void record_and_keep(RecordedRun& run, TestBench& bench, const session::RunSettings& settings,
                     session::Progress& progress, KeptTakes* kept, std::ostream& err) {
    const StopWaits until_kept;
    try {
        KeepingProgress keeping(progress, kept, run);
        record(run, bench, settings, keeping, err);
    } catch (const device::DeviceError& error) {
        throw device::DeviceError(ended(error, kept));
    } catch (const device::Interrupted& error) {
        throw device::Interrupted(ended(error, kept));
    }
    if (kept != nullptr) {
        kept->store(run.manifest, run.takes);
        run.manifest.takes = kept->stored();
    }
    if (device::stop_requested())
        throw device::Interrupted(ended(device::Interrupted("stopped on request"), kept));
}

int measure(const Options& options, Console& console) {
    const AskedQuantities asked(options.arguments());
    auto stimulus = read_stimulus(options);
    stimulus.plan = asked.of(stimulus.plan);
    const auto loads = read_loads(options, options.has("simulate"));
    if (asked.wants("impedance")) require_open_and_resistor(loads);
    const auto question = read_question(options);
    const auto outputs = read_outputs(options, console);
    const auto style = progress_style(options, console);
    TestBench bench = set_up(options, stimulus, loads, console);
    RecordedRun run;
    run.manifest.head = head_of(options, bench, stimulus, loads);
    run.manifest.input = bench.input.model();
    run.manifest.contact_uncertainty_ohm = bench.simulated() ? 0 : plug_uncertainty_ohm;
    std::optional<KeptTakes> kept;
    if (const auto folder = options.text("keep")) kept.emplace(*folder);
    {
        TerminalProgress progress(console.err, style);
        record_and_keep(run, bench, run_settings(options, bench, stimulus, loads), progress,
                        kept ? &*kept : nullptr, console.err);
    }
    auto analysed = analyse(run, question);
    if (!asked.are_answered(analysed.result.figures)) analysed.supports_a_result = false;
    return finish(analysed, outputs, console);
}

}  // namespace

Command measure_command() {
    return {"measure",
            "[impedance|response|distortion|noise|max-level|crosstalk|imd]...",
            "the main job: measure a port, say what it is and what it is good for",
            measure_options(),
            0,
            100,
            measure};
}

}  // namespace ohmloop::cli
