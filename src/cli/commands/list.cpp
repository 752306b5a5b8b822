#include "cli/commands/table.hpp"
#include "cli/option_tables.hpp"

#include "ohmloop/audio_io/simulated_device.hpp"
#include "ohmloop/cli/settings_files.hpp"
#include "ohmloop/store/finder.hpp"

#include <fmt/format.h>

#include <ostream>

namespace ohmloop::cli {

namespace {

int list(const Options& options, Console& console) {
    if (options.arguments().front() == "faults") {
        for (const auto& name : audio_io::known_faults())
            console.out << fmt::format("{:<17} {}\n", name, audio_io::explain_fault(name));
        return exit_code::done;
    }
    const std::string folder = folder_of_kind(options.arguments().front());
    for (const auto& name : store::Finder().names(folder)) console.out << name << '\n';
    return exit_code::done;
}

}  // namespace

Command list_command() {
    return {
        "list",
        "KIND",
        "names of a kind: ports (simulated ones), loads, plans, soundcards, headphones, limits, "
        "faults",
        {help_option()},
        1,
        1,
        list};
}

}  // namespace ohmloop::cli
