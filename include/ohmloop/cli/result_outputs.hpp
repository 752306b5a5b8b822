#pragma once

#include "ohmloop/cli/command.hpp"
#include "ohmloop/result/result.hpp"

#include <optional>
#include <string>

namespace ohmloop::cli {

/// Where a result goes: --json, --get, or the text.
struct ResultOutputs {
    std::optional<std::string> json;          ///< a path, or "-"
    std::optional<result::FigureKey> wanted;  ///< --get
    bool colour = false;
};

/// Whether what goes to stdout may be coloured: a terminal, no --no-color and no NO_COLOR.
[[nodiscard]] bool wants_colour(const Options& options, const Console& console);

/// Reads and checks the options before anything is measured: an unknown quantity or an
/// unwritable place must not cost a run.
[[nodiscard]] ResultOutputs read_outputs(const Options& options, const Console& console);

void write_json(const result::Result& result, const std::string& path);

/// Writes the result; an exit code: done, usage (several figures match) or invalid_measurement
/// (the wanted figure was not measured, or is no more than a bound: `err` says which).
[[nodiscard]] int show(const result::Result& result, const ResultOutputs& outputs,
                       Console& console);

}  // namespace ohmloop::cli
