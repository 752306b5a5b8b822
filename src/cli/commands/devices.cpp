#include "cli/commands/table.hpp"
#include "cli/option_tables.hpp"

#include "ohmloop/audio_io/portaudio_device.hpp"
#include "ohmloop/cli/settings_files.hpp"
#include "ohmloop/profiles/settings_error.hpp"

#include <fmt/format.h>

#include <ostream>

namespace ohmloop::cli {

namespace {

/// Its name, "-" for none, "?" where a profile cannot be read, which `trouble` then says.
std::string fitting_profile(const device::DeviceInfo& info, std::string& trouble) {
    try {
        const auto card = fitting_sound_card({info.name, info.host_api, info.default_rate});
        return card ? card->name : "-";
    } catch (const profiles::SettingsError& error) {
        trouble = error.what();
        return "?";
    }
}

int devices(const Options& options, Console& console) {
    const auto echo = options.has("verbose") ? audio_io::HostMessageEcho::shown
                                             : audio_io::HostMessageEcho::hidden;
    const auto listed = audio_io::list_devices(echo);
    if (listed.empty()) {
        console.err << "no sound device was found\n";
        return exit_code::done;
    }
    console.out << fmt::format("{:>3}  {:<12} {:>3} {:>3} {:>8}  {:<12} {}\n", "no.", "host API",
                               "out", "in", "rate", "profile", "name");
    std::string trouble;
    for (const auto& entry : listed) {
        const auto& info = entry.info;
        console.out << fmt::format("{:>3}  {:<12} {:>3} {:>3} {:>8.0f}  {:<12} {}\n", entry.index,
                                   info.host_api, info.output_channels, info.input_channels,
                                   info.default_rate.value(), fitting_profile(info, trouble),
                                   info.name);
    }
    if (!trouble.empty()) console.err << "ohmloop: " << trouble << '\n';
    return exit_code::done;
}

}  // namespace

Command devices_command() {
    return {"devices",
            "",
            "sound devices as PortAudio sees them",
            {{"verbose", "", "show what the audio system prints", 'v'}, help_option()},
            0,
            0,
            devices};
}

}  // namespace ohmloop::cli
