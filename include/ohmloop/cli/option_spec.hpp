#pragma once

#include <string>
#include <vector>

namespace ohmloop::cli {

/// One option of a command: the parser and the help are both made from it.
struct OptionSpec {
    std::string name;   ///< without dashes: "rate"
    std::string value;  ///< what its value is called: "HZ"; empty for a flag
    std::string text;   ///< one sentence of help
    char letter = 0;    ///< short form, 0: none
    bool repeatable = false;
};

/// The tables of several themes put together.
[[nodiscard]] std::vector<OptionSpec> joined(const std::vector<std::vector<OptionSpec>>& tables);

}  // namespace ohmloop::cli
