#pragma once

#include "ohmloop/cli/command.hpp"

namespace ohmloop::cli {

// One command a file; commands() puts them together.
[[nodiscard]] Command measure_command();
[[nodiscard]] Command monitor_command();
[[nodiscard]] Command stimulus_command();
[[nodiscard]] Command analyze_command();
[[nodiscard]] Command inspect_command();
[[nodiscard]] Command devices_command();
[[nodiscard]] Command doctor_command();
[[nodiscard]] Command classify_command();
[[nodiscard]] Command explain_command();
[[nodiscard]] Command list_command();
[[nodiscard]] Command show_command();

}  // namespace ohmloop::cli
