#pragma once

#include "ohmloop/cli/option_spec.hpp"
#include "ohmloop/cli/options.hpp"

#include <cstddef>
#include <iosfwd>
#include <string>
#include <vector>

namespace ohmloop::cli {

/// Where a command writes, and whether a person sits there.
struct Console {
    std::ostream& out;  ///< the result, nothing else
    std::ostream& err;  ///< progress, prompts and errors
    bool person_reads_out = false;
    bool person_reads_err = false;
    bool person_types = false;
    bool draws = false;         ///< the terminal knows escape sequences: for colours and the bar
    std::size_t columns = 100;  ///< of the page
};

/// One word after "ohmloop", with the table its options and help come from.
struct Command {
    std::string name;
    std::string arguments;  ///< as shown in the usage line: "FILE"
    std::string summary;    ///< one line
    std::vector<OptionSpec> options;
    std::size_t least_arguments = 0;
    std::size_t most_arguments = 0;
    int (*run)(const Options& options, Console& console) = nullptr;  ///< an exit code
};

/// Every command, in the order of the help.
[[nodiscard]] const std::vector<Command>& commands();

/// "ohmloop --help".
[[nodiscard]] std::string help();
/// "ohmloop COMMAND --help".
[[nodiscard]] std::string help(const Command& command);

}  // namespace ohmloop::cli
