#include "report/channels.hpp"

#include "ohmloop/report/number.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>

namespace ohmloop::report {
namespace {

using result::Figure;
using result::Kind;

/// Larger is shown first. Noise is shown unweighted, as the criteria take it.
auto rank(const Figure& figure) {
    const result::FigureKey& key = figure.key;
    return std::tuple(!key.drive || *key.drive == "both", figure.kind == Kind::measured,
                      figure.kind != Kind::not_measured, key.weighting.value_or("none") == "none",
                      key.weighting == "a", !key.band, key.level_dbfs.value_or(-1e3),
                      -std::abs(std::log(key.at_hz.value_or(997.0) / 997.0)));
}

bool all_of_kind(const std::vector<const Figure*>& figures, Kind kind) {
    return std::all_of(figures.begin(), figures.end(),
                       [kind](const Figure* f) { return f != nullptr && f->kind == kind; });
}

/// Differences nobody cares about, however small the uncertainty: 0.1 %, 0.02 dB, 2 % of noise.
double negligible_difference(double value, const Figure& figure) {
    if (figure.unit == "dB" || figure.unit == "dBFS") return 0.02;
    return (figure.key.quantity == "noise" ? 2e-2 : 1e-3) * std::abs(value);
}

/// One number for all, where no two are further apart than their uncertainties together or than
/// matters; its interval covers the interval of each.
std::string mean_text(const std::vector<const Figure*>& figures) {
    double sum = 0;
    double widest = 0;
    for (const Figure* figure : figures) {
        if (!figure->uncertainty || figure->unit != figures.front()->unit) return {};
        sum += *figure->value;
        widest = std::max(widest, *figure->uncertainty);
    }
    const double mean = sum / static_cast<double>(figures.size());
    double furthest = 0;
    double reach = 0;
    for (const Figure* figure : figures) {
        const double away = std::abs(*figure->value - mean);
        furthest = std::max(furthest, away);
        reach = std::max(reach, away + *figure->uncertainty);
    }
    const std::string& unit = figures.front()->unit;
    if (2 * furthest >
        std::max(std::numbers::sqrt2 * widest, negligible_difference(mean, *figures.front())))
        return {};
    return print_with_uncertainty(mean, reach, unit);
}

/// The weaker of several bounds holds for all channels.
std::string bound_text(const std::vector<const Figure*>& figures, Kind kind) {
    double weakest = *figures.front()->value;
    for (const Figure* figure : figures) {
        if (figure->unit != figures.front()->unit) return {};
        weakest = kind == Kind::upper_bound ? std::max(weakest, *figure->value)
                                            : std::min(weakest, *figure->value);
    }
    return print_bound(kind, weakest, figures.front()->unit);
}

std::string common_text(const std::vector<const Figure*>& figures) {
    if (all_of_kind(figures, Kind::measured)) return mean_text(figures);
    if (all_of_kind(figures, Kind::not_measured)) return "not measured";
    for (const Kind kind : {Kind::upper_bound, Kind::lower_bound})
        if (all_of_kind(figures, kind)) return bound_text(figures, kind);
    return {};
}

}  // namespace

const Figure* shown_figure(const result::Result& result, const std::string& quantity,
                           const std::string& channel, const std::optional<std::string>& load) {
    const Figure* best = nullptr;
    for (const Figure& figure : result.figures) {
        const result::FigureKey& key = figure.key;
        if (key.quantity != quantity || key.channel.value_or("") != channel) continue;
        if (load && key.load != load) continue;
        if (best == nullptr || rank(figure) > rank(*best)) best = &figure;
    }
    return best;
}

std::vector<std::string> channels_of(const result::Result& result) {
    std::vector<std::string> found;
    for (const char* channel : {"left", "right"})
        if (std::any_of(result.figures.begin(), result.figures.end(),
                        [&](const Figure& f) { return f.key.channel == channel; }))
            found.emplace_back(channel);
    if (found.empty()) found.emplace_back();
    return found;
}

ChannelTexts print_channels(const std::vector<const Figure*>& figures) {
    if (std::all_of(figures.begin(), figures.end(), [](const Figure* f) { return f == nullptr; }))
        return {true, {""}};
    if (figures.size() == 1) return {true, {print_figure(*figures.front())}};
    if (std::string text = common_text(figures); !text.empty()) return {true, {std::move(text)}};
    ChannelTexts each{false, {}};
    for (const Figure* figure : figures)
        each.texts.push_back(figure == nullptr ? std::string() : print_figure(*figure));
    return each;
}

std::string in_one_line(const ChannelTexts& texts, const std::vector<std::string>& channels) {
    if (texts.agree) return texts.texts.front();
    std::string line;
    for (std::size_t i = 0; i < texts.texts.size(); ++i) {
        if (texts.texts[i].empty()) continue;
        line += (line.empty() ? "" : ", ") + channels[i] + " " + texts.texts[i];
    }
    return line;
}

}  // namespace ohmloop::report
