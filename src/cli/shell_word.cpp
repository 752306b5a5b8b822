#include "cli/shell_word.hpp"

#include <algorithm>
#include <cctype>
#include <regex>
#include <string_view>

namespace ohmloop::cli {

std::string shell_word(const std::string& text) {
    constexpr std::string_view plain = "_./-+,=:";
    const bool is_plain = std::all_of(text.begin(), text.end(), [&](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
               plain.find(c) != std::string_view::npos;
    });
    if (is_plain && !text.empty()) return text;
    return "'" + std::regex_replace(text, std::regex("'"), R"('\'')") + "'";
}

}  // namespace ohmloop::cli
