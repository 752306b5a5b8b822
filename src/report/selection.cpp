#include "ohmloop/report/selection.hpp"

#include "ohmloop/result/catalogue.hpp"
#include "ohmloop/units/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::report {
namespace {

using result::FigureKey;

const std::vector<std::string>& key_names() {
    static const std::vector<std::string> names{"channel",    "load",  "drive",     "at_hz",
                                                "level_dbfs", "order", "weighting", "band"};
    return names;
}

/// A word of a fixed list: one that is not in it would only find nothing.
std::string parse_word(const std::string& text, const std::vector<std::string>& known) {
    if (std::ranges::find(known, text) == known.end())
        throw ParseError(fmt::format("unknown word \"{}\"{}", text, suggestion(text, known)));
    return text;
}

bool is_named(const FigureKey& key, const std::string& name) {
    return (name == "channel" && key.channel) || (name == "load" && key.load) ||
           (name == "drive" && key.drive) || (name == "at_hz" && key.at_hz) ||
           (name == "level_dbfs" && key.level_dbfs) || (name == "order" && key.order) ||
           (name == "weighting" && key.weighting) || (name == "band" && key.band);
}

void check_quantity(const std::string& name) {
    if (result::find_quantity(name) != nullptr) return;
    std::vector<std::string> known;
    for (const result::QuantityInfo& info : result::catalogue()) known.emplace_back(info.name);
    throw SelectionError(fmt::format("unknown quantity \"{}\"{}", name, suggestion(name, known)));
}

int parse_order(const std::string& text) {
    const double number = parse_number(text);
    if (number != std::round(number) || number < 1 || number > 1000)
        throw ParseError(fmt::format("\"{}\" is no harmonic's order", text));
    return static_cast<int>(number);
}

void assign(FigureKey& key, const std::string& name, const std::string& value) {
    if (name == "channel")
        key.channel = parse_word(value, {"left", "right", "left>right", "right>left"});
    else if (name == "load")
        key.load = value;
    else if (name == "drive")
        key.drive = parse_word(value, {"both", "left", "right", "opposite"});
    else if (name == "at_hz")
        key.at_hz = parse_hertz(value).value();
    else if (name == "level_dbfs")
        key.level_dbfs = parse_dbfs(value).value();
    else if (name == "order")
        key.order = parse_order(value);
    else if (name == "weighting")
        key.weighting = parse_word(value, {"none", "a", "ccir_rms", "itu_468"});
    else if (name == "band")
        key.band = value;
    else
        throw SelectionError(
            fmt::format("unknown key \"{}\"{}", name, suggestion(name, key_names())));
}

void assign_pair(FigureKey& key, std::string_view pair) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || equals == 0 || equals + 1 == pair.size())
        throw SelectionError(fmt::format("\"{}\" should read KEY=VALUE", pair));
    const std::string name(pair.substr(0, equals));
    if (is_named(key, name)) throw SelectionError(fmt::format("\"{}\" is given twice", name));
    try {
        assign(key, name, std::string(pair.substr(equals + 1)));
    } catch (const ParseError& error) {
        throw SelectionError(fmt::format("in \"{}\": {}", pair, error.what()));
    }
}

template <class T>
bool agrees(const std::optional<T>& wanted, const std::optional<T>& actual) {
    return !wanted || wanted == actual;
}

bool within(const std::optional<double>& wanted, const std::optional<double>& actual,
            double tolerance) {
    return !wanted || (actual && std::abs(*wanted - *actual) <= tolerance);
}

bool same_load(const std::string& wanted, const std::string& actual) {
    if (wanted == actual) return true;
    try {
        return parse_ohms(wanted) == parse_ohms(actual);
    } catch (const ParseError&) {
        return false;  // "open", or a name
    }
}

bool agrees_with(const FigureKey& wanted, const FigureKey& actual) {
    return wanted.quantity == actual.quantity && agrees(wanted.channel, actual.channel) &&
           (!wanted.load || (actual.load && same_load(*wanted.load, *actual.load))) &&
           agrees(wanted.drive, actual.drive) &&
           within(wanted.at_hz, actual.at_hz, 1e-3 * wanted.at_hz.value_or(0)) &&
           within(wanted.level_dbfs, actual.level_dbfs, 0.05) &&
           agrees(wanted.order, actual.order) && agrees(wanted.weighting, actual.weighting) &&
           agrees(wanted.band, actual.band);
}

}  // namespace

FigureKey parse_selection(std::string_view text) {
    const std::size_t at = text.find('@');
    FigureKey key;
    key.quantity = std::string(text.substr(0, at));
    check_quantity(key.quantity);
    std::string_view rest = at == std::string_view::npos ? "" : text.substr(at + 1);
    while (!rest.empty()) {
        const std::size_t comma = rest.find(',');
        assign_pair(key, rest.substr(0, comma));
        rest = comma == std::string_view::npos ? "" : rest.substr(comma + 1);
    }
    return key;
}

std::vector<const result::Figure*> matching(const result::Result& result, const FigureKey& wanted) {
    std::vector<const result::Figure*> found;
    for (const result::Figure& figure : result.figures)
        if (agrees_with(wanted, figure.key)) found.push_back(&figure);
    return found;
}

std::string selection_of(const FigureKey& key) {
    std::string text = key.quantity;
    const auto append = [&](std::string_view name, const auto& value) {
        if (!value) return;
        text +=
            fmt::format("{}{}={}", text.find('@') == std::string::npos ? '@' : ',', name, *value);
    };
    append("channel", key.channel);
    append("load", key.load);
    append("drive", key.drive);
    append("at_hz", key.at_hz);
    append("level_dbfs", key.level_dbfs);
    append("order", key.order);
    append("weighting", key.weighting);
    append("band", key.band);
    return text;
}

}  // namespace ohmloop::report
