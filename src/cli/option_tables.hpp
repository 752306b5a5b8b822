#pragma once

#include "ohmloop/cli/option_spec.hpp"

#include <vector>

namespace ohmloop::cli {

// The options that several commands share, by theme.
[[nodiscard]] std::vector<OptionSpec> device_options();
[[nodiscard]] std::vector<OptionSpec> simulation_options();
[[nodiscard]] std::vector<OptionSpec> stimulus_options();  ///< plan, rate, wiring, level
[[nodiscard]] std::vector<OptionSpec> load_options();      ///< loads and how they are changed
[[nodiscard]] std::vector<OptionSpec> input_options();     ///< what is known of the recording input
[[nodiscard]] std::vector<OptionSpec> subject_options();   ///< what is measured
[[nodiscard]] std::vector<OptionSpec> result_options();    ///< where the result goes
[[nodiscard]] std::vector<OptionSpec> progress_options();
[[nodiscard]] OptionSpec headphone_option();
[[nodiscard]] OptionSpec priors_option();  ///< what to advise on
[[nodiscard]] OptionSpec rate_option();
[[nodiscard]] OptionSpec help_option();

}  // namespace ohmloop::cli
