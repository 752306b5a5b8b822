#include "cli/commands/table.hpp"
#include "cli/option_tables.hpp"

#include "ohmloop/cli/settings_files.hpp"
#include "ohmloop/store/finder.hpp"

#include <ostream>

namespace ohmloop::cli {

namespace {

int show_file(const Options& options, Console& console) {
    const std::string folder = folder_of_kind(options.arguments().front());
    console.out << store::Finder().find(folder, options.arguments().back()).text;
    return exit_code::done;
}

}  // namespace

Command show_command() {
    return {"show",          "KIND NAME", "the file behind a name, TOML to start your own from",
            {help_option()}, 2,           2,
            show_file};
}

}  // namespace ohmloop::cli
