#include "cli/commands/table.hpp"
#include "cli/option_tables.hpp"
#include "cli/run_settings.hpp"

#include "ohmloop/audio_io/sound_file.hpp"
#include "ohmloop/cli/run.hpp"
#include "ohmloop/measure/sequence.hpp"
#include "ohmloop/signal/layout.hpp"

#include <fmt/format.h>

#include <cmath>
#include <ostream>
#include <random>

namespace ohmloop::cli {

namespace {

/// Triangular dither of one step of the file's format, peak: the rounding error becomes noise
/// that does not depend on the signal. Digital silence stays silent.
void dither(signal::Waveform& waveform, int bits) {
    const double step = std::ldexp(1.0, 1 - bits);
    std::minstd_rand random(1);  // the same settings give the same file
    std::uniform_real_distribution<double> uniform(-0.5, 0.5);
    for (auto& channel : waveform.channels) {
        for (double& sample : channel) {
            if (sample != 0) sample += step * (uniform(random) + uniform(random));
        }
    }
}

int stimulus(const Options& options, Console& console) {
    const auto path = options.text("output");
    if (!path || !audio_io::is_sound_file_name(*path))
        throw UsageError("stimulus needs -o FILE.wav or -o FILE.flac");
    const int bits = options.choice("bits", {"16", "24"}, "24") == "16" ? 16 : 24;
    const auto settings = read_stimulus(options);
    const auto layout =
        measure::file_layout(settings.plan, settings.rate, settings.wiring, settings.max_level);
    auto waveform = signal::render(layout);
    dither(waveform, bits);
    signal::Recording file;
    file.rate = waveform.rate;
    file.format = bits == 16 ? signal::SampleFormat::int16 : signal::SampleFormat::int24;
    file.channels = std::move(waveform.channels);
    {
        const StopWaits until_written;
        audio_io::write_sound_file(*path, file, measure::layout_text(layout));
    }
    console.out << fmt::format(
        "{}: plan {}, {:.1f} s, number {}. Play it from the port under test, once with each load, "
        "and record it.\n",
        *path, settings.plan.name, static_cast<double>(layout.frames) / settings.rate.value(),
        measure::layout_number(layout));
    return exit_code::done;
}

}  // namespace

Command stimulus_command() {
    return {"stimulus",
            "",
            "the sequence as a sound file, for a phone or a player that cannot be driven",
            joined({{{"output", "FILE", "the file to write, .wav or .flac", 'o'},
                     {"bits", "N", "16 or 24 (24)"}},
                    stimulus_options(),
                    {help_option()}}),
            0,
            0,
            stimulus};
}

}  // namespace ohmloop::cli
