#include "ohmloop/cli/result_outputs.hpp"

#include "cli/writable_place.hpp"

#include "ohmloop/cli/run.hpp"
#include "ohmloop/report/number.hpp"
#include "ohmloop/report/selection.hpp"
#include "ohmloop/report/text.hpp"
#include "ohmloop/result/json.hpp"
#include "ohmloop/store/file.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <ostream>

namespace ohmloop::cli {

namespace {

void tell_bound(const result::Figure& figure, Console& console) {
    console.out.flush();
    console.err << fmt::format("ohmloop: --get: {} is only known to be {}{}\n",
                               report::selection_of(figure.key), report::print_figure(figure),
                               figure.reason.empty() ? "" : ": " + figure.reason);
}

int show_wanted(const result::Result& result, const result::FigureKey& wanted, Console& console) {
    const auto figures = report::matching(result, wanted);
    if (figures.size() > 1) {
        std::string list;
        for (const auto* figure : figures) list += "\n  " + report::selection_of(figure->key);
        throw UsageError(
            fmt::format("--get: {} figures match; name one of:{}", figures.size(), list));
    }
    const std::string number = figures.empty() ? "" : report::bare_number(*figures.front());
    console.out << number << '\n';
    if (number.empty() && !figures.empty() && figures.front()->value)
        tell_bound(*figures.front(), console);
    return number.empty() ? exit_code::invalid_measurement : exit_code::done;
}

}  // namespace

bool wants_colour(const Options& options, const Console& console) {
    const char* no_color = std::getenv("NO_COLOR");
    return console.person_reads_out && console.draws && !options.has("no-color") &&
           (no_color == nullptr || *no_color == '\0');
}

ResultOutputs read_outputs(const Options& options, const Console& console) {
    ResultOutputs outputs;
    outputs.json = options.text("json");
    try {
        if (const auto get = options.text("get")) outputs.wanted = report::parse_selection(*get);
    } catch (const report::SelectionError& error) {
        throw UsageError(std::string("--get: ") + error.what());
    }
    if (outputs.json == "-" && outputs.wanted) {
        throw UsageError("--json - and --get both want stdout: write the result to a file");
    }
    if (outputs.json && *outputs.json != "-") require_writable(*outputs.json);
    outputs.colour = wants_colour(options, console);
    return outputs;
}

void write_json(const result::Result& result, const std::string& path) {
    const StopWaits until_written;
    store::write_file_atomically(path, result::to_json(result));
}

int show(const result::Result& result, const ResultOutputs& outputs, Console& console) {
    const bool to_file = outputs.json && *outputs.json != "-";
    // The summary comes first: a disk that is full must not cost what was measured.
    if (!outputs.wanted && outputs.json != "-")
        report::print_summary(console.out, result, {outputs.colour, console.columns});
    if (to_file) write_json(result, *outputs.json);
    if (outputs.wanted) return show_wanted(result, *outputs.wanted, console);
    if (outputs.json == "-") console.out << result::to_json(result);
    return exit_code::done;
}

}  // namespace ohmloop::cli
