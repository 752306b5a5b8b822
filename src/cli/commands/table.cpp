#include "cli/commands/table.hpp"

namespace ohmloop::cli {

const std::vector<Command>& commands() {
    static const std::vector<Command> all{measure_command(), monitor_command(), stimulus_command(),
                                          analyze_command(), inspect_command(), classify_command(),
                                          devices_command(), doctor_command(),  explain_command(),
                                          list_command(),    show_command()};
    return all;
}

}  // namespace ohmloop::cli
