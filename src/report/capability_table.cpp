#include "report/capability_table.hpp"

#include "report/column_table.hpp"
#include "report/paragraph.hpp"

#include "ohmloop/units/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::report {
namespace {

using result::CapabilityGrid;
using result::HeadphoneReach;
using result::Kind;
using result::LineInputReach;
using result::QuotedFigure;

using Quoted = std::optional<QuotedFigure>;

std::string mark(const QuotedFigure& figure) {
    if (figure.kind == Kind::lower_bound) return "≥ ";
    return figure.kind == Kind::upper_bound ? "≤ " : "";
}

template <class Quantity>
std::string cell(const Quoted& figure) {
    return figure ? mark(*figure) + print(Quantity(figure->value), 3) : no_figure;
}

/// "1.04 kΩ", "600 Ω", "47 kΩ"
std::string ohms(double ohm) {
    return ohm < 1e3 ? fmt::format("{:g} Ω", ohm) : fmt::format("{:g} kΩ", ohm / 1e3);
}

/// Adding zero turns a rounded -0.0 into 0.0.
double rounded_to_tenths(double value) { return std::round(10 * value) / 10 + 0.0; }

/// The farther end of the interval, in whole hundredths of a decibel or two digits: " ±0.27 dB".
double farther_end_db(const QuotedFigure& level) {
    const auto away = [&](std::optional<double> end) {
        return end && *end > 0 && level.value > 0 ? std::abs(20 * std::log10(*end / level.value))
                                                  : 0;
    };
    return std::max(away(level.low), away(level.high));
}

std::string interval_text(double db) {
    if (db <= 0) return {};
    return db < 0.995 ? fmt::format(" ±{:.2f} dB", std::max(db, 0.01))
                      : fmt::format(" ±{:.1f} dB", db);
}

std::string level_cell(const LineInputReach& input) {
    if (!input.level) return no_figure;
    const auto interval =
        input.level->kind == Kind::measured ? interval_text(farther_end_db(*input.level)) : "";
    return cell<Volts>(input.level) + interval;
}

std::string loss_cell(const LineInputReach& input) {
    if (!input.loading_loss) return no_figure;
    const double loss = input.loading_loss->value;
    if (loss < 0.005) return "< 0.01 dB";
    return fmt::format("{}{:.{}f} dB", mark(*input.loading_loss), loss, loss < 1 ? 2 : 1);
}

std::string decibel_cell(const Quoted& figure, const char* pattern) {
    if (!figure) return no_figure;
    return mark(*figure) + fmt::format(fmt::runtime(pattern), rounded_to_tenths(figure->value));
}

template <class Of>
Column column(std::string heading, const std::vector<LineInputReach>& inputs, Of of) {
    Column made{std::move(heading), {}};
    for (const LineInputReach& input : inputs) made.cells.push_back(of(input));
    return made;
}

const char* limit_text(const std::string& limited_by) {
    if (limited_by == "digital_full_scale") return "full scale";
    if (limited_by == "input_full_scale") return "input full";
    if (limited_by == "load_rating") return "rating";
    return limited_by.empty() ? no_figure : limited_by.c_str();
}

std::string purity_cell(const HeadphoneReach& headphone) {
    if (!headphone.thd_n) return plain(limit_text(headphone.limited_by));
    return mark(*headphone.thd_n) + fmt::format("{:.1f} dB", headphone.thd_n->value);
}

/// "level ±0.27 dB": the widest of all loads.
std::string level_name(const CapabilityGrid& grid) {
    double widest = 0;
    for (const HeadphoneReach& headphone : grid.headphones)
        if (headphone.level && headphone.level->kind == Kind::measured)
            widest = std::max(widest, farther_end_db(*headphone.level));
    return "  level" + interval_text(widest);
}

bool any_level(const CapabilityGrid& grid) {
    return std::ranges::any_of(grid.headphones,
                               [](const auto& headphone) { return headphone.level.has_value(); });
}

const HeadphoneReach* headphone_of(const CapabilityGrid& grid, double ohm) {
    const auto found = std::ranges::find(grid.headphones, ohm, &HeadphoneReach::load_ohm);
    return found == grid.headphones.end() || !found->level ? nullptr : &*found;
}

}  // namespace

std::vector<std::string> line_input_table(const CapabilityGrid& grid, std::size_t width) {
    const auto& inputs = grid.line_inputs;
    if (std::ranges::none_of(inputs,
                             [](const auto& input) { return input.level || input.loading_loss; }))
        return {};
    std::vector<Column> all{column("level", inputs, level_cell), column("lost", inputs, loss_cell)};
    for (std::size_t k = 0; k < inputs.front().nominals.size(); ++k)
        all.push_back(column("re " + plain(inputs.front().nominals[k].nominal), inputs,
                             [k](const LineInputReach& input) -> std::string {
                                 return k < input.nominals.size()
                                            ? decibel_cell(input.nominals[k].margin, "{:+.1f} dB")
                                            : no_figure;
                             }));
    all.push_back(column("over noise", inputs, [](const LineInputReach& input) {
        return decibel_cell(input.snr, "{:.0f} dB");
    }));
    Column names{"Line inputs at full level", {}};
    for (const LineInputReach& input : inputs) names.cells.push_back("  " + ohms(input.input_ohm));
    return column_table(names, all, width);
}

std::vector<std::string> headphone_load_table(const CapabilityGrid& grid, std::size_t width) {
    if (!any_level(grid)) return {};
    std::vector<Column> all;
    for (const HeadphoneReach& headphone : grid.headphones)
        all.push_back({ohms(headphone.load_ohm),
                       {cell<Volts>(headphone.level), cell<Watts>(headphone.power),
                        cell<Amperes>(headphone.current), purity_cell(headphone)}});
    const Column names{"Headphones, clean",
                       {level_name(grid), "  power", "  current", "  THD+N or limit"}};
    return column_table(names, all, width);
}

std::string capability_line(const CapabilityGrid& grid) {
    std::vector<std::string> parts;
    if (!grid.line_inputs.empty() && grid.line_inputs.front().level)
        parts.push_back(fmt::format("{} at {}", cell<Volts>(grid.line_inputs.front().level),
                                    ohms(grid.line_inputs.front().input_ohm)));
    for (const double ohm : {32.0, 300.0})
        if (const HeadphoneReach* into = headphone_of(grid, ohm))
            parts.push_back(fmt::format("{}, {}, {} at {}", cell<Volts>(into->level),
                                        cell<Watts>(into->power), cell<Amperes>(into->current),
                                        ohms(ohm)));
    return fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace ohmloop::report
