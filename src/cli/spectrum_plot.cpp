#include "cli/spectrum_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace ohmloop::cli {

namespace {

constexpr double lowest_db = -140;
constexpr std::size_t margin = 6;  ///< "-120 |"
constexpr std::size_t least_columns = 20;
constexpr std::size_t least_rows = 2;

double decibels(double mean_square) {
    return mean_square > 0 ? std::max(lowest_db, 10 * std::log10(2 * mean_square)) : lowest_db;
}

/// The highest band of each column, in dBFS; as many bands a column as it takes.
std::vector<double> heights(const measure::MonitorReading& reading, std::size_t columns) {
    const std::size_t bands = reading.band_edges_hz.size() - 1;
    std::vector<double> highest(std::min(bands, columns), lowest_db);
    for (const auto& channel : reading.channels)
        for (std::size_t band = 0; band < bands; ++band) {
            auto& height = highest[band * highest.size() / bands];
            height = std::max(height, decibels(channel.spectrum[band]));
        }
    return highest;
}

/// What a bar of this height shows in a row from `bottom` to `top`.
char mark(double height, double bottom, double top) {
    constexpr char marks[] = {' ', '.', ':', '#'};
    const double part = (height - bottom) / (top - bottom);
    return marks[std::clamp(static_cast<int>(std::ceil(3 * part)), 0, 3)];
}

std::string row(const std::vector<double>& bars, double bottom, double top) {
    std::string line = fmt::format("{:>{}.0f} |", top, margin - 2);
    for (const double bar : bars) line += mark(bar, bottom, top);
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

/// Under the columns of their bands, as far as one does not touch the other.
std::string axis(const std::vector<double>& edges_hz, std::size_t columns) {
    struct Label {
        double hz;
        const char* text;
    };
    constexpr Label labels[] = {{20, "20"},    {50, "50"},  {100, "100"}, {200, "200"},
                                {500, "500"},  {1e3, "1k"}, {2e3, "2k"},  {5e3, "5k"},
                                {10e3, "10k"}, {18e3, "Hz"}};
    std::string line(margin, ' ');
    for (const auto& label : labels) {
        const double part =
            std::log(label.hz / edges_hz.front()) / std::log(edges_hz.back() / edges_hz.front());
        const auto at = margin + static_cast<std::size_t>(part * static_cast<double>(columns));
        const std::string text = label.text;
        if (at + text.size() > margin + columns || (line.size() > margin && at <= line.size()))
            continue;
        line.resize(at, ' ');
        line += text;
    }
    return line;
}

}  // namespace

std::vector<std::string> plot_spectrum(const measure::MonitorReading& reading, std::size_t columns,
                                       std::size_t rows) {
    std::vector<std::string> lines;
    if (columns < least_columns || rows < least_rows) return lines;
    const auto bars = heights(reading, columns - margin);
    const double step = -lowest_db / static_cast<double>(rows);
    for (std::size_t n = 0; n < rows; ++n) {
        const double top = 0 - step * static_cast<double>(n);
        lines.push_back(row(bars, top - step, top));
    }
    lines.push_back(axis(reading.band_edges_hz, bars.size()));
    return lines;
}

}  // namespace ohmloop::cli
