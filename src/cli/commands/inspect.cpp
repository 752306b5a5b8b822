#include "cli/commands/table.hpp"
#include "cli/inspection_text.hpp"
#include "cli/option_tables.hpp"

#include "ohmloop/audio_io/sound_file.hpp"
#include "ohmloop/cli/result_outputs.hpp"

#include <fmt/format.h>

namespace ohmloop::cli {

namespace {

constexpr double least_s = 0.1;

int inspect(const Options& options, Console& console) {
    const auto outputs = read_outputs(options, console);
    const std::string& path = options.arguments().front();
    const auto recording = audio_io::read_sound_file(path);
    if (static_cast<double>(recording.frames()) < least_s * recording.rate.value()) {
        throw InvalidMeasurement(
            fmt::format("{} lasts {:.1f} ms: too short to be inspected, which takes 0.1 s", path,
                        1e3 * static_cast<double>(recording.frames()) / recording.rate.value()));
    }
    const auto inspection = measure::inspect(recording);
    if (outputs.wanted || outputs.json == "-") {
        return show(inspection_result(inspection), outputs, console);
    }
    if (outputs.json) write_json(inspection_result(inspection), *outputs.json);
    print_inspection(console.out, path, recording, inspection);
    return exit_code::done;
}

}  // namespace

Command inspect_command() {
    return {"inspect",
            "FILE",
            "figures of any recording: tone (level, frequency, THD, THD+N, SNR), noise, hum, "
            "clipping",
            joined({result_options(), {help_option()}}),
            1,
            1,
            inspect};
}

}  // namespace ohmloop::cli
