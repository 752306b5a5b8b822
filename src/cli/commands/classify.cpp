#include "ohmloop/classify/classify.hpp"

#include "cli/commands/table.hpp"
#include "cli/option_tables.hpp"
#include "cli/stored_document.hpp"

#include "ohmloop/cli/result_outputs.hpp"

namespace ohmloop::cli {

namespace {

int classify_again(const Options& options, Console& console) {
    const auto outputs = read_outputs(options, console);
    auto result = read_document(options.arguments().front(), result::from_json);
    classify::add_verdict(result);
    return show(result, outputs, console);
}

}  // namespace

Command classify_command() {
    return {"classify",
            "RESULT.json",
            "the verdict again, from the figures of a stored result",
            joined({result_options(), {help_option()}}),
            1,
            1,
            classify_again};
}

}  // namespace ohmloop::cli
