#pragma once

#include "ohmloop/cli/command.hpp"
#include "ohmloop/cli/recorded_run.hpp"
#include "ohmloop/cli/result_outputs.hpp"

namespace ohmloop::cli {

/// Shows an analysed run; recordings that support no result end with a sentence saying why, and
/// exit code 3. Measuring and analysing end here.
[[nodiscard]] int finish(const AnalysedRun& run, const ResultOutputs& outputs, Console& console);

}  // namespace ohmloop::cli
