#include "ohmloop/classify/classify.hpp"

#include "cli/commands/table.hpp"
#include "cli/option_tables.hpp"

#include "ohmloop/cli/result_outputs.hpp"
#include "ohmloop/result/json.hpp"
#include "ohmloop/store/file.hpp"

namespace ohmloop::cli {

namespace {

int classify_again(const Options& options, Console& console) {
    const auto outputs = read_outputs(options, console);
    const std::string& path = options.arguments().front();
    result::Result result;
    try {
        result = result::from_json(store::read_text_file(path, store::result_limit));
    } catch (const result::MalformedResult& error) {
        throw result::MalformedResult(path + ": " + error.what());
    }
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
