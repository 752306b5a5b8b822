#pragma once

#include "ohmloop/result/verdict.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <regex>
#include <string>
#include <vector>

// Which numbers of a sentence are not among the figures it comes with.
namespace ohmloop::quoted {

/// As printed: its value in base units, and what one half of its last digit is worth.
struct SaidNumber {
    std::string text;
    std::string unit;  ///< as QuotedFigure has it; empty: none is said
    double value = 0;
    double half_step = 0;
};

struct SaidUnit {
    std::string unit;
    double scale;
};

inline const std::map<std::string, SaidUnit>& said_units() {
    static const std::map<std::string, SaidUnit> units{
        {"", {"", 1}},           {"Ω", {"ohm", 1}},     {"kΩ", {"ohm", 1e3}},
        {"MΩ", {"ohm", 1e6}},    {"V", {"V", 1}},       {"mV", {"V", 1e-3}},
        {"µV", {"V", 1e-6}},     {"kV", {"V", 1e3}},    {"A", {"A", 1}},
        {"mA", {"A", 1e-3}},     {"µA", {"A", 1e-6}},   {"W", {"W", 1}},
        {"mW", {"W", 1e-3}},     {"µW", {"W", 1e-6}},   {"nW", {"W", 1e-9}},
        {"pW", {"W", 1e-12}},    {"dB", {"dB", 1}},     {"dBV", {"dBV", 1}},
        {"dBu", {"dBu", 1}},     {"dBFS", {"dBFS", 1}}, {"dB SPL", {"dB SPL", 1}},
        {"dB/mW", {"dB/mW", 1}}, {"Hz", {"Hz", 1}},     {"kHz", {"Hz", 1e3}},
        {"µF", {"F", 1e-6}},     {"%", {"1", 0.01}}};
    return units;
}

/// What has a digit and is a name: of a rule, a standard, a headphone.
inline std::string without_names(std::string text, const std::vector<std::string>& names) {
    std::vector<std::string> all = names;
    all.insert(all.end(), {"EN 50332", "1/8 rule"});
    for (const std::string& name : all)
        for (auto at = text.find(name); at != std::string::npos; at = text.find(name))
            text.erase(at, name.size());
    return text;
}

inline std::vector<SaidNumber> said_numbers(const std::string& text) {
    static const std::regex number(
        R"((\d+)(\.(\d+))?(e[+-]?\d+)?( ?(kΩ|MΩ|Ω|mV|µV|kV|V|mA|µA|A|pW|nW|µW|mW|W|dB SPL|dB/mW|dBFS|dBV|dBu|dB|kHz|Hz|µF|%)(?![A-Za-z]))?)");
    std::vector<SaidNumber> found;
    for (std::sregex_iterator at(text.begin(), text.end(), number), end; at != end; ++at) {
        const std::smatch& match = *at;
        const SaidUnit& unit = said_units().at(match[6].str());
        const double step = std::pow(10, -static_cast<double>(match[3].length()));
        const std::string digits = match[1].str() + match[2].str() + match[4].str();
        found.push_back(
            {match.str(), unit.unit, std::stod(digits) * unit.scale, 0.5 * step * unit.scale});
    }
    return found;
}

/// Rounded as it is printed: to the last digit or, of large ones, to the third. Bounds, and where
/// the 1/8 rule begins to hold, are rounded up: to two digits, to the next ohm.
inline bool says(const SaidNumber& said, double value, const std::string& unit, bool rounded_up) {
    const bool of_its_unit = said.unit == unit || (said.unit == "dB" && unit == "dB SPL");
    if (!said.unit.empty() && !of_its_unit) return false;
    const double size = std::abs(value);
    const double digit = size > 0 ? std::pow(10, std::floor(std::log10(size))) : 0;
    const double half = std::max(said.half_step, 0.005 * digit) * (1 + 1e-6);
    if (std::abs(said.value - size) <= half) return true;
    const double up = std::max(0.1 * digit, 1.0);
    return rounded_up && said.value >= size && said.value - size <= up * (1 + 1e-6);
}

inline bool is_among(const SaidNumber& said, const std::vector<result::QuotedFigure>& figures) {
    return std::ranges::any_of(figures, [&](const result::QuotedFigure& figure) {
        const bool up = figure.unit == "ohm" && (figure.kind == result::Kind::upper_bound ||
                                                 figure.name == "least_headphone");
        const bool nothing = figure.unit == "dB" && said.text.starts_with("0.01 dB") &&
                             std::abs(figure.value) < 0.01;  // "less than 0.01 dB"
        return nothing || says(said, figure.value, figure.unit, up) ||
               (figure.load_ohm && says(said, *figure.load_ohm, "ohm", false));
    });
}

/// "topic: 2.1 V in 'the sentence'"; empty where all numbers stand beside their sentences.
/// `headphones` are the names of those asked for.
inline std::vector<std::string> missing_figures(const result::Verdict& verdict,
                                                const std::vector<std::string>& headphones = {}) {
    std::vector<std::string> missing;
    const auto look = [&](const std::string& topic, const std::string& text,
                          const std::vector<result::QuotedFigure>& figures) {
        for (const SaidNumber& said : said_numbers(without_names(text, headphones)))
            if (!is_among(said, figures))
                missing.push_back(topic + ": " + said.text + " in '" + text + "'");
    };
    for (const result::Advice& advice : verdict.advice)
        look(advice.topic, advice.text, advice.figures);
    for (const auto* fitness : {&verdict.serves_as_line, &verdict.serves_as_headphone})
        for (const std::string& reason : fitness->reasons) look("reason", reason, fitness->figures);
    return missing;
}

}  // namespace ohmloop::quoted
