#include "report/headphone_table.hpp"

#include "report/paragraph.hpp"

#include "ohmloop/units/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace ohmloop::report {
namespace {

using result::HeadphoneFit;

constexpr const char* no_figure = "–";
constexpr std::size_t widest_name = 28;
constexpr std::size_t gap = 2;

struct Column {
    std::string heading;
    std::vector<std::string> cells;

    [[nodiscard]] std::size_t width() const {
        std::size_t width = columns(heading);
        for (const std::string& cell : cells) width = std::max(width, columns(cell));
        return width;
    }
    [[nodiscard]] bool is_empty() const {
        return std::ranges::all_of(cells, [](const auto& cell) { return cell == no_figure; });
    }
};

/// "≥ " or "≤ " before a bound.
std::string bound_mark(const HeadphoneFit& fit, const char* figure) {
    if (std::ranges::count(fit.lower_bounds, figure) > 0) return "≥ ";
    return std::ranges::count(fit.upper_bounds, figure) > 0 ? "≤ " : "";
}

std::string ratio(double value) {
    return value < 10 ? fmt::format("{:.2g}", value) : fmt::format("{:.0f}", value);
}

std::string hertz(double hz) {
    return hz < 1000 ? fmt::format("{:.0f} Hz", hz) : fmt::format("{:.1f} kHz", hz / 1000);
}

std::string music_cell(const HeadphoneFit& fit) {
    if (!fit.headroom_over_85_db) return no_figure;
    const auto mark = fit.rating == "unsafe" ? "" : bound_mark(fit, "rating");
    return fmt::format("{}{:.0f} dB {}", bound_mark(fit, "clean_peak_spl_db"),
                       *fit.headroom_over_85_db + 85, mark + plain(fit.rating));
}

std::string peak_cell(const HeadphoneFit& fit) {
    if (!fit.clean_peak_spl_db || !fit.spl_uncertainty_db) return no_figure;
    return fmt::format("{}{:.0f} ± {:.0f} dB", bound_mark(fit, "clean_peak_spl_db"),
                       *fit.clean_peak_spl_db, std::max(1.0, *fit.spl_uncertainty_db));
}

std::string power_cell(const HeadphoneFit& fit) {
    if (!fit.power_mw) return no_figure;
    return bound_mark(fit, "power_mw") + print(Watts(*fit.power_mw / 1e3), 2);
}

std::string damping_cell(const HeadphoneFit& fit) {
    if (!fit.damping) return no_figure;
    return bound_mark(fit, "damping") + ratio(*fit.damping);
}

std::string response_cell(const HeadphoneFit& fit) {
    if (!fit.response_change_db) return no_figure;
    const double change = *fit.response_change_db;
    if (change < 0.005) return "< 0.01 dB";
    const auto text = fmt::format("{}{:.{}f} dB", bound_mark(fit, "response_change_db"), change,
                                  change < 1 ? 2 : 1);
    if (!fit.response_change_hz) return text;
    return text + ", " + hertz(*fit.response_change_hz);
}

std::string bass_cell(const HeadphoneFit& fit) {
    if (!fit.bass_corner_hz) return no_figure;
    return bound_mark(fit, "bass_corner_hz") + hertz(*fit.bass_corner_hz);
}

std::string current_cell(const HeadphoneFit& fit) {
    if (!fit.current_margin) return no_figure;
    return bound_mark(fit, "current_margin") + ratio(*fit.current_margin) + " ×";
}

std::string headroom_cell(const HeadphoneFit& fit) {
    if (!fit.headroom_over_85_db || !fit.headroom_over_100_db) return no_figure;
    return fmt::format("{:+.0f} / {:+.0f} dB", *fit.headroom_over_85_db, *fit.headroom_over_100_db);
}

Column column(const char* heading, const std::vector<HeadphoneFit>& fits,
              std::string (*cell)(const HeadphoneFit&)) {
    Column made{heading, {}};
    for (const HeadphoneFit& fit : fits) made.cells.push_back(cell(fit));
    return made;
}

std::vector<Column> all_columns(const std::vector<HeadphoneFit>& fits) {
    return {column("music", fits, music_cell),       column("clean peak", fits, peak_cell),
            column("power", fits, power_cell),       column("damping", fits, damping_cell),
            column("response", fits, response_cell), column("bass from", fits, bass_cell),
            column("current", fits, current_cell),   column("over 85/100", fits, headroom_cell)};
}

/// Those that hold something, as far as there is room.
std::vector<Column> fitting(std::vector<Column> all, std::size_t room) {
    std::vector<Column> shown;
    for (Column& one : all) {
        const std::size_t wanted = gap + one.width();
        if (one.is_empty() || wanted > room) continue;
        room -= wanted;
        shown.push_back(std::move(one));
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

std::vector<HeadphoneFit> asked_headphones(const result::Verdict& verdict) {
    std::vector<HeadphoneFit> fits;
    for (const result::Advice& advice : verdict.advice)
        if (advice.topic == "headphone")
            fits.insert(fits.end(), advice.headphones.begin(), advice.headphones.end());
    return fits;
}

std::vector<std::string> headphone_table(const std::vector<HeadphoneFit>& fits, std::size_t width) {
    if (fits.empty()) return {};
    std::size_t name_width = 0;
    std::vector<std::string> names;
    for (const HeadphoneFit& fit : fits) {
        names.push_back(shortened(plain(fit.name), widest_name));
        name_width = std::max(name_width, columns(names.back()));
    }
    const auto shown = fitting(all_columns(fits), width - name_width);
    std::vector<std::string> lines{line("", name_width, shown, {})};
    for (std::size_t i = 0; i < fits.size(); ++i)
        lines.push_back(line(names[i], name_width, shown, i));
    return lines;
}

}  // namespace ohmloop::report
