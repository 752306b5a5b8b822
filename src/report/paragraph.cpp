#include "report/paragraph.hpp"

#include "ohmloop/units/expects.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ohmloop::report {
namespace {

using Byte = unsigned char;

bool continues(char c) { return (static_cast<Byte>(c) & 0xC0U) == 0x80U; }

/// Bytes of the code point that starts with `lead`; 0 for a byte that starts none.
std::size_t length_of(Byte lead) {
    if (lead < 0x80U) return 1;
    if (lead >= 0xC2U && lead < 0xE0U) return 2;
    if (lead >= 0xE0U && lead < 0xF0U) return 3;
    if (lead >= 0xF0U && lead < 0xF5U) return 4;
    return 0;
}

/// The code point at the start of `text` and its length; length 0 where there is none.
struct Decoded {
    char32_t point = 0;
    std::size_t length = 0;
};

Decoded decode(std::string_view text) {
    const Byte lead = static_cast<Byte>(text.front());
    const std::size_t length = length_of(lead);
    if (length == 0 || length > text.size()) return {};
    char32_t point = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if (!continues(text[i])) return {};
        point = (point << 6U) | (static_cast<Byte>(text[i]) & 0x3FU);
    }
    return {point, length};
}

/// C0, DEL and C1 controls, line and paragraph separators, marks of reading direction.
bool steers(char32_t point) {
    return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0x061C ||
           (point >= 0x200E && point <= 0x200F) || (point >= 0x2028 && point <= 0x202E) ||
           (point >= 0x2066 && point <= 0x2069) || point == 0xFEFF;
}

constexpr std::string_view glue = "\u00A0";

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
    std::string result;
    for (std::size_t at = text.find(from); at != std::string_view::npos; at = text.find(from)) {
        result += text.substr(0, at);
        result += to;
        text.remove_prefix(at + from.size());
    }
    return result += text;
}

/// A unit as a word: "kΩ", "mW," but not "Volume".
bool begins_with_unit(std::string_view text) {
    constexpr std::array<std::string_view, 19> units{"Ω",   "kΩ",   "MΩ", "V",   "mV", "µV", "A",
                                                     "mA",  "µA",   "W",  "mW",  "µW", "nW", "dB",
                                                     "dBV", "dBFS", "Hz", "kHz", "µF"};
    const std::string_view word = text.substr(0, text.find_first_of(" ,;:.)"));
    return std::ranges::find(units, word) != units.end();
}

/// Bytes that make the first `width` columns.
std::size_t bytes_of(std::string_view text, std::size_t width) {
    std::size_t bytes = 0;
    for (; bytes < text.size(); ++bytes)
        if (!continues(text[bytes]) && width-- == 0) break;
    return bytes;
}

}  // namespace

std::string plain(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const Decoded first = decode(text);
        if (first.length == 0)
            result += '?';
        else if (!steers(first.point))
            result += text.substr(0, first.length);
        else if (first.point == '\n' || first.point == '\t' || first.point == '\r')
            result += ' ';
        text.remove_prefix(std::max<std::size_t>(first.length, 1));
    }
    return result;
}

std::size_t columns(std::string_view utf8) {
    return static_cast<std::size_t>(
        std::count_if(utf8.begin(), utf8.end(), [](char c) { return !continues(c); }));
}

std::string padded(std::string text, std::size_t width) {
    const std::size_t taken = columns(text);
    if (taken < width) text.append(width - taken, ' ');
    return text;
}

std::string shortened(std::string text, std::size_t width) {
    expects(width > 1, "a shortened text needs room for its mark");
    if (columns(text) <= width) return text;
    text.resize(bytes_of(text, width - 1));
    return text + "…";
}

std::string glued(std::string_view text) { return replaced(text, " ", glue); }

std::string with_glued_units(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool behind_number = i > 0 && text[i - 1] >= '0' && text[i - 1] <= '9';
        if (text[i] == ' ' && behind_number && begins_with_unit(text.substr(i + 1)))
            result += glue;
        else
            result += text[i];
    }
    return result;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
    expects(width > 0, "text is wrapped to at least one column");
    std::vector<std::string> lines;
    std::string line;
    while (!text.empty()) {
        const std::size_t blank = std::min(text.find(' '), text.size());
        std::string_view word = text.substr(0, blank);
        text.remove_prefix(std::min(blank + 1, text.size()));
        if (word.empty()) continue;
        if (!line.empty() && columns(line) + 1 + columns(word) > width)
            lines.push_back(std::exchange(line, {}));
        for (; columns(word) > width; word.remove_prefix(bytes_of(word, width)))
            lines.emplace_back(word.substr(0, bytes_of(word, width)));
        if (!line.empty()) line += ' ';
        line += word;
    }
    if (!line.empty()) lines.push_back(std::move(line));
    for (std::string& each : lines) each = replaced(each, glue, " ");
    return lines;
}

std::string hanging(std::string_view lead, std::string_view text, std::size_t width) {
    const std::size_t indent = columns(lead);
    if (indent > width / 2) return hanging("", std::string(lead) + std::string(text), width);
    std::string result(lead);
    bool first = true;
    for (const std::string& line : wrapped(text, width - indent)) {
        if (!first) result += std::string(indent, ' ');
        result += line + "\n";
        first = false;
    }
    if (first) result += "\n";
    return result;
}

}  // namespace ohmloop::report
