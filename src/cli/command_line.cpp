#include "ohmloop/cli/options.hpp"

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace ohmloop::cli {

namespace {

namespace po = boost::program_options;

constexpr const char* positional = " arguments";  // no option can be called that

po::options_description described(const std::vector<OptionSpec>& specs) {
    po::options_description description;
    for (const OptionSpec& spec : specs) {
        const std::string name = spec.letter ? spec.name + "," + spec.letter : spec.name;
        if (spec.value.empty()) {
            description.add_options()(name.c_str(), "");
        } else {
            description.add_options()(name.c_str(), po::value<std::string>(), "");
        }
    }
    description.add_options()(positional, po::value<std::vector<std::string>>(), "");
    return description;
}

/// Boost's option names come with or without their dashes.
std::string bare(std::string name) {
    name.erase(0, name.find_first_not_of('-'));
    return name.substr(0, name.find('='));
}

[[noreturn]] void refuse_unknown(const std::string& typed, const std::vector<OptionSpec>& specs) {
    std::vector<std::string> known;
    for (const OptionSpec& spec : specs) known.push_back("--" + spec.name);
    const std::string shown = typed.substr(0, typed.find('='));
    throw UsageError(fmt::format("unknown option {}{}", shown, suggestion(shown, known)));
}

const OptionSpec& spec_of(const std::string& name, const std::vector<OptionSpec>& specs) {
    for (const OptionSpec& spec : specs) {
        if (spec.name == name) return spec;
    }
    refuse_unknown("--" + name, specs);
}

po::parsed_options parsed(const std::vector<std::string>& words,
                          const po::options_description& description,
                          const std::vector<OptionSpec>& specs) {
    namespace style = po::command_line_style;
    po::positional_options_description arguments;
    arguments.add(positional, -1);
    try {
        return po::command_line_parser(words)
            .options(description)
            .positional(arguments)
            .style(style::unix_style & ~style::allow_guessing)
            .run();
    } catch (const po::unknown_option& error) {
        const std::string typed = error.get_option_name();
        refuse_unknown(typed.starts_with("-") ? typed : "--" + typed, specs);
    } catch (const po::invalid_command_line_syntax& error) {
        const std::string name = bare(error.get_option_name());
        if (error.kind() == po::invalid_syntax::extra_parameter) {
            throw UsageError(fmt::format("--{} takes no value", name));
        }
        throw UsageError(fmt::format("--{} needs a value", name));
    } catch (const po::error& error) {
        throw UsageError(error.what());
    }
}

/// True for a word of its own that is another option rather than a value.
bool is_option(const std::string& word, const std::vector<OptionSpec>& specs) {
    return std::any_of(
               specs.begin(), specs.end(),
               [&](const OptionSpec& spec) {
                   const bool is_short = spec.letter != 0 && word == std::string{'-', spec.letter};
                   return is_short || bare(word) == spec.name;
               }) &&
           word.starts_with("-");
}

bool lacks_value(const po::option& option, const std::vector<OptionSpec>& specs) {
    if (option.value.empty()) return true;
    return option.original_tokens.size() > 1 && is_option(option.original_tokens.back(), specs);
}

}  // namespace

Options parse_command_line(const std::vector<std::string>& words,
                           const std::vector<OptionSpec>& specs) {
    const po::options_description description = described(specs);
    std::map<std::string, std::vector<std::string>> values;
    std::vector<std::string> arguments;
    for (const auto& option : parsed(words, description, specs).options) {
        if (option.position_key >= 0 || option.string_key == positional) {
            arguments.insert(arguments.end(), option.value.begin(), option.value.end());
            continue;
        }
        const OptionSpec& spec = spec_of(bare(option.string_key), specs);
        auto& given = values[spec.name];
        if (spec.value.empty()) {
            if (!option.value.empty() && !option.value.front().empty()) {
                throw UsageError(fmt::format("--{} takes no value", spec.name));
            }
            given = {"yes"};
            continue;
        }
        if (!given.empty() && !spec.repeatable) {
            throw UsageError(fmt::format("--{} is given twice", spec.name));
        }
        if (lacks_value(option, specs))
            throw UsageError(fmt::format("--{} needs a value", spec.name));
        given.push_back(option.value.front());
    }
    return {std::move(values), std::move(arguments)};
}

}  // namespace ohmloop::cli
