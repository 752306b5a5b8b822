#include "cli/commands/table.hpp"
#include "cli/option_tables.hpp"

#include "ohmloop/cli/errors.hpp"
#include "ohmloop/report/explanation.hpp"
#include "ohmloop/units/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace ohmloop::cli {

namespace {

/// As people write names: "THD+N", "output impedance".
std::string as_a_name(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (c == ' ' || c == '-' || c == '+') c = '_';
    }
    return text;
}

int explain(const Options& options, Console& console) {
    if (options.arguments().empty()) {
        report::print_explained_names(console.out, console.columns);
        return exit_code::done;
    }
    const auto& asked = options.arguments().front();
    const auto name = as_a_name(asked);
    if (report::print_explanation(console.out, name, console.columns)) return exit_code::done;
    throw UsageError(fmt::format("'{}' is no quantity and no doubt{}; 'ohmloop explain' lists them",
                                 asked, suggestion(name, report::explained_names())));
}

}  // namespace

Command explain_command() {
    return {"explain",
            "[QUANTITY | DOUBT]",
            "what a quantity is, its formula, conditions, uncertainty and standard; or what a "
            "doubt says and what to do; without a name, all names",
            {help_option()},
            0,
            1,
            explain};
}

}  // namespace ohmloop::cli
