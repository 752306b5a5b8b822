#include "cli/error_text.hpp"

#include <algorithm>
#include <string_view>

namespace ohmloop::cli {

namespace {

constexpr std::size_t longest_word = 256;
constexpr std::size_t kept_of_word = 100;  ///< at either end
constexpr std::size_t longest_message = 4000;
constexpr std::string_view gap = "…";

bool continues_a_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// At most `count` bytes, no character cut.
std::string_view beginning(std::string_view text, std::size_t count) {
    if (count >= text.size()) return text;
    while (count > 0 && continues_a_character(text[count])) --count;
    return text.substr(0, count);
}

std::string_view ending(std::string_view text, std::size_t count) {
    std::size_t from = text.size() - std::min(count, text.size());
    while (from < text.size() && continues_a_character(text[from])) ++from;
    return text.substr(from);
}

std::string shortened_word(std::string_view word) {
    if (word.size() <= longest_word) return std::string(word);
    std::string text(beginning(word, kept_of_word));
    text += gap;
    return text += ending(word, kept_of_word);
}

}  // namespace

std::string error_text(std::string message) {
    std::ranges::replace_if(
        message, [](unsigned char c) { return (c < 0x20 && c != '\n') || c == 0x7f; }, '?');
    std::string text;
    for (std::string_view rest = message; !rest.empty();) {
        const std::size_t end = std::min(rest.find_first_of(" \n"), rest.size());
        text += shortened_word(rest.substr(0, end));
        if (end < rest.size()) text += rest[end];
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (text.size() <= longest_message) return text;
    return std::string(beginning(text, longest_message)) + std::string(gap);
}

}  // namespace ohmloop::cli
