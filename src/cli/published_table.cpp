#include "cli/published_table.hpp"

#include "ohmloop/cli/errors.hpp"
#include "ohmloop/store/file.hpp"
#include "ohmloop/units/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#define CSV_IO_NO_THREAD
#include <algorithm>
#include <array>
#include <cmath>
#include <libfccp/csv.h>
#include <map>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace ohmloop::cli {

namespace {

using classify::Exactness;
using classify::PublishedPort;

constexpr std::array words{"id",     "maker",   "device", "port", "z_out_qualifier",
                           "volume", "balanced"};
constexpr std::array figures{
    "z_out_ohm",     "z_out_20hz_ohm", "coupling_cap_uF", "v_max_unloaded_vrms",
    "v_16ohm_vrms",  "v_32ohm_vrms",   "v_150ohm_vrms",   "v_300ohm_vrms",
    "v_600ohm_vrms", "thdn_pct",       "snr_dr_db"};
constexpr std::size_t columns = words.size() + figures.size();
constexpr std::array<std::pair<const char*, double>, 5> loads{{{"v_16ohm_vrms", 16},
                                                               {"v_32ohm_vrms", 32},
                                                               {"v_150ohm_vrms", 150},
                                                               {"v_300ohm_vrms", 300},
                                                               {"v_600ohm_vrms", 600}}};

std::array<const char*, columns> column_names() {
    std::array<const char*, columns> names{};
    std::copy(words.begin(), words.end(), names.begin());
    std::copy(figures.begin(), figures.end(), names.begin() + words.size());
    return names;
}

/// What is wrong with a row.
class RowError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// One row by column name; what is empty is absent.
class Row {
  public:
    explicit Row(std::map<std::string, std::string> cells) : cells_(std::move(cells)) {}

    [[nodiscard]] std::string text(const char* column) const {
        const auto cell = cells_.find(column);
        return cell == cells_.end() ? "" : cell->second;
    }

    /// From `least` to `most`; a "<" before it is left out.
    [[nodiscard]] std::optional<double> number(const char* column, double least = 0,
                                               double most = HUGE_VAL) const {
        std::string cell = text(column);
        if (cell.starts_with('<')) cell.erase(0, 1);
        if (cell.empty()) return std::nullopt;
        try {
            const double value = parse_number(cell);
            if (value < least) throw ParseError(fmt::format("{} is below {}", cell, least));
            if (value > most) throw ParseError(fmt::format("{} is above {}", cell, most));
            return value;
        } catch (const ParseError& error) {
            throw RowError(fmt::format("{}: {}", column, error.what()));
        }
    }

  private:
    std::map<std::string, std::string> cells_;
};

Exactness exactness(const Row& row) {
    const std::string qualifier = row.text("z_out_qualifier");
    if (row.text("z_out_ohm").starts_with('<') || qualifier == "<") return Exactness::at_most;
    if (qualifier.starts_with('>'))
        throw RowError(
            "z_out_qualifier: at least so many ohm is no impedance to judge by; leave the row's "
            "z_out_ohm empty");
    return qualifier.empty() ? Exactness::stated : Exactness::about;
}

std::optional<bool> adjustable(const Row& row) {
    const std::string text = row.text("volume");
    const bool fixed = text.find("fixed") != std::string::npos;
    const bool variable = text.find("variable") != std::string::npos;
    if (!fixed && !variable && !text.empty())
        throw RowError(fmt::format("volume: \"{}\" holds neither fixed nor variable", text));
    if (fixed == variable) return std::nullopt;
    return variable;
}

std::optional<bool> balanced(const Row& row) {
    const std::string text = row.text("balanced");
    if (text.empty()) return std::nullopt;
    if (text == "y" || text == "yes") return true;
    if (text == "n" || text == "no") return false;
    throw RowError(fmt::format("balanced: \"{}\" is neither y nor n", text));
}

/// "RME ADI-2 DAC, IEM out"
std::string name_of(const Row& row) {
    std::string name = row.text("maker");
    if (!name.empty() && !row.text("device").empty()) name += ' ';
    name += row.text("device");
    if (!name.empty() && !row.text("port").empty()) name += ", ";
    return name + row.text("port");
}

std::string id_of(const Row& row, std::size_t number) {
    return row.text("id").empty() ? fmt::format("row {}", number) : row.text("id");
}

PublishedPort port_of(const Row& row, std::size_t number) {
    constexpr double never_zero = 1e-9;
    PublishedPort port;
    port.id = id_of(row, number);
    port.name = name_of(row);
    port.impedance_ohm = row.number("z_out_ohm");
    port.impedance_exactness = exactness(row);
    if (port.impedance_ohm == 0) {  // "0 ohm" is what makers call next to nothing
        port.impedance_ohm = 0.5;
        port.impedance_exactness = Exactness::at_most;
    }
    port.impedance_20hz_ohm = row.number("z_out_20hz_ohm");
    if (const auto microfarads = row.number("coupling_cap_uF", never_zero))
        port.coupling_farads = 1e-6 * *microfarads;
    port.unloaded_v = row.number("v_max_unloaded_vrms", never_zero);
    for (const auto& [column, ohm] : loads)
        if (const auto volts = row.number(column, never_zero)) port.loaded.push_back({ohm, *volts});
    if (const auto percent = row.number("thdn_pct", never_zero, 100))
        port.thd_n_db = 20 * std::log10(*percent / 100);
    port.snr_db = row.number("snr_dr_db", 0, 200);
    port.adjustable = adjustable(row);
    port.balanced = balanced(row);
    return port;
}

/// Without the mark that some programs put before UTF-8, and with blank lines made rows of nothing,
/// so that the lines keep their numbers.
std::string evened(std::string text) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    if (text.starts_with(mark)) text.erase(0, mark.size());
    const auto heading = std::string_view(text).substr(0, text.find_first_of("\r\n"));
    const std::string nothing(static_cast<std::size_t>(std::ranges::count(heading, ',')), ',');
    std::istringstream lines(text);
    std::string even;
    for (std::string line; std::getline(lines, line);)
        even += (line.empty() || line == "\r" ? nothing : line) + '\n';
    return even;
}

std::vector<std::string> heading_of(const std::string& text) {
    std::vector<std::string> names;
    std::istringstream line(text.substr(0, text.find_first_of("\r\n")));
    for (std::string name; std::getline(line, name, ',');) {
        std::erase_if(name, [](char c) { return c == '"' || c == ' '; });
        names.push_back(name);
    }
    return names;
}

/// Refuses a heading without figures; columns that are nearly known ones are told.
std::vector<std::string> mistaken_in(const std::vector<std::string>& heading,
                                     const std::string& path) {
    const auto all = column_names();
    const auto known = [&](const std::string& name) {
        return std::find(all.begin(), all.end(), name) != all.end();
    };
    if (std::none_of(heading.begin(), heading.end(), [](const std::string& name) {
            return std::find(figures.begin(), figures.end(), name) != figures.end();
        }))
        throw UsageError(
            fmt::format("{}: its first line names no column of figures, between commas: "
                        "{}",
                        path, fmt::join(figures, ", ")));
    const std::vector<std::string> candidates(all.begin(), all.end());
    std::vector<std::string> mistaken;
    for (const auto& name : heading) {
        if (known(name)) continue;
        const auto hint = suggestion(name, candidates);
        if (hint.find("did you mean") != std::string::npos) mistaken.push_back(name + hint);
    }
    return mistaken;
}

using Reader = io::CSVReader<columns, io::trim_chars<' ', '\t'>, io::double_quote_escape<',', '"'>>;

/// The next row's cells in the order of column_names(); false at the end.
bool read_cells(Reader& reader, std::array<char*, columns>& cells) {
    cells.fill(nullptr);
    return std::apply([&](auto&... cell) { return reader.read_row(cell...); }, cells);
}

/// What stands in them, by column.
std::map<std::string, std::string> named(const std::array<char*, columns>& cells) {
    const auto names = column_names();
    std::map<std::string, std::string> row;
    for (std::size_t k = 0; k < columns; ++k)
        if (cells[k] != nullptr && *cells[k] != '\0') row[names[k]] = cells[k];
    return row;
}

/// csv.h's sentence without the file and the line, which stand before it.
std::string complaint(const io::error::base& error) {
    const std::string what = error.what();
    const auto in_file = what.find(" in file ");
    const auto in_line = what.find(" in line ");
    return what.substr(0, std::min(in_file, in_line));
}

/// Reads rows into a table.
class Rows {
  public:
    Rows(const std::string& path, const std::string& text)
        : reader_(path.c_str(), text.data(), text.data() + text.size()) {
        const auto names = column_names();
        std::apply(
            [&](const auto&... name) {
                reader_.read_header(io::ignore_extra_column | io::ignore_missing_column, name...);
            },
            names);
    }

    /// False at the end.
    bool read_into(PublishedTable& table) {
        std::map<std::string, std::string> cells;
        try {
            std::array<char*, columns> next{};
            if (!read_cells(reader_, next)) return false;
            cells = named(next);
            if (cells.empty()) return true;
            ++number_;
            table.ports.push_back(port_of(Row(cells), number_));
        } catch (const RowError& error) {
            refuse(table, Row(std::move(cells)), error.what());
        } catch (const io::error::line_length_limit_exceeded&) {
            throw;  // nothing says where the next row begins
        } catch (const io::error::base& error) {
            ++number_;
            refuse(table, Row({}), complaint(error));
        }
        return true;
    }

  private:
    void refuse(PublishedTable& table, const Row& row, const std::string& why) const {
        const auto place = fmt::format("row {} (line {})", number_, reader_.get_file_line());
        table.refused.push_back({id_of(row, number_), name_of(row),
                                 fmt::format("{}, {}", place, why), table.ports.size()});
    }

    Reader reader_;
    std::size_t number_ = 0;
};

}  // namespace

PublishedTable read_published_table(const std::string& path) {
    const std::string text = evened(store::read_text_from(path, store::result_limit));
    const std::string name = path == "-" ? "standard input" : path;
    PublishedTable table;
    table.mistaken = mistaken_in(heading_of(text), name);
    try {
        Rows rows(name, text);
        while (rows.read_into(table)) {
        }
    } catch (const io::error::base& error) {
        throw UsageError(fmt::format("{}: {}", name, error.what()));
    }
    if (table.ports.empty() && table.refused.empty())
        throw UsageError(fmt::format("{}: no port stands below its first line", name));
    return table;
}

}  // namespace ohmloop::cli
