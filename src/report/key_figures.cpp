#include "report/key_figures.hpp"

#include "report/channels.hpp"
#include "report/paragraph.hpp"

#include "ohmloop/report/number.hpp"
#include "ohmloop/result/catalogue.hpp"
#include "ohmloop/units/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace ohmloop::report {
namespace {

using result::Figure;
using result::Kind;
using result::Result;

constexpr const char* no_figure = "–";
constexpr std::size_t table_indent = 2;  // the caller's
constexpr std::size_t widest_cell = 40;
constexpr double reference_hz = 997;

std::vector<std::string> loads_of(const Result& result) {
    std::vector<std::string> loads;
    const auto append = [&](const std::string& load) {
        if (std::find(loads.begin(), loads.end(), load) == loads.end()) loads.push_back(load);
    };
    for (const result::LoadSetup& load : result.setup.loads) append(load.name);
    for (const Figure& figure : result.figures)
        if (figure.key.load) append(*figure.key.load);
    return loads;
}

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// "33" reads "33 Ω", "4.7k" reads "4.7 kΩ"; other names stay.
std::string load_heading(const std::string& name) {
    if (is_number(name)) return shortened(name, widest_cell - 2) + " Ω";
    if (name.size() > 1 && name.back() == 'k' && is_number(name.substr(0, name.size() - 1)))
        return shortened(name.substr(0, name.size() - 1), widest_cell - 3) + " kΩ";
    return shortened(plain(name), widest_cell);
}

/// One row: a heading and a cell a load.
struct Row {
    std::string heading;
    std::vector<std::string> cells;
    [[nodiscard]] bool is_empty() const {
        return std::all_of(cells.begin(), cells.end(),
                           [](const std::string& cell) { return cell.empty(); });
    }
};

class Table {
  public:
    explicit Table(const Result& result)
        : result_(result), channels_(channels_of(result)), loads_(loads_of(result)) {}

    void add(const std::string& title, const std::string& quantity) {
        std::vector<ChannelTexts> texts;
        bool agree = true;
        for (const std::string& load : loads_) {
            texts.push_back(print_channels(figures(quantity, load)));
            agree = agree && texts.back().agree;
        }
        add_rows(title + qualifier(quantity), texts, agree);
    }

    /// Of both ways between the channels, the one that reads more.
    void add_pair(const std::string& title, const std::string& quantity) {
        std::vector<ChannelTexts> texts;
        for (const std::string& load : loads_) {
            const Figure* most = nullptr;
            for (const Figure* figure : result::find(result_, quantity))
                if (figure->key.load == load && figure->value &&
                    (most == nullptr || *figure->value > *most->value))
                    most = figure;
            texts.push_back(print_channels({most}));
        }
        add_rows(title, texts, true);
    }

    void add_limits(const std::string& title) {
        std::vector<ChannelTexts> texts;
        bool agree = true;
        for (const std::string& load : loads_) {
            texts.push_back(limits(load));
            agree = agree && texts.back().agree;
        }
        add_rows(title, texts, agree);
    }

    [[nodiscard]] std::vector<std::string> lines(std::size_t page_width) const {
        std::vector<std::string> lines;
        if (rows_.empty()) return lines;
        const std::size_t heading = heading_width();
        for (std::size_t first = 0; first < loads_.size();) {
            std::size_t end = first;
            std::size_t width = heading;
            while (end < loads_.size() &&
                   (end == first || width + cell_width(end) <= page_width - table_indent))
                width += cell_width(end++);
            lines.push_back(line("", headings(), heading, first, end));
            for (const Row& row : rows_)
                lines.push_back(line(row.heading, row.cells, heading, first, end));
            first = end;
        }
        return lines;
    }

  private:
    [[nodiscard]] std::vector<const Figure*> figures(const std::string& quantity,
                                                     const std::string& load) const {
        std::vector<const Figure*> found;
        for (const std::string& channel : channels_)
            found.push_back(shown_figure(result_, quantity, channel, load));
        return found;
    }

    /// ", -1 dBFS", ", unweighted" or ", A" where all figures shown share it.
    [[nodiscard]] std::string qualifier(const std::string& quantity) const {
        std::set<std::string> found;
        for (const std::string& load : loads_)
            for (const Figure* figure : figures(quantity, load)) {
                if (figure == nullptr) continue;
                if (figure->key.level_dbfs)
                    found.insert(fmt::format(", {:.4g} dBFS", *figure->key.level_dbfs));
                if (figure->key.weighting == "none") found.insert(", unweighted");
                if (figure->key.weighting == "a") found.insert(", A");
                if (figure->key.weighting == "ccir_rms") found.insert(", CCIR-RMS");
                if (figure->key.weighting == "itu_468") found.insert(", quasi-peak");
            }
        return found.size() == 1 ? *found.begin() : std::string();
    }

    [[nodiscard]] ChannelTexts limits(const std::string& load) const {
        ChannelTexts each{false, {}};
        for (const Figure* figure : figures("max_level", load)) {
            std::string reason = figure == nullptr ? std::string() : figure->limited_by;
            std::replace(reason.begin(), reason.end(), '_', ' ');
            each.texts.push_back(shortened(plain(reason), widest_cell));
        }
        const auto& texts = each.texts;
        if (std::all_of(texts.begin(), texts.end(),
                        [&](const std::string& text) { return text == texts.front(); }))
            return {true, {texts.front()}};
        return each;
    }

    void add_rows(const std::string& heading, const std::vector<ChannelTexts>& texts, bool agree) {
        const std::size_t count = agree ? 1 : channels_.size();
        for (std::size_t channel = 0; channel < count; ++channel) {
            Row row{agree ? heading : heading + ", " + channels_[channel], {}};
            for (const ChannelTexts& text : texts)
                row.cells.push_back(
                    shortened(text.agree ? text.texts.front() : text.texts[channel], widest_cell));
            if (!row.is_empty()) rows_.push_back(std::move(row));
        }
    }

    [[nodiscard]] std::vector<std::string> headings() const {
        std::vector<std::string> texts;
        for (const std::string& load : loads_) texts.push_back(load_heading(load));
        return texts;
    }

    [[nodiscard]] std::size_t heading_width() const {
        std::size_t width = 0;
        for (const Row& row : rows_) width = std::max(width, columns(row.heading));
        return width + 2;
    }

    [[nodiscard]] std::size_t cell_width(std::size_t load) const {
        std::size_t width = columns(load_heading(loads_[load]));
        for (const Row& row : rows_) width = std::max(width, columns(row.cells[load]));
        return width + 3;
    }

    [[nodiscard]] std::string line(const std::string& heading,
                                   const std::vector<std::string>& cells, std::size_t width,
                                   std::size_t first, std::size_t end) const {
        std::string text = padded(heading, width);
        for (std::size_t i = first; i < end; ++i)
            text += padded(cells[i].empty() ? no_figure : cells[i], cell_width(i));
        text.erase(text.find_last_not_of(' ') + 1);
        return text;
    }

    const Result& result_;
    std::vector<std::string> channels_;
    std::vector<std::string> loads_;
    std::vector<Row> rows_;
};

bool near_reference(double hz) { return std::abs(hz / reference_hz - 1) < 0.05; }

std::string frequency_text(double hz) {
    return hz >= 1000 ? fmt::format("{:.4g} kHz", hz / 1000) : fmt::format("{:.4g} Hz", hz);
}

/// Frequencies of the output impedance, ascending, without those nothing was measured at.
std::set<double> impedance_frequencies(const Result& result) {
    std::set<double> found;
    for (const Figure* figure : result::find(result, "output_impedance"))
        if (figure->key.at_hz && figure->kind != Kind::not_measured)
            found.insert(*figure->key.at_hz);
    return found;
}

ChannelTexts impedance_at(const Result& result, const std::vector<std::string>& channels,
                          double hz) {
    std::vector<const Figure*> figures;
    for (const std::string& channel : channels) {
        const Figure* at = nullptr;
        for (const Figure* figure : result::find(result, "output_impedance", channel))
            if (figure->key.at_hz == hz) at = figure;
        figures.push_back(at);
    }
    return print_channels(figures);
}

/// "noise, 33, in phase" names load and phase too: the source of the uncertainty will do.
std::string source_of(const std::string& dominant) {
    return plain(dominant.substr(0, dominant.find(',')));
}

/// An uncertainty somebody may want to remove is named.
bool is_coarse(const Figure& figure) {
    constexpr double fine = 2e-3;
    return figure.kind == Kind::measured && figure.uncertainty && !figure.dominant.empty() &&
           *figure.uncertainty > fine * std::abs(*figure.value);
}

std::string reference_impedance(const Result& result, const std::vector<std::string>& channels) {
    for (const double hz : impedance_frequencies(result)) {
        if (!near_reference(hz)) continue;
        std::string text = in_one_line(impedance_at(result, channels, hz), channels);
        text += " at " + frequency_text(hz);
        const Figure* first = shown_figure(result, "output_impedance", channels.front());
        if (first != nullptr && is_coarse(*first))
            text += fmt::format(" (± chiefly {})", source_of(first->dominant));
        return text;
    }
    const auto figures = result::find(result, "output_impedance");
    const auto reasoned = std::find_if(figures.begin(), figures.end(),
                                       [](const Figure* f) { return !f->reason.empty(); });
    return reasoned == figures.end() ? "not measured"
                                     : "not measured: " + plain((*reasoned)->reason);
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string text;
    for (const std::string& part : parts) {
        if (!text.empty()) text += between;
        text += glued(part);
    }
    return text;
}

/// How far the impedance strays from that at the reference, at most, over frequencies and channels.
struct Flatness {
    bool known = true;  ///< every figure is measured with an interval, and there is a reference
    bool within_uncertainty = true;
    double relative = 0;
};

Flatness flatness(const Result& result, const std::vector<std::string>& channels) {
    Flatness flat;
    for (const std::string& channel : channels) {
        const Figure* reference = shown_figure(result, "output_impedance", channel);
        for (const Figure* figure : result::find(result, "output_impedance", channel)) {
            if (figure->kind == Kind::not_measured) continue;
            if (figure->kind != Kind::measured || reference->kind != Kind::measured ||
                !figure->uncertainty || !reference->uncertainty || !(*reference->value > 0))
                return {false, false, 0};
            const double away = std::abs(*figure->value - *reference->value);
            flat.within_uncertainty =
                flat.within_uncertainty &&
                away <= std::max(*figure->uncertainty, *reference->uncertainty);
            flat.relative = std::max(flat.relative, away / *reference->value);
        }
    }
    return flat;
}

constexpr double flat_enough = 0.002;

/// Without the reference, and without those whose next higher neighbour says the same.
std::vector<double> telling(const Result& result, const std::vector<std::string>& channels,
                            const std::set<double>& frequencies) {
    const auto value_at = [&](double hz) {
        for (const Figure* figure : result::find(result, "output_impedance", channels.front()))
            if (figure->key.at_hz == hz) return figure->value.value_or(0);
        return 0.0;
    };
    std::vector<double> told;
    for (auto at = frequencies.begin(); at != frequencies.end(); ++at) {
        if (near_reference(*at)) continue;
        const auto next = std::next(at);
        const bool repeated =
            next != frequencies.end() && !near_reference(*next) &&
            std::abs(value_at(*next) - value_at(*at)) < flat_enough * value_at(*at);
        if (!repeated) told.push_back(*at);
    }
    return told;
}

/// "the same from 20 Hz to 20 kHz", "within 0.1 % from …", or each frequency with its figure.
std::string other_impedances(const Result& result, const std::vector<std::string>& channels) {
    const std::set<double> frequencies = impedance_frequencies(result);
    if (frequencies.size() > 2) {
        const Flatness flat = flatness(result, channels);
        const auto range = fmt::format("from {} to {}", frequency_text(*frequencies.begin()),
                                       frequency_text(*frequencies.rbegin()));
        if (flat.known && flat.within_uncertainty) return "the same " + range;
        if (flat.known && flat.relative < flat_enough)
            return fmt::format("within {:.1f} % {}", std::ceil(1e3 * flat.relative) / 10, range);
    }
    std::vector<std::string> parts;
    for (const double hz : telling(result, channels, frequencies))
        parts.push_back(frequency_text(hz) + ": " +
                        in_one_line(impedance_at(result, channels, hz), channels));
    return joined(parts, "; ");
}

/// Too small for any audio circuit to notice: 0.1 uH is 13 mohm at 20 kHz; 1 ppm of clock.
bool matters(const Figure& figure) {
    if (figure.kind != Kind::measured) return false;
    if (figure.key.quantity == "source_inductance") return *figure.value > 1e-7;
    if (figure.key.quantity == "clock_offset") return std::abs(*figure.value) >= 1;
    return true;
}

/// Loadless quantities worth a place on the screen, where measured.
std::string other_quantities(const Result& result, const std::vector<std::string>& channels) {
    std::vector<std::string> parts;
    for (const char* quantity : {"coupling_capacitance", "source_inductance",
                                 "shared_ground_resistance", "clock_offset"}) {
        std::vector<const Figure*> figures;
        for (const std::string& channel : channels)
            figures.push_back(shown_figure(result, quantity, channel));
        std::erase(figures, nullptr);
        if (figures.empty())
            for (const Figure* figure : result::find(result, quantity)) {
                figures = {figure};
                break;
            }
        std::erase_if(figures, [](const Figure* f) { return !matters(*f); });
        if (figures.empty()) continue;
        std::string title(result::find_quantity(quantity)->title);
        title.front() = static_cast<char>(title.front() | 0x20);
        parts.push_back(title + " " + in_one_line(print_channels(figures), channels));
    }
    return joined(parts, "; ");
}

}  // namespace

std::vector<std::string> key_figure_table(const Result& result, std::size_t width) {
    Table table(result);
    if (result::find(result, "max_level").empty()) table.add("Level", "level");
    table.add("Load drop", "load_drop");
    table.add("Maximum level", "max_level");
    table.add_limits("  limited by");
    table.add("Maximum power", "max_power");
    table.add("THD+N", "thd_n");
    table.add("Noise", "noise");
    table.add_pair("Crosstalk", "crosstalk");
    table.add_pair("Right re left", "channel_balance");
    return table.lines(width);
}

std::string source_paragraph(const Result& result, std::size_t width) {
    const std::vector<std::string> channels = channels_of(result);
    const std::string others = other_impedances(result, channels);
    const std::string more = other_quantities(result, channels);
    const bool flat = others.starts_with("the same") || others.starts_with("within");
    std::string first = reference_impedance(result, channels);
    if (flat) first += ", " + glued(others);
    if (!more.empty()) first += "; " + more;
    std::string text = hanging("  Output impedance  ", first, width);
    if (!flat && !others.empty()) text += hanging("                    ", others, width);
    return text;
}

}  // namespace ohmloop::report
