#pragma once

#include "ohmloop/cli/errors.hpp"
#include "ohmloop/cli/option_spec.hpp"
#include "ohmloop/units/text.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ohmloop::cli {

/// What a person typed after the command's name, by option.
class Options {
  public:
    Options(std::map<std::string, std::vector<std::string>> values,
            std::vector<std::string> arguments)
        : values_(std::move(values)), arguments_(std::move(arguments)) {}

    [[nodiscard]] bool has(const std::string& name) const { return values_.count(name) > 0; }
    [[nodiscard]] std::optional<std::string> text(const std::string& name) const;
    [[nodiscard]] std::vector<std::string> all(const std::string& name) const;
    /// What stands there without an option's name.
    [[nodiscard]] const std::vector<std::string>& arguments() const { return arguments_; }

    /// The option read by one of the parsers of units/text.hpp; a ParseError becomes a UsageError
    /// that names the option.
    template <class Parser>
    [[nodiscard]] auto read(const std::string& name, const Parser& parser) const
        -> std::optional<decltype(parser(std::string()))> {
        const auto value = text(name);
        if (!value) return std::nullopt;
        try {
            return parser(*value);
        } catch (const ParseError& error) {
            throw UsageError("--" + name + ": " + error.what());
        }
    }

    /// A whole number from `least` to `most`.
    [[nodiscard]] std::optional<long long> whole(const std::string& name, long long least,
                                                 long long most) const;
    /// One of `allowed`, or `otherwise` when the option is not given.
    [[nodiscard]] std::string choice(const std::string& name,
                                     const std::vector<std::string>& allowed,
                                     const std::string& otherwise) const;

  private:
    std::map<std::string, std::vector<std::string>> values_;
    std::vector<std::string> arguments_;
};

/// Reads the words after a command's name. Names are never guessed from prefixes; an unknown one,
/// a missing value or an option given twice throws UsageError with the nearest known names.
[[nodiscard]] Options parse_command_line(const std::vector<std::string>& words,
                                         const std::vector<OptionSpec>& specs);

}  // namespace ohmloop::cli
