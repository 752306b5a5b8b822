#include "cli/screen_text.hpp"

#include <algorithm>
#include <string_view>

namespace ohmloop::cli {

namespace {

constexpr std::string_view ellipsis = "…";

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

}  // namespace

std::size_t width_of(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

std::string cut(const std::string& text, std::size_t columns) {
    std::string line;
    std::size_t width = 0;
    for (const char c : text) {
        if (begins_character(c) && ++width > columns) break;
        line += is_control(c) ? ' ' : c;
    }
    return line;
}

std::string shortened(const std::string& text, std::size_t columns) {
    if (columns == 0 || width_of(text) <= columns) return cut(text, columns);
    return cut(text, columns - 1).append(ellipsis);
}

std::string whole_words(const std::string& text, std::size_t columns) {
    if (columns == 0 || width_of(text) <= columns) return cut(text, columns);
    std::size_t end = 0;
    // With what parts it from the next, an item is two columns wider.
    const auto start = cut(text, columns + 2);
    for (const char* between : {", ", "; ", "  "})
        if (const auto at = start.rfind(between); at != std::string::npos) end = std::max(end, at);
    if (end > 0) return start.substr(0, end);
    const auto words = cut(text, columns - 1);
    const auto blank = words.rfind(' ');
    return (blank == std::string::npos ? "" : words.substr(0, blank + 1)).append(ellipsis);
}

std::string whole_items(const std::vector<std::string>& items, std::size_t columns) {
    std::string line;
    for (const auto& item : items) {
        if (line.empty()) {
            line = shortened(item, columns);
        } else if (width_of(line) + 2 + width_of(item) <= columns) {
            line += ", " + cut(item, columns);
        }
    }
    return line;
}

}  // namespace ohmloop::cli
