#include "cli/commands/table.hpp"
#include "cli/option_tables.hpp"

#include "ohmloop/cli/settings_files.hpp"
#include "ohmloop/store/finder.hpp"

#include <ostream>

namespace ohmloop::cli {

namespace {

int list(const Options& options, Console& console) {
    const std::string folder = folder_of_kind(options.arguments().front());
    for (const auto& name : store::Finder().names(folder)) console.out << name << '\n';
    return exit_code::done;
}

}  // namespace

Command list_command() {
    return {"list",
            "KIND",
            "names of a kind: ports (simulated ones), loads, plans, soundcards, headphones, limits",
            {help_option()},
            1,
            1,
            list};
}

}  // namespace ohmloop::cli
