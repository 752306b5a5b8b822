#include "ohmloop/units/expects.hpp"
#include "ohmloop/units/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace ohmloop {

namespace {

constexpr int smallest_group = -4;  // pico
constexpr std::array<const char*, 8> prefixes{"p", "n", "\u00b5", "m", "", "k", "M", "G"};

const char* prefix_of(int group) {
    return prefixes[static_cast<std::size_t>(group - smallest_group)];
}

/// "9.997e+02": rounding first decides the prefix, so that 999.97 prints as 1.00 k.
int exponent_after_rounding(const std::string& scientific) {
    return std::stoi(scientific.substr(scientific.find('e') + 1));
}

double rounded_value(const std::string& scientific) {
    double value = 0;
    std::from_chars(scientific.data(), scientific.data() + scientific.size(), value);
    return value;
}

std::string print_up_to(double value, std::string_view unit, int digits, int largest_group) {
    expects(digits >= 1 && digits <= 15, "1 to 15 significant digits");
    if (std::isinf(value)) return fmt::format("{}\u221e {}", value < 0 ? "-" : "", unit);
    if (value == 0 || std::isnan(value)) return fmt::format("{} {}", std::abs(value), unit);
    const auto scientific = fmt::format("{:.{}e}", value, digits - 1);
    const int exponent = exponent_after_rounding(scientific);
    const int group = std::clamp((exponent + 300) / 3 - 100, smallest_group, largest_group);
    const double mantissa = rounded_value(scientific) / std::pow(10, 3 * group);
    const int decimals = std::max(0, digits - 1 - (exponent - 3 * group));
    return fmt::format("{:.{}f} {}{}", mantissa, decimals, prefix_of(group), unit);
}

constexpr int giga = 3;

}  // namespace

std::string print_si(double value, std::string_view unit, int digits) {
    return print_up_to(value, unit, digits, giga);
}

std::string print(Ohms value, int digits) { return print_si(value.value(), "\u03a9", digits); }
std::string print(Hertz value, int digits) { return print_si(value.value(), "Hz", digits); }
std::string print_rate(Hertz rate) { return fmt::format("{:g} kHz", rate.value() / 1000); }
std::string print(Volts value, int digits) { return print_si(value.value(), "V", digits); }
std::string print(Amperes value, int digits) { return print_si(value.value(), "A", digits); }
std::string print(Watts value, int digits) { return print_si(value.value(), "W", digits); }
std::string print(Farads value, int digits) { return print_si(value.value(), "F", digits); }
std::string print(Henries value, int digits) { return print_si(value.value(), "H", digits); }
std::string print(Seconds value, int digits) {
    return print_up_to(value.value(), "s", digits, 0);  // nobody reads kiloseconds
}

}  // namespace ohmloop
