#include "ohmloop/cli/command.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ohmloop::cli {

namespace {

constexpr std::size_t page_width = 100;

/// Words of `text` in lines that start at `column`; the cursor stands there already.
std::string wrapped(const std::string& text, std::size_t column) {
    std::string lines;
    std::size_t at = column;
    std::size_t begin = 0;
    while (begin < text.size()) {
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        const std::size_t word = end - begin;
        if (at > column && at + 1 + word > page_width) {
            lines += "\n" + std::string(column, ' ');
            at = column;
        } else if (at > column) {
            lines += ' ';
            ++at;
        }
        lines += text.substr(begin, word);
        at += word;
        begin = end + 1;
    }
    return lines;
}

std::string left_side(const OptionSpec& spec) {
    std::string text = spec.letter ? fmt::format("-{}, --{}", spec.letter, spec.name)
                                   : fmt::format("    --{}", spec.name);
    return spec.value.empty() ? text : text + " " + spec.value;
}

std::string option_lines(const std::vector<OptionSpec>& options) {
    std::size_t column = 0;
    for (const auto& spec : options) column = std::max(column, left_side(spec).size() + 4);
    column = std::min<std::size_t>(column, 36);
    std::string text;
    for (const auto& spec : options) {
        std::string line = "  " + left_side(spec);
        if (line.size() + 2 > column)
            line += "\n" + std::string(column, ' ');
        else
            line.append(column - line.size(), ' ');
        text += line + wrapped(spec.text, column) + "\n";
    }
    return text;
}

constexpr const char* exit_codes =
    "Exit codes: 0 done, 2 wrong command line or settings file, 3 the recordings support no\n"
    "result, 4 device or audio system, 5 calibration, 6 a file cannot be read or stored,\n"
    "70 internal error, 128 + n ended by signal n.\n";

}  // namespace

std::string help() {
    std::string text =
        "ohmloop tells what is behind an audio jack: it plays tones out of it, records them with\n"
        "and without load resistors, and says whether it is a line or a headphone output.\n\n"
        "usage: ohmloop COMMAND [options]\n\n";
    for (const Command& command : commands()) {
        text += fmt::format("  {:<10}{}\n", command.name, wrapped(command.summary, 12));
    }
    text += fmt::format(
        "\n  ohmloop COMMAND --help explains a command, ohmloop --version tells "
        "the version.\n\nA first try without any hardware:\n"
        "  ohmloop measure --simulate phone-dongle\n\n{}",
        exit_codes);
    return text;
}

std::string help(const Command& command) {
    const std::string space = command.arguments.empty() ? "" : " ";
    return fmt::format("usage: ohmloop {}{}{} [options]\n\n{}\n\n{}\n{}", command.name, space,
                       command.arguments, wrapped(command.summary, 0),
                       option_lines(command.options), exit_codes);
}

}  // namespace ohmloop::cli
