#include "report/column_table.hpp"

#include "report/paragraph.hpp"

#include <algorithm>
#include <optional>

namespace ohmloop::report {
namespace {

constexpr std::size_t gap = 2;

std::vector<Column> fitting(const std::vector<Column>& all, std::size_t room) {
    std::vector<Column> shown;
    for (const Column& one : all) {
        const std::size_t wanted = gap + one.width();
        if (one.is_empty() || wanted > room) continue;
        room -= wanted;
        shown.push_back(one);
    }
    return shown;
}

std::string line(const std::string& name, std::size_t name_width, const std::vector<Column>& shown,
                 std::optional<std::size_t> row) {
    std::string text = padded(name, name_width);
    for (const Column& one : shown)
        text += std::string(gap, ' ') + padded(row ? one.cells[*row] : one.heading, one.width());
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

}  // namespace

std::size_t Column::width() const {
    std::size_t width = columns(heading);
    for (const std::string& cell : cells) width = std::max(width, columns(cell));
    return width;
}

bool Column::is_empty() const {
    return std::ranges::all_of(cells, [](const auto& cell) { return cell == no_figure; });
}

std::vector<std::string> column_table(const Column& names, const std::vector<Column>& all,
                                      std::size_t width) {
    const std::size_t name_width = names.width();
    const auto shown = fitting(all, width - std::min(width, name_width));
    std::vector<std::string> lines{line(names.heading, name_width, shown, {})};
    for (std::size_t i = 0; i < names.cells.size(); ++i)
        lines.push_back(line(names.cells[i], name_width, shown, i));
    return lines;
}

}  // namespace ohmloop::report
