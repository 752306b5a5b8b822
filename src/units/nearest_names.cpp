#include "ohmloop/units/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace ohmloop {

namespace {

constexpr std::size_t most_suggestions = 3;
constexpr std::size_t most_listed = 20;

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return result;
}

/// Levenshtein's distance, one row of the table at a time.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row[b.size()];
}

struct Candidate {
    std::size_t distance;
    std::string name;
};

/// A third of the letters may be wrong; a name that contains the word, or is contained in it,
/// comes after those.
std::optional<std::size_t> distance_if_near(std::string_view wrong, std::string_view name) {
    const auto typed = lower(wrong);
    const auto known = lower(name);
    const auto limit = std::clamp<std::size_t>(typed.size() / 3, 1, 4);
    const auto distance = edit_distance(typed, known);
    if (distance <= limit) return distance;
    const bool contains = typed.size() >= 2 && known.find(typed) != std::string::npos;
    const bool contained = known.size() >= 3 && typed.find(known) != std::string::npos;
    if (contains || contained) return limit + distance;
    return std::nullopt;
}

}  // namespace

std::vector<std::string> nearest_names(std::string_view wrong, std::span<const std::string> known) {
    std::vector<Candidate> near;
    for (const auto& name : known)
        if (const auto distance = distance_if_near(wrong, name)) near.push_back({*distance, name});
    std::ranges::stable_sort(near, {}, &Candidate::distance);
    std::vector<std::string> names;
    for (const auto& candidate : near)
        if (names.size() < most_suggestions) names.push_back(candidate.name);
    return names;
}

std::string suggestion(std::string_view wrong, std::span<const std::string> known) {
    if (known.empty()) return "";
    if (const auto near = nearest_names(wrong, known); !near.empty())
        return fmt::format(" (did you mean {}?)", fmt::join(near, " or "));
    const auto listed = known.first(std::min(known.size(), most_listed));
    const auto more = known.size() > most_listed ? ", \u2026" : "";
    return fmt::format(" (known: {}{})", fmt::join(listed, ", "), more);
}

}  // namespace ohmloop
