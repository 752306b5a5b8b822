#include "cli/test_bench.hpp"

#include "cli/calibration.hpp"
#include "cli/guide/device_question.hpp"

#include "ohmloop/audio_io/portaudio_device.hpp"
#include "ohmloop/audio_io/simulated_device.hpp"
#include "ohmloop/cli/load_switches.hpp"
#include "ohmloop/cli/settings_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unistd.h>

namespace ohmloop::cli {

namespace {

void read_channels(const Options& options, const std::string& name, int (&channels)[2]) {
    const auto text = options.text(name);
    if (!text) return;
    const auto comma = text->find(',');
    const auto number = [&](const std::string& part) {
        const Options one({{name, {part}}}, {});
        return static_cast<int>(*one.whole(name, 1, 256));
    };
    if (comma == std::string::npos) {
        throw UsageError(fmt::format("--{}: '{}' is no pair like 1,2", name, *text));
    }
    channels[0] = number(text->substr(0, comma));
    channels[1] = number(text->substr(comma + 1));
    if (channels[0] == channels[1]) {
        throw UsageError(fmt::format("--{}: left and right are the same channel", name));
    }
}

device::StreamSettings read_stream(const Options& options, Hertz rate) {
    device::StreamSettings stream;
    stream.rates = read_rates(options, rate);
    stream.frames_per_buffer =
        static_cast<std::uint32_t>(options.whole("frames", 0, 1 << 16).value_or(0));
    if (const auto ms = options.whole("latency", 1, 1600))
        stream.latency = Seconds(1e-3 * static_cast<double>(*ms));
    read_channels(options, "outputs", stream.output_channels);
    read_channels(options, "inputs", stream.input_channels);
    return stream;
}

void take_profile(TestBench& bench, const Options& options,
                  std::optional<profiles::SoundCard> profile, const InputTolerances& tolerances) {
    if (profile) bench.calibration = use_of(*profile);
    bench.input = read_input(options, std::move(profile), tolerances);
}

void refuse_hardware_options(const Options& options) {
    for (const char* name : {"device", "output-device", "input-device", "host-api", "outputs",
                             "inputs", "switch", "replug"}) {
        if (options.has(name)) {
            throw UsageError(fmt::format("--{} and --simulate exclude each other", name));
        }
    }
}

/// One fault, or several with commas between.
std::string read_faults(const Options& options) {
    const std::string text = options.text("fault").value_or("");
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const Options one({{"fault", {text.substr(begin, end - begin)}}}, {});
        try {
            static_cast<void>(one.choice("fault", audio_io::known_faults(), ""));
        } catch (const UsageError& error) {
            throw UsageError(fmt::format("{}; 'ohmloop list faults' names all", error.what()));
        }
        begin = end + 1;
    }
    return text;
}

audio_io::SimulatedSetup read_simulation(const Options& options,
                                         const std::vector<profiles::Load>& loads) {
    refuse_hardware_options(options);
    audio_io::SimulatedSetup setup;
    setup.port = find_port(*options.text("simulate"));
    setup.card = find_simulated_card(options.text("card").value_or("simulated"));
    setup.loads = loads;
    setup.seed = static_cast<std::uint64_t>(options.whole("seed", 0, 1LL << 53).value_or(1));
    setup.fault = read_faults(options);
    return setup;
}

TestBench set_up_simulation(const Options& options, const StimulusSettings& stimulus,
                            const std::vector<profiles::Load>& loads) {
    auto setup = read_simulation(options, loads);
    setup.wiring = stimulus.wiring;
    auto simulated = audio_io::make_simulated_bench(setup, stimulus.rate);
    TestBench bench;
    bench.device = std::move(simulated.device);
    bench.load_switch = std::move(simulated.load_switch);
    bench.simulated_port = *options.text("simulate");
    bench.seed = setup.seed;
    const auto info = bench.device->input_info();
    take_profile(
        bench, options,
        chosen_profile(options, {info.name, info.host_api, stimulus.rate},
                       [&](const RecordingPlace&) { return std::move(simulated.profile); }),
        exact_input);
    return bench;
}

std::unique_ptr<device::LoadSwitch> make_load_switch(const Options& options, std::size_t loads,
                                                     Console& console) {
    for (const char* name : {"switch", "yes"}) {
        if (options.has("replug") && options.has(name))
            throw UsageError(fmt::format("--replug asks a person: it excludes --{}", name));
    }
    if (const auto command = options.text("switch")) {
        return std::make_unique<CommandSwitch>(*command);
    }
    if (options.has("yes")) {
        if (loads == 1) return std::make_unique<FixedLoad>();
        throw UsageError("--yes with several loads needs --switch: somebody must change them");
    }
    if (!console.person_types) {
        throw UsageError(
            "the loads must be changed by hand, and there is no terminal to ask on: "
            "use --switch");
    }
    return std::make_unique<PromptSwitch>(STDIN_FILENO, console.err,
                                          options.has("replug") ? Plug::is_pulled : Plug::stays);
}

void refuse_simulation_options(const Options& options) {
    for (const char* name : {"card", "seed", "fault"}) {
        if (options.has(name)) throw UsageError(fmt::format("--{} needs --simulate", name));
    }
}

audio_io::HostMessageEcho read_echo(const Options& options) {
    return options.has("verbose") ? audio_io::HostMessageEcho::shown
                                  : audio_io::HostMessageEcho::hidden;
}

audio_io::DeviceChoice read_devices(const Options& options) {
    // An empty variable of a script must not play on whatever device is the usual one.
    for (const char* name : {"device", "output-device", "input-device"}) {
        if (options.text(name) == std::optional<std::string>(""))
            throw UsageError(fmt::format("--{} names no device", name));
    }
    const std::string both = options.text("device").value_or("");
    return {options.text("output-device").value_or(both),
            options.text("input-device").value_or(both), options.text("host-api").value_or(""),
            read_echo(options)};
}

void require_both_devices(const Options& options) {
    if (options.has("device") || options.has("output-device") == options.has("input-device"))
        return;
    throw UsageError("--output-device and --input-device go together, or --device for both");
}

/// Asks a person who can be asked where none is named.
audio_io::DeviceChoice choose_devices(const Options& options, bool can_ask, Console& console) {
    auto choice = read_devices(options);
    if (can_ask && choice.output.empty()) {
        const auto listed = audio_io::list_devices(choice.echo, choice.host_api);
        choice.output = ask_device(listed, Keyboard(STDIN_FILENO), console.err);
        choice.input = choice.output;
    }
    return choice;
}

TestBench set_up_devices(const Options& options, const StimulusSettings& stimulus,
                         const std::vector<profiles::Load>& loads, Console& console) {
    refuse_simulation_options(options);
    TestBench bench;
    bench.load_switch = make_load_switch(options, loads.size(), console);
    bench.guided = console.person_types && !options.has("yes") && !options.has("switch");
    require_both_devices(options);
    bench.device = audio_io::open_portaudio_device(choose_devices(options, bench.guided, console));
    const auto info = bench.device->input_info();
    const RecordingPlace place{info.name, info.host_api, stimulus.rate};
    take_profile(bench, options, chosen_profile(options, place, fitting_sound_card), {});
    return bench;
}

ListeningPost listen_to_simulation(const Options& options, Hertz rate,
                                   const audio_io::PlayedTone& tone) {
    const auto open = profiles::parse_loads("open", 0);
    const auto bench = audio_io::make_simulated_bench(read_simulation(options, open), rate);
    ListeningPost post;
    post.stream = audio_io::make_simulated_input(bench, tone);
    post.simulated_port = *options.text("simulate");
    const auto info = post.stream->info();
    post.input = read_input(options,
                            chosen_profile(options, {info.name, info.host_api, rate},
                                           [&](const RecordingPlace&) { return bench.profile; }),
                            exact_input);
    return post;
}

std::unique_ptr<device::InputStream> open_input(const Options& options, Hertz rate,
                                                const audio_io::PlayedTone& tone) {
    const auto stream = read_stream(options, rate);
    const auto choice = read_devices(options);
    if (!options.has("tone")) return audio_io::open_portaudio_input(choice, stream);
    return audio_io::open_portaudio_input(choice, stream,
                                          audio_io::climbing_tone(tone, stream.rates.played));
}

/// From when the input is first heard until the tone that is played has climbed to its level, gone
/// out and come in again.
Seconds climb_time(const audio_io::PlayedTone& tone, const device::StreamSettings& stream) {
    constexpr double start_s = 0.25;  ///< the output may start after the input
    const auto climb = audio_io::climbing_tone(tone, stream.rates.played).repeat_from;
    return Seconds(static_cast<double>(climb) / stream.rates.played.value() + start_s +
                   2 * stream.latency.value());
}

ListeningPost listen_to_device(const Options& options, Hertz rate,
                               const audio_io::PlayedTone& tone) {
    refuse_simulation_options(options);
    for (const char* name : {"output-device", "outputs", "output-rate"})
        if (options.has(name) && !options.has("tone"))
            throw UsageError(fmt::format("--{} needs --tone: nothing else is played", name));
    if (options.has("tone")) require_both_devices(options);
    ListeningPost post;
    if (options.has("tone")) post.steady_from = climb_time(tone, read_stream(options, rate));
    post.stream = open_input(options, rate, tone);
    const auto info = post.stream->info();
    const RecordingPlace place{info.name, info.host_api, rate};
    post.input = read_input(options, chosen_profile(options, place, fitting_sound_card), {});
    return post;
}

}  // namespace

ListeningPost set_up_to_listen(const Options& options, Hertz rate,
                               const audio_io::PlayedTone& tone) {
    return options.has("simulate") ? listen_to_simulation(options, rate, tone)
                                   : listen_to_device(options, rate, tone);
}

TestBench set_up(const Options& options, const StimulusSettings& stimulus,
                 const std::vector<profiles::Load>& loads, Console& console) {
    const auto stream = read_stream(options, stimulus.rate);
    TestBench bench = options.has("simulate") ? set_up_simulation(options, stimulus, loads)
                                              : set_up_devices(options, stimulus, loads, console);
    bench.stream = stream;
    return bench;
}

}  // namespace ohmloop::cli
