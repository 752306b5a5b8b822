#include "cli/commands/table.hpp"
#include "cli/option_tables.hpp"

#include "ohmloop/audio_io/portaudio_device.hpp"
#include "ohmloop/cli/settings_files.hpp"
#include "ohmloop/profiles/settings_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>
#include <string>
#include <vector>

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

using Row = std::array<std::string, 7>;

Row row_of(const audio_io::ListedDevice& entry, std::string& trouble) {
    const auto& info = entry.info;
    return {fmt::to_string(entry.index),
            info.host_api,
            fmt::to_string(info.output_channels),
            fmt::to_string(info.input_channels),
            fmt::format("{:.0f}", info.default_rate.value()),
            fitting_profile(info, trouble),
            info.name};
}

/// Each column as wide as its widest cell; numbers end, words begin below one another.
void print_aligned(std::ostream& out, const std::vector<Row>& rows) {
    constexpr std::array<bool, 7> number{true, false, true, true, true, false, false};
    std::array<std::size_t, 7> width{};
    for (const Row& row : rows)
        for (std::size_t c = 0; c < row.size(); ++c) width[c] = std::max(width[c], row[c].size());
    for (const Row& row : rows) {
        std::string line;
        for (std::size_t c = 0; c + 1 < row.size(); ++c)
            line += number[c] ? fmt::format("{:>{}}  ", row[c], width[c])
                              : fmt::format("{:<{}}  ", row[c], width[c]);
        out << line << row.back() << '\n';
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
    std::string trouble;
    std::vector<Row> rows{{"no.", "host API", "out", "in", "rate", "profile", "name"}};
    for (const auto& entry : listed) rows.push_back(row_of(entry, trouble));
    print_aligned(console.out, rows);
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
