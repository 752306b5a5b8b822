#include "report/headphone_table.hpp"

#include "report/column_table.hpp"
#include "report/paragraph.hpp"

#include "ohmloop/units/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::report {
namespace {

using result::HeadphoneFit;

constexpr std::size_t widest_name = 28;

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
    std::vector<std::string> names;
    for (const HeadphoneFit& fit : fits) names.push_back(shortened(plain(fit.name), widest_name));
    return column_table({"", names}, all_columns(fits), width);
}

}  // namespace ohmloop::report
