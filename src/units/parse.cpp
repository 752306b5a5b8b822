#include "ohmloop/units/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <initializer_list>

namespace ohmloop {

namespace {

using Spellings = std::initializer_list<std::string_view>;

/// What is read, for the sentence that refuses it.
struct Wanted {
    const char* noun;
    const char* examples;
};

struct SplitNumber {
    double value;
    std::string_view suffix;  ///< what follows the number, blanks trimmed
};

struct Prefix {
    std::string_view spelling;
    int exponent;
};

// Both micro signs of Unicode: U+00B5 and U+03BC.
constexpr std::array<Prefix, 10> prefixes{{{"p", -12},
                                           {"n", -9},
                                           {"u", -6},
                                           {"\u00b5", -6},
                                           {"\u03bc", -6},
                                           {"m", -3},
                                           {"k", 3},
                                           {"K", 3},
                                           {"M", 6},
                                           {"G", 9}}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return result;
}

[[noreturn]] void refuse(std::string_view text, Wanted wanted) {
    throw ParseError(fmt::format("cannot read '{}' as {}: write it like {}", trimmed(text),
                                 wanted.noun, wanted.examples));
}

/// Dividing by an exact power of ten keeps "200p" equal to the literal 200e-12.
double scaled(double value, int exponent) {
    return exponent < 0 ? value / std::pow(10, -exponent) : value * std::pow(10, exponent);
}

double checked_finite(double value, std::string_view text, Wanted wanted) {
    if (!std::isfinite(value)) refuse(text, wanted);
    return value;
}

/// from_chars knows no locale; it would also take "nan", "inf" and no '+', hence the looks ahead.
SplitNumber split_number(std::string_view text, Wanted wanted) {
    auto rest = trimmed(text);
    const bool signed_plus = rest.starts_with('+');
    if (signed_plus) rest.remove_prefix(1);
    const auto digits = !signed_plus && rest.starts_with('-') ? rest.substr(1) : rest;
    if (digits.empty() || !(is_digit(digits.front()) || digits.front() == '.'))
        refuse(text, wanted);
    double value = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
    if (error != std::errc{}) refuse(text, wanted);
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    return {value, trimmed(rest)};
}

bool spelled(std::string_view suffix, Spellings units) {
    return std::ranges::any_of(units, [&](auto unit) { return lower(suffix) == unit; });
}

/// The power of ten of an optional prefix followed by an optional unit (lower case in `units`).
std::optional<int> exponent_of(std::string_view suffix, Spellings units) {
    if (suffix.empty() || spelled(suffix, units)) return 0;
    for (const auto& prefix : prefixes) {
        if (!suffix.starts_with(prefix.spelling)) continue;
        const auto unit = trimmed(suffix.substr(prefix.spelling.size()));
        if (unit.empty() || spelled(unit, units)) return prefix.exponent;
    }
    return std::nullopt;
}

double parse_with_units(std::string_view text, Spellings units, Wanted wanted) {
    const auto number = split_number(text, wanted);
    const auto exponent = exponent_of(number.suffix, units);
    if (!exponent) refuse(text, wanted);
    return checked_finite(scaled(number.value, *exponent), text, wanted);
}

double not_negative(double value, std::string_view text, Wanted wanted) {
    if (value < 0)
        throw ParseError(fmt::format("'{}' is negative: {} is written like {}", trimmed(text),
                                     wanted.noun, wanted.examples));
    return value;
}

/// "4k7" and "4R7" as printed on parts and schematics: the letter stands for the point.
std::string with_point_for_letter(std::string_view text) {
    const auto whole = trimmed(text);
    const auto letter = whole.find_first_of("RrkKM");
    const bool between = letter != std::string_view::npos && letter > 0 &&
                         letter + 1 < whole.size() && is_digit(whole[letter - 1]);
    if (!between) return std::string(whole);
    const auto before = whole.substr(0, letter);
    const auto after = whole.substr(letter + 1);
    if (!std::ranges::all_of(before, is_digit) || !std::ranges::all_of(after, is_digit))
        return std::string(whole);
    return fmt::format("{}.{}{}", before, after, whole[letter]);
}

}  // namespace

double parse_number(std::string_view text) {
    return parse_with_units(text, {}, {"a number", "33, 0.5 or 4.7k"});
}

Hertz parse_hertz(std::string_view text) {
    constexpr Wanted wanted{"a frequency", "997, 48k or 48kHz"};
    return Hertz(not_negative(parse_with_units(text, {"hz"}, wanted), text, wanted));
}

Ohms parse_ohms(std::string_view text) {
    constexpr Wanted wanted{"a resistance", "33, 33R, 4.7k or 4k7"};
    const auto plain = with_point_for_letter(text);
    const auto number = split_number(plain, wanted);
    // Both omegas of Unicode: U+03A9, the letter, and U+2126, the sign.
    const auto exponent = exponent_of(number.suffix, {"r", "ohm", "ohms", "\u03a9", "\u2126"});
    if (!exponent) refuse(text, wanted);
    const auto value = checked_finite(scaled(number.value, *exponent), text, wanted);
    return Ohms(not_negative(value, text, wanted));
}

Farads parse_picofarads(std::string_view text) {
    constexpr Wanted wanted{"a capacitance", "200, 200pF or 0.2nF"};
    const auto number = split_number(text, wanted);
    const auto exponent = exponent_of(number.suffix, {"f"});
    if (!exponent) refuse(text, wanted);
    const auto value = scaled(number.value, number.suffix.empty() ? -12 : *exponent);
    return Farads(not_negative(checked_finite(value, text, wanted), text, wanted));
}

Volts parse_volts(std::string_view text) {
    constexpr Wanted wanted{"a voltage", "2V, 900mV, -20dBV or +4dBu"};
    constexpr double dbu_in_dbv = -2.218487496163564;  // 0 dBu = sqrt(0.6) V: 10 lg 0.6
    const auto number = split_number(text, wanted);
    const bool dbu = spelled(number.suffix, {"dbu"});
    if (!dbu && !spelled(number.suffix, {"dbv"}))
        return Volts(not_negative(parse_with_units(text, {"v", "vrms"}, wanted), text, wanted));
    const auto volts = to_volts(DbV(number.value + (dbu ? dbu_in_dbv : 0)));
    return Volts(checked_finite(volts.value(), text, wanted));
}

DbFs parse_dbfs(std::string_view text) {
    constexpr Wanted wanted{"a level", "-6, -6dB or -6dBFS"};
    const auto number = split_number(text, wanted);
    if (!number.suffix.empty() && !spelled(number.suffix, {"db", "dbfs"})) refuse(text, wanted);
    return DbFs(number.value);
}

double parse_tolerance(std::string_view text) {
    constexpr Wanted wanted{"a tolerance", "1% or 0.01, at least 0 and below 100%"};
    const auto number = split_number(text, wanted);
    if (!number.suffix.empty() && number.suffix != "%") refuse(text, wanted);
    const double value = number.suffix.empty() ? number.value : number.value / 100;
    if (!(value >= 0 && value < 1)) refuse(text, wanted);
    return value;
}

}  // namespace ohmloop
