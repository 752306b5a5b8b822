#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace ohmloop::report {

/// What stands in a cell without a figure.
inline constexpr const char* no_figure = "–";

struct Column {
    std::string heading;
    std::vector<std::string> cells;  ///< one a row

    [[nodiscard]] std::size_t width() const;
    [[nodiscard]] bool is_empty() const;  ///< holds no figure
};

/// A line of headings and one a row, none longer than `width` columns of the terminal: the names,
/// then the columns that hold something; what does not fit is left out.
[[nodiscard]] std::vector<std::string> column_table(const Column& names,
                                                    const std::vector<Column>& all,
                                                    std::size_t width);

}  // namespace ohmloop::report
