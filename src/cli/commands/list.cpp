#include <ostream>

#include "ohmloop/cli/settings_files.hpp"
#include "ohmloop/store/finder.hpp"
#include "option_tables.hpp"
#include "table.hpp"

namespace ohmloop::cli {

namespace {

int list(const Options& options, Console& console) {
    const std::string folder = folder_of_kind(options.arguments().front());
    for (const auto& name : store::Finder().names(folder)) console.out << name << '\n';
    return exit_code::done;
}

int show_file(const Options& options, Console& console) {
    const std::string folder = folder_of_kind(options.arguments().front());
    console.out << store::Finder().find(folder, options.arguments().back()).text;
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

Command show_command() {
    return {"show",
            "KIND NAME",
            "the file behind a name, TOML to start your own from",
            {help_option()},
            2,
            2,
            show_file};
}

}  // namespace ohmloop::cli
