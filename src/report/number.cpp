#include "ohmloop/report/number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace ohmloop::report {
namespace {

using result::Kind;

/// Nothing an audio input records is worth more digits; a smaller U is rounded up to the last one.
constexpr int most_digits = 5;

struct Prefix {
    std::string_view symbol;
    double factor;
};

constexpr std::array prefixes{Prefix{"M", 1e6},  Prefix{"k", 1e3},  Prefix{"", 1.0},
                              Prefix{"m", 1e-3}, Prefix{"µ", 1e-6}, Prefix{"n", 1e-9},
                              Prefix{"p", 1e-12}};

bool takes_prefix(std::string_view unit) {
    constexpr std::array<std::string_view, 8> units{"ohm", "V", "A", "W", "F", "H", "s", "Hz"};
    return std::find(units.begin(), units.end(), unit) != units.end();
}

/// Ohms and volts reach down to 0.1: people read 0.9 ohm and 0.3 V rather than 900 mohm, 300 mV,
/// but 570 mW and 130 mA.
Prefix prefix_for(double magnitude, std::string_view unit) {
    constexpr Prefix none{"", 1.0};
    if (!takes_prefix(unit) || magnitude == 0) return none;
    const double reach = unit == "W" || unit == "A" ? 1.0 : 0.1;
    for (const Prefix& prefix : prefixes)
        if (magnitude >= prefix.factor * (prefix.factor == 1.0 ? reach : 1.0)) return prefix;
    return prefixes.back();
}

std::string with_unit(std::string number, const Prefix& prefix, std::string_view unit) {
    if (unit.empty()) return number;
    return fmt::format("{} {}{}", number, prefix.symbol, unit == "ohm" ? "Ω" : unit);
}

int exponent_of(double magnitude) { return static_cast<int>(std::floor(std::log10(magnitude))); }

/// Decimals that show `digits` significant digits of `magnitude` after rounding (0.0996 becomes
/// 0.10, not 0.100); at least 0, at most 9.
int decimals_for(double magnitude, int digits) {
    if (!(magnitude > 0)) return 0;
    const double step = std::pow(10.0, exponent_of(magnitude) - digits + 1);
    const double rounded = std::round(magnitude / step) * step;
    // Half a step keeps 0.1 from reading as 0.0999... and so one decade too low.
    return std::clamp(digits - 1 - exponent_of(rounded + step / 2), 0, 9);
}

/// 0.0001 dB is one part in 90 000.
int most_decimals(std::string_view unit) { return unit.starts_with("dB") ? 4 : 9; }

/// Fixed decimals, and no "-0.00".
std::string fixed(double number, int decimals) {
    std::string text = fmt::format("{:.{}f}", number, decimals);
    if (text.starts_with('-') && text.find_first_of("123456789") == std::string::npos)
        text.erase(0, 1);
    return text;
}

/// To two significant digits, away from zero or towards minus infinity as `up` says.
double rounded_outward(double value, bool up) {
    if (value == 0) return 0;
    const double step = std::pow(10.0, exponent_of(std::abs(value)) - 1);
    const double steps = value / step;
    const double nearest = std::round(steps);
    // What is two digits but for rounding in binary stays as it is.
    if (std::abs(steps - nearest) < 1e-9 * std::abs(steps)) return nearest * step;
    return (up ? std::ceil(steps) : std::floor(steps)) * step;
}

}  // namespace

std::string print_with_uncertainty(double value, double uncertainty, std::string_view unit) {
    const Prefix prefix = prefix_for(std::max(std::abs(value), uncertainty), unit);
    const double shown = value / prefix.factor;
    if (!(uncertainty > 0))
        return with_unit(unit.empty() ? fmt::format("{:+g}", shown)
                                      : fixed(shown, decimals_for(std::abs(shown), 4)),
                         prefix, unit);
    const double half_width = uncertainty / prefix.factor;
    const int decimals =
        std::min({decimals_for(half_width, 2), most_decimals(unit),
                  decimals_for(std::max(std::abs(shown), half_width), most_digits)});
    const double step = std::pow(10.0, -decimals);
    return with_unit(
        fmt::format("{} ± {}", fixed(shown, decimals), fixed(std::max(half_width, step), decimals)),
        prefix, unit);
}

std::string print_with_interval(double value, result::Interval interval, std::string_view unit) {
    const double largest =
        std::max({std::abs(value), std::abs(interval.low), std::abs(interval.high)});
    const Prefix prefix = prefix_for(largest, unit);
    const int decimals = decimals_for((interval.high - interval.low) / 2 / prefix.factor, 2);
    const auto print = [&](double number) { return fixed(number / prefix.factor, decimals); };
    return fmt::format("{} ({} to {})", with_unit(print(value), prefix, unit), print(interval.low),
                       with_unit(print(interval.high), prefix, unit));
}

std::string print_bound(Kind kind, double value, std::string_view unit) {
    const double rounded = rounded_outward(value, kind == Kind::upper_bound);
    const Prefix prefix = prefix_for(std::abs(rounded), unit);
    const double shown = rounded / prefix.factor;
    return fmt::format("{} {}", kind == Kind::upper_bound ? "below" : "above",
                       with_unit(fixed(shown, decimals_for(std::abs(shown), 2)), prefix, unit));
}

std::string print_figure(const result::Figure& figure) {
    if (figure.kind == Kind::not_measured || !figure.value) return "not measured";
    if (figure.kind != Kind::measured) return print_bound(figure.kind, *figure.value, figure.unit);
    if (!figure.uncertainty && figure.low && figure.high)
        return print_with_interval(*figure.value, {*figure.low, *figure.high}, figure.unit);
    return print_with_uncertainty(*figure.value, figure.uncertainty.value_or(0), figure.unit);
}

std::string bare_number(const result::Figure& figure) {
    if (figure.kind != Kind::measured || !figure.value) return {};
    return fmt::format("{}", *figure.value);
}

}  // namespace ohmloop::report
