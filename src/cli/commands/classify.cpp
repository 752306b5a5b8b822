#include "ohmloop/classify/classify.hpp"

#include "cli/commands/table.hpp"
#include "cli/option_tables.hpp"
#include "cli/published_table.hpp"
#include "cli/stored_document.hpp"
#include "cli/verdict_settings.hpp"
#include "cli/writable_place.hpp"

#include "ohmloop/classify/jack_pair.hpp"
#include "ohmloop/cli/result_outputs.hpp"
#include "ohmloop/report/classified_ports.hpp"
#include "ohmloop/store/file.hpp"

#include <fmt/format.h>

#include <array>
#include <ostream>
#include <sstream>

namespace ohmloop::cli {

namespace {

int classify_again(const Options& options, Console& console) {
    const auto question = read_question(options);
    const auto outputs = read_outputs(options, console);
    auto result = read_document(options.arguments().front(), result::from_json);
    classify::add_verdict(result, question);
    return show(result, outputs, console);
}

std::vector<result::ClassifiedPort> classified(const PublishedTable& table,
                                               const classify::Question& question) {
    std::vector<result::ClassifiedPort> ports;
    auto refused = table.refused.begin();
    const auto add_refused_before = [&](std::size_t port) {
        for (; refused != table.refused.end() && refused->before <= port; ++refused)
            ports.push_back({refused->id, refused->name, {}, refused->reason});
    };
    for (std::size_t i = 0; i < table.ports.size(); ++i) {
        add_refused_before(i);
        const auto& port = table.ports[i];
        ports.push_back(
            {port.id, port.name, classify::verdict_on(classify::facts_of(port), question)});
    }
    add_refused_before(table.ports.size());
    return ports;
}

/// Writes a document to the file an option names; true where that is stdout.
bool write_document(const Options& options, const char* option, std::ostream& out,
                    const std::string& text) {
    const auto path = options.text(option);
    if (!path) return false;
    if (*path == "-")
        out << text;
    else
        store::write_file_atomically(*path, text);
    return *path == "-";
}

void require_writable_documents(const Options& options) {
    const auto json = options.text("json");
    const auto csv = options.text("csv");
    if (json == "-" && csv == "-") throw UsageError("--json - and --csv - both want stdout");
    for (const auto& path : {json, csv})
        if (path && *path != "-") require_writable(*path);
}

int classify_figures(const Options& options, Console& console) {
    if (options.has("get")) throw UsageError("--get takes a figure out of one result, not a table");
    require_writable_documents(options);
    const auto question = read_question(options);
    const auto table = read_published_table(*options.text("figures"));
    for (const auto& name : table.mistaken)
        console.err << fmt::format("ohmloop: a column that is not used: {}\n", name);
    for (const auto& row : table.refused)
        console.err << fmt::format("ohmloop: {}: {}\n", *options.text("figures"), row.reason);
    const auto ports = classified(table, question);
    std::ostringstream csv;
    report::print_classified_csv(csv, ports);
    const bool json_there = write_document(options, "json", console.out, result::to_json(ports));
    const bool csv_there = write_document(options, "csv", console.out, csv.str());
    if (!json_there && !csv_there)
        report::print_classified(console.out, ports,
                                 {wants_colour(options, console), console.columns});
    return table.refused.empty() ? exit_code::done : exit_code::storage;
}

/// What a file is called beside another: its name alone where that tells the two apart.
std::array<std::string, 2> short_names(const std::vector<std::string>& paths) {
    const auto name = [](const std::string& path) {
        return path.substr(
            path.find_last_of('/') == std::string::npos ? 0 : path.find_last_of('/') + 1);
    };
    if (name(paths[0]) == name(paths[1])) return {paths[0], paths[1]};
    return {name(paths[0]), name(paths[1])};
}

std::string called(const result::Result& result) {
    if (result.simulated) return "SIMULATED: " + result.setup.simulated_port.value_or("a port");
    return fmt::format("{}{}{}", result.dut.name, result.dut.name.empty() ? "" : ", ",
                       result.dut.port);
}

int classify_pair(const Options& options, Console& console) {
    require_writable_documents(options);
    const auto question = read_question(options);
    const auto& paths = options.arguments();
    const auto names = short_names(paths);
    std::vector<result::ClassifiedPort> ports;
    std::vector<classify::Jack> jacks;
    std::string first;
    for (std::size_t k = 0; k < 2; ++k) {
        auto result = read_document(paths[k], result::from_json);
        auto document = result::to_json(result);
        if (document == first)
            throw UsageError(
                "--same-device: both files hold one and the same measurement; name the results of "
                "two jacks");
        first = std::move(document);
        classify::add_verdict(result, question);
        ports.push_back({names[k], called(result), *result.verdict});
        jacks.push_back(classify::jack_of(names[k], result));
    }
    const auto pair = classify::judge_pair({jacks[0], jacks[1]}, question.settings);
    if (write_document(options, "json", console.out, result::to_json(ports, pair)))
        return exit_code::done;
    const report::TextStyle style{wants_colour(options, console), console.columns};
    report::print_classified(console.out, ports, style);
    report::print_pair(console.out, pair, style);
    return exit_code::done;
}

int run_classify(const Options& options, Console& console) {
    const std::size_t results = options.arguments().size();
    if (options.has("figures")) {
        if (results > 0) throw UsageError("--figures takes the place of RESULT.json");
        return classify_figures(options, console);
    }
    if (options.has("same-device")) {
        if (results != 2) throw UsageError("--same-device: name the results of two jacks");
        if (options.has("get") || options.has("csv"))
            throw UsageError("--get and --csv do not go with --same-device");
        return classify_pair(options, console);
    }
    if (options.has("csv")) throw UsageError("--csv belongs to --figures");
    if (results != 1)
        throw UsageError(
            "classify: name one RESULT.json, two with --same-device, or --figures FILE.csv");
    return classify_again(options, console);
}

}  // namespace

Command classify_command() {
    return {
        "classify",
        "RESULT.json | --figures FILE.csv | A.json B.json --same-device",
        "the verdict again, from the figures of a stored result or of data sheets",
        joined(
            {{{"figures", "FILE",
               "a table of published figures (CSV), one port a row; - is stdin. A row that cannot "
               "be read is told, the others are judged, and the exit code is 6"},
              {"same-device", "", "two results are of jacks of one device: which is the line out?"},
              {"csv", "FILE", "with --figures: write a table; - is stdout and replaces the text"}},
             {headphone_option(), priors_option()},
             result_options(),
             {help_option()}}),
        0,
        2,
        run_classify};
}

}  // namespace ohmloop::cli
