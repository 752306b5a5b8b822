#include "result/figure_rules.hpp"

#include "ohmloop/result/catalogue.hpp"
#include "ohmloop/units/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace ohmloop::result {
namespace {

using Fault = std::optional<std::string>;
using Words = std::initializer_list<std::string_view>;

/// Of the interval's width: value, low and high may each have been rounded on their way.
constexpr double rounding = 1e-6;

/// Quantities that are sizes: in their own unit none is below zero. Fitted parts of the source may
/// be, where noise hides them, and decibels have a sign.
constexpr std::array<std::string_view, 10> sizes{"output_impedance",
                                                 "apparent_impedance",
                                                 "level",
                                                 "max_level",
                                                 "max_power",
                                                 "noise",
                                                 "max_current",
                                                 "hum",
                                                 "idle_tone",
                                                 "response_minus_3db"};

bool is_one_of(std::string_view word, const auto& words) {
    return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

Fault fault_of_word(const char* key, const std::optional<std::string>& word, Words words) {
    if (!word || is_one_of(*word, words)) return {};
    return fmt::format("its {} \"{}\" is none of {}", key, *word, fmt::join(words, ", "));
}

Fault fault_of_quantity(const std::string& name) {
    if (find_quantity(name) != nullptr) return {};
    std::vector<std::string> known;
    for (const QuantityInfo& info : catalogue()) known.emplace_back(info.name);
    return fmt::format("\"{}\" is no quantity{}", name, suggestion(name, known));
}

Fault fault_of_unit(const Figure& figure) {
    const QuantityInfo& info = *find_quantity(figure.key.quantity);
    if (figure.unit == info.unit) return {};
    if (!info.unit_without_volts.empty() && figure.unit == info.unit_without_volts) return {};
    return fmt::format("the unit of {} is \"{}\", not \"{}\"", info.name, info.unit, figure.unit);
}

Fault fault_of_key(const FigureKey& key) {
    if (key.channel && !is_channel(*key.channel))
        return fmt::format("its channel \"{}\" is neither left nor right", *key.channel);
    if (auto fault = fault_of_word("drive", key.drive, {"both", "left", "right", "opposite"}))
        return fault;
    if (auto fault =
            fault_of_word("weighting", key.weighting, {"none", "a", "ccir_rms", "itu_468"}))
        return fault;
    if (key.at_hz && !(*key.at_hz > 0)) return "its at_hz is not above 0";
    if (key.order && *key.order < 1) return "its order is below 1";
    return {};
}

Fault fault_of_kind(const Figure& figure) {
    if (figure.kind == Kind::not_measured)
        return figure.value ? Fault("not measured, yet it has a value") : Fault();
    if (!figure.value) return "has no value";
    if (figure.kind == Kind::measured && !(figure.low && figure.high))
        return "measured, yet its interval lacks low or high";
    return {};
}

Fault fault_of_interval(const Figure& figure) {
    const double value = *figure.value;
    if (figure.low && figure.high && *figure.low > *figure.high) return "low is above high";
    const double width = figure.high.value_or(value) - figure.low.value_or(value);
    const double slack = rounding * std::max(std::abs(width), std::abs(value));
    if (figure.low && value < *figure.low - slack)
        return fmt::format("its value {:g} lies below its low, {:g}", value, *figure.low);
    if (figure.high && value > *figure.high + slack)
        return fmt::format("its value {:g} lies above its high, {:g}", value, *figure.high);
    return {};
}

Fault fault_of_size(const Figure& figure) {
    for (const auto* number :
         {&figure.uncertainty, &figure.real_uncertainty_ohm, &figure.imag_uncertainty_ohm})
        if (*number && **number < 0) return "an uncertainty is below 0";
    const bool is_size = is_one_of(figure.key.quantity, sizes) && figure.unit != "dBFS";
    if (is_size && *figure.value < 0)
        return fmt::format("{} is a size, and {:g} {} is below 0", figure.key.quantity,
                           *figure.value, figure.unit);
    return {};
}

Fault fault_of_limit(const Figure& figure) {
    if (figure.limited_by.empty()) return {};
    return fault_of_word("limited_by", figure.limited_by,
                         {"distortion", "compression", "digital_full_scale", "input_full_scale",
                          "load_rating", "ceiling", "protection"});
}

}  // namespace

bool is_channel(const std::string& word) {
    constexpr std::string_view numbered = "channel";
    if (is_one_of(word, Words{"left", "right", "left>right", "right>left"})) return true;
    return word.starts_with(numbered) && word.size() > numbered.size() &&
           std::all_of(word.begin() + numbered.size(), word.end(),
                       [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::string> fault_of(const Figure& figure) {
    if (auto fault = fault_of_quantity(figure.key.quantity)) return fault;
    for (const auto& rule : {fault_of_unit, fault_of_kind, fault_of_limit})
        if (auto fault = rule(figure)) return fault;
    if (auto fault = fault_of_key(figure.key)) return fault;
    if (!figure.value) return {};
    if (auto fault = fault_of_interval(figure)) return fault;
    return fault_of_size(figure);
}

}  // namespace ohmloop::result
