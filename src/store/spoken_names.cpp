#include "ohmloop/store/spoken_names.hpp"

#include "ohmloop/units/text.hpp"

#include <algorithm>
#include <map>

namespace ohmloop::store {

namespace {

constexpr std::size_t most_suggestions = 3;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

/// A name without its dashes, and where its parts begin, its end included.
struct Parts {
    std::string letters;
    std::vector<std::size_t> words;   ///< behind a dash
    std::vector<std::size_t> bounds;  ///< those, and between letters and digits
};

Parts parts_of(std::string_view name) {
    Parts parts;
    bool starts_word = true;
    for (char c : name) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (!is_letter(c) && !is_digit(c)) {
            starts_word = true;
            continue;
        }
        const bool turns = !parts.letters.empty() && is_digit(parts.letters.back()) != is_digit(c);
        if (starts_word) parts.words.push_back(parts.letters.size());
        if (starts_word || turns) parts.bounds.push_back(parts.letters.size());
        parts.letters += c;
        starts_word = false;
    }
    parts.bounds.push_back(parts.letters.size());
    return parts;
}

enum class Match { none, midst, end };

Match match(const std::string& typed, const Parts& name) {
    Match best = Match::none;
    for (const std::size_t begin : name.bounds) {
        const std::size_t end = begin + typed.size();
        if (!std::ranges::binary_search(name.bounds, end)) continue;
        if (name.letters.compare(begin, typed.size(), typed) != 0) continue;
        best = std::max(best, end == name.letters.size() ? Match::end : Match::midst);
    }
    return best;
}

/// Each word typed begins a part of the name, in order: "beyer 770".
bool abbreviates(const Parts& typed, const Parts& name) {
    std::size_t from = 0;
    for (std::size_t i = 0; i < typed.words.size(); ++i) {
        const bool is_last = i + 1 == typed.words.size();
        const std::size_t end = is_last ? typed.letters.size() : typed.words[i + 1];
        const auto word = typed.letters.substr(typed.words[i], end - typed.words[i]);
        const auto found = std::ranges::find_if(name.bounds, [&](std::size_t at) {
            return at >= from && name.letters.compare(at, word.size(), word) == 0;
        });
        if (found == name.bounds.end()) return false;
        from = *found + 1;
    }
    return !typed.words.empty();
}

std::vector<std::string> those_abbreviated(std::string_view typed,
                                           std::span<const std::string> names) {
    std::vector<std::string> found;
    for (const auto& name : names)
        if (found.size() < most_suggestions && abbreviates(parts_of(typed), parts_of(name)))
            found.push_back(name);
    return found;
}

}  // namespace

std::vector<std::string> names_meant(std::string_view typed, std::span<const std::string> names) {
    const auto asked = parts_of(typed).letters;
    std::vector<std::string> at_end;
    std::vector<std::string> in_midst;
    if (asked.empty()) return {};
    for (const auto& name : names) {
        const Match found = match(asked, parts_of(name));
        if (found == Match::end) at_end.push_back(name);
        if (found == Match::midst) in_midst.push_back(name);
    }
    return at_end.empty() ? in_midst : at_end;
}

std::vector<std::string> names_resembling(std::string_view typed,
                                          std::span<const std::string> names) {
    if (auto abbreviated = those_abbreviated(typed, names); !abbreviated.empty())
        return abbreviated;
    std::multimap<std::string, std::string> names_of_endings;
    std::vector<std::string> endings;
    for (const auto& name : names) {
        const Parts parts = parts_of(name);
        for (const std::size_t word : parts.words) {
            endings.push_back(parts.letters.substr(word));
            names_of_endings.emplace(endings.back(), name);
        }
    }
    std::vector<std::string> found;
    for (const auto& ending : nearest_names(parts_of(typed).letters, endings)) {
        const auto [first, last] = names_of_endings.equal_range(ending);
        for (auto name = first; name != last; ++name)
            if (found.size() < most_suggestions && std::ranges::count(found, name->second) == 0)
                found.push_back(name->second);
    }
    return found;
}

}  // namespace ohmloop::store
