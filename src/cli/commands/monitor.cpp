#include "cli/commands/table.hpp"
#include "cli/listening.hpp"
#include "cli/live_block.hpp"
#include "cli/monitor_text.hpp"
#include "cli/option_tables.hpp"
#include "cli/run_settings.hpp"
#include "cli/test_bench.hpp"

#include "ohmloop/cli/result_outputs.hpp"
#include "ohmloop/cli/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>

namespace ohmloop::cli {

namespace {

constexpr double least_every_s = 0.1;
constexpr double longest_s = 1e6;
constexpr double usual_every_on_terminal_s = 0.1;
constexpr double usual_every_in_lines_s = 1;
constexpr double least_level_over_s = 0.3;  ///< shorter, a level is not read with ease
constexpr double lowest_tone_hz = 10;

std::vector<OptionSpec> monitor_options() {
    return joined(
        {simulation_options(),
         device_options(),
         {rate_option(),
          {"calibration", "NAME", "sound card profile by name or file, or none: for volts"},
          {"input-full-scale", "VOLTS",
           "rms volts of a sine that just reaches the input's full scale: for volts"},
          {"tone", "DBFS",
           "play a tone of this level, climbing from -60 dBFS by 20 dB a second (nothing is "
           "played; by a simulated port -20)"},
          {"tone-frequency", "HZ",
           "of the tone, or what the one another device plays is meant to be (997): one heard "
           "within 0.1 % of it tells by how much the recorder's clock runs faster"},
          {"every", "SECONDS", "between updates (0.1 on a terminal, 1 in plain lines)"},
          {"duration", "SECONDS", "end after this time (none: at Ctrl-C)"},
          {"no-color", "", "no colours"},
          {"verbose", "", "show what the audio system prints", 'v'},
          help_option()}});
}

std::optional<Seconds> read_seconds(const Options& options, const std::string& name,
                                    double least_s) {
    const auto seconds = options.read(name, parse_number);
    if (!seconds) return std::nullopt;
    if (*seconds < least_s || *seconds > longest_s)
        throw UsageError(
            fmt::format("--{}: {} s is outside {} to {:g}", name, *seconds, least_s, longest_s));
    return Seconds(*seconds);
}

audio_io::PlayedTone read_tone(const Options& options, Hertz rate) {
    audio_io::PlayedTone tone;
    tone.level = options.read("tone", parse_dbfs).value_or(tone.level);
    if (tone.level > DbFs(0) || tone.level < DbFs(-120))
        throw UsageError(fmt::format("--tone: {} dBFS is outside -120 to 0", tone.level.value()));
    tone.frequency = options.read("tone-frequency", parse_hertz).value_or(tone.frequency);
    const Hertz highest = 0.45 * rate;
    if (tone.frequency < Hertz(lowest_tone_hz) || tone.frequency > highest)
        throw UsageError(fmt::format("--tone-frequency: {:g} Hz is outside {:g} to {:g}",
                                     tone.frequency.value(), lowest_tone_hz, highest.value()));
    const double hz = tone.frequency.value();
    if (options.has("tone") && !options.has("simulate") && std::trunc(hz) != hz)
        throw UsageError("--tone-frequency: what --tone plays has a whole number of hertz");
    return tone;
}

MonitoredInput describe(const ListeningPost& post, const audio_io::PlayedTone& tone, bool plays) {
    MonitoredInput input;
    input.played = tone.frequency;
    const auto info = post.stream->info();
    input.name = post.simulated_port ? "SIMULATED: " + *post.simulated_port
                                     : fmt::format("{} ({})", info.name, info.host_api);
    input.rate = post.stream->rate();
    if (plays) input.level = tone.level;
    input.steady_from = post.steady_from;
    const auto& card = post.input.card;
    if (!card || !card->full_scale_v) return input;
    input.full_scale = Volts(card->full_scale_v->value);
    input.full_scale_source = post.input.source;
    return input;
}

void show_block(ListeningPost& post, const Listening& listening,
                const measure::MonitorSettings& settings, const MonitoredInput& input,
                std::ostream& out, bool colour) {
    LiveBlock block(out);
    listen(*post.stream, listening, settings, [&](const measure::MonitorReading& reading) {
        const auto window = terminal_window(colour);
        block.draw(monitor_block(reading, input, window), window);
        return out.good();
    });
}

void show_lines(ListeningPost& post, const Listening& listening,
                const measure::MonitorSettings& settings, const MonitoredInput& input,
                std::ostream& out) {
    out << fmt::format("{}\n", fmt::join(title_items(input, 0), ", ")) << std::flush;
    listen(*post.stream, listening, settings, [&](const measure::MonitorReading& reading) {
        for (const auto& line : monitor_lines(reading, input)) out << line << '\n';
        out << std::flush;
        return out.good();
    });
}

int monitor(const Options& options, Console& console) {
    const Hertz rate = read_rate(options);
    const auto tone = read_tone(options, rate);
    const bool draws = console.person_reads_out && console.draws;
    Listening listening;
    listening.every =
        read_seconds(options, "every", least_every_s)
            .value_or(Seconds(draws ? usual_every_on_terminal_s : usual_every_in_lines_s));
    listening.duration = read_seconds(options, "duration", least_every_s);
    const StopWaits until_stopped;
    auto post = set_up_to_listen(options, rate, tone);
    listening.steady_from = post.steady_from;
    const measure::MonitorSettings settings{
        rate, Seconds(std::max(least_level_over_s, listening.every.value())), tone.frequency};
    const auto input = describe(post, tone, options.has("tone") || options.has("simulate"));
    if (draws) {
        show_block(post, listening, settings, input, console.out, wants_colour(options, console));
    } else {
        show_lines(post, listening, settings, input, console.out);
    }
    return exit_code::done;
}

}  // namespace

Command monitor_command() {
    return {
        "monitor",
        "",
        "live levels, peak hold, clips, tone, THD+N, hum, clock offset and a spectrum of what an "
        "input hears, for setting up; plays nothing without --tone. Ctrl-C ends it",
        monitor_options(),
        0,
        0,
        monitor};
}

}  // namespace ohmloop::cli
