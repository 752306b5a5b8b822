#include "report/criteria_table.hpp"

#include "report/paragraph.hpp"
#include "report/strength.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string_view>

namespace ohmloop::report {
namespace {

using result::Criterion;

constexpr std::size_t column_count = 5;
constexpr std::size_t gap = 2;
constexpr std::size_t least_cell = 9;
const std::string indent = "  ";

using Row = std::array<std::string, column_count>;
using Widths = std::array<std::size_t, column_count>;

std::string in_words(std::string name) {
    std::ranges::replace(name, '_', ' ');
    return plain(name);
}

/// Two digits, and no more than tell anything: "1.6", "22", "1000".
std::string factor_text(double factor) {
    constexpr double most = 1000;
    if (factor < 9.95) return fmt::format("{:.1f}", factor);
    const double digit = std::pow(10, std::floor(std::log10(factor)) - 1);
    return fmt::format("{:.0f}", std::min(most, std::round(factor / digit) * digit));
}

Row row_of(const Criterion& criterion) {
    return {in_words(criterion.name), plain(criterion.this_port.text),
            plain(criterion.typical_line.text), plain(criterion.typical_headphone.text),
            odds_text(criterion)};
}

Row heading() {
    return {"The nine criteria", "this port", "a line out", "a headphone out", "speaks for (95 %)"};
}

std::size_t longest_word(std::string_view text) {
    std::size_t longest = 0;
    while (!text.empty()) {
        const std::size_t blank = std::min(text.find(' '), text.size());
        longest = std::max(longest, columns(text.substr(0, blank)));
        text.remove_prefix(std::min(blank + 1, text.size()));
    }
    return longest;
}

/// What `measure` finds largest in each column.
template <class Measure>
Widths largest_of(const std::vector<Row>& rows, Measure measure) {
    Widths widths{};
    for (const Row& row : rows)
        for (std::size_t i = 0; i < column_count; ++i)
            widths[i] = std::max(widths[i], measure(row[i]));
    return widths;
}

/// The widest columns give way until the page holds all, each down to its least.
void shrink(Widths& widths, const Widths& least, std::size_t page) {
    const auto taken = [&] {
        return std::accumulate(widths.begin(), widths.end(), gap * (column_count - 1));
    };
    const auto spare = [&](std::size_t i) { return widths[i] > least[i] ? widths[i] : 0; };
    while (taken() > page) {
        std::size_t widest = 0;
        for (std::size_t i = 1; i < column_count; ++i)
            if (spare(i) > spare(widest)) widest = i;
        if (spare(widest) == 0) return;
        --widths[widest];
    }
}

/// As wide as the widest cell where the page holds that; words are broken last.
Widths widths_of(const std::vector<Row>& rows, std::size_t page) {
    Widths widths = largest_of(rows, [](const std::string& cell) { return columns(cell); });
    Widths least = largest_of(rows, longest_word);
    for (std::size_t& each : least) each = std::max(each, least_cell);
    shrink(widths, least, page);
    least.fill(least_cell);
    shrink(widths, least, page);
    return widths;
}

std::vector<std::string> lines_of(const Row& row, const Widths& widths) {
    std::array<std::vector<std::string>, column_count> cells;
    std::size_t height = 1;
    for (std::size_t i = 0; i < column_count; ++i) {
        cells[i] = wrapped(row[i], widths[i]);
        height = std::max(height, cells[i].size());
    }
    std::vector<std::string> lines;
    for (std::size_t k = 0; k < height; ++k) {
        std::string line;
        for (std::size_t i = 0; i < column_count; ++i)
            line += padded(k < cells[i].size() ? cells[i][k] : "", widths[i] + gap);
        line.erase(line.find_last_not_of(' ') + 1);
        lines.push_back(line);
    }
    return lines;
}

/// Of what was not measured the reason, across all columns.
std::vector<std::string> spanning(const std::string& name, const std::string& text,
                                  std::size_t name_width, std::size_t page) {
    const auto named = wrapped(name, name_width);
    const auto told = wrapped(plain(text), page - indent.size() - name_width - gap);
    std::vector<std::string> lines;
    for (std::size_t k = 0; k < std::max(named.size(), told.size()); ++k)
        lines.push_back(padded(k < named.size() ? named[k] : "", name_width + gap) +
                        (k < told.size() ? told[k] : ""));
    return lines;
}

}  // namespace

std::string odds_text(const Criterion& criterion) {
    if (!criterion.measured) return {};
    const double ratio = criterion.log_likelihood_ratio.value_or(0);
    const double uncertainty = criterion.uncertainty.value_or(0);
    const bool of_either = criterion.points_to == (ratio > 0 ? "line" : "headphone");
    if (!criterion.points_to.empty() && !of_either)
        return fmt::format("{} {}", plain(criterion.points_to), signs_of(criterion.strength));
    if (criterion.points_to.empty())
        return criterion.counted_in.empty() ? "neutral" : "counted above";
    const double size = std::abs(ratio);
    const auto odds = fmt::format("{} {}×", criterion.points_to, factor_text(std::exp(size)));
    if (uncertainty <= 0) return odds;
    return fmt::format("{} ({}-{})", odds, factor_text(std::exp(size - uncertainty)),
                       factor_text(std::exp(size + uncertainty)));
}

CriteriaTable criteria_table(const result::Verdict& verdict, std::size_t page) {
    std::vector<Row> rows{heading()};
    for (const Criterion& criterion : verdict.criteria)
        rows.push_back(criterion.measured ? row_of(criterion) : Row{in_words(criterion.name)});
    const Widths widths = widths_of(rows, page - indent.size());
    CriteriaTable table;
    // Names stand two columns in, below a heading that does not.
    Widths heading_widths = widths;
    heading_widths.front() += indent.size();
    table.heading = lines_of(rows.front(), heading_widths);
    for (std::size_t i = 0; i < verdict.criteria.size(); ++i) {
        const Criterion& criterion = verdict.criteria[i];
        const Row& row = rows[i + 1];
        const auto lines = criterion.measured
                               ? lines_of(row, widths)
                               : spanning(row.front(), criterion.text, widths.front(), page);
        for (const std::string& line : lines) table.rows.push_back(indent + line);
    }
    return table;
}

}  // namespace ohmloop::report
