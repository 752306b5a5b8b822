#include "classify/wording.hpp"

#include "ohmloop/units/text.hpp"

#include <fmt/format.h>

#include <cmath>

namespace ohmloop::classify {

namespace {

/// To three significant digits.
double rounded_to_three(double value) {
    if (value <= 0) return value;
    const double step = std::pow(10, std::floor(std::log10(value)) - 2);
    return std::round(value / step) * step;
}

/// To the digit its interval leaves open: two channels of one impedance are then said alike. What a
/// data sheet states is known worse than it was written down, and stays as it is.
double rounded_to_known(const Known& known) {
    constexpr double measured = 0.1;
    const double half = (known.high - known.low) / 2;
    if (half <= 0 || half > measured * known.value) return known.value;
    const double step = std::pow(10, std::floor(std::log10(2.5 * half)));
    const double rounded = std::round(known.value / step) * step;
    // Below an ohm digits are not dropped; and nothing is moved out of its interval.
    return known.value < 1 || std::abs(rounded - known.value) > half ? known.value : rounded;
}

}  // namespace

double rounded_up(double value) {
    if (value <= 0) return value;
    const double step = std::pow(10, std::floor(std::log10(value)) - 1);
    // What is two digits but for rounding in binary stays as it is.
    return std::ceil(value / step - 1e-9) * step;
}

std::string worded_ohms(double ohms) {
    if (ohms < 1) return fmt::format("{:.3f} Ω", ohms);
    const double rounded = rounded_to_three(ohms);
    if (rounded < 1e3) return fmt::format("{:.3g} Ω", rounded);
    return rounded < 1e6 ? fmt::format("{:.4g} kΩ", rounded / 1e3)
                         : fmt::format("{:.4g} MΩ", rounded / 1e6);
}

std::string worded_ohms(const Known& impedance) {
    if (impedance.kind == result::Kind::upper_bound)
        return "below " + worded_ohms(rounded_up(impedance.value));
    auto value = worded_ohms(rounded_to_known(impedance));
    if (impedance.kind == result::Kind::lower_bound) return "above " + value;
    return value;
}

std::string worded_amperes(double amperes) { return print(Amperes(amperes), 3); }

std::string worded_volts(double volts) { return print(Volts(volts), 3); }

std::string worded_watts(double watts) { return print(Watts(watts), 3); }

std::string worded_decibels(double decibels) {
    if (std::abs(decibels) < 0.01) return "less than 0.01 dB";
    return fmt::format("{:.{}f} dB", decibels, std::abs(decibels) < 1 ? 2 : 1);
}

std::string worded_dbv(double volts) {
    // Adding zero turns a rounded -0.0 into 0.0.
    return fmt::format("{:+.1f} dBV", std::round(200 * std::log10(volts)) / 10 + 0.0);
}

std::string worded_farads(double farads) {
    // Four digits keep "1500 µF" from becoming "1.5e+03 µF".
    return fmt::format("{:.4g} µF", rounded_to_three(1e6 * farads));
}

result::Kind at_least_if(bool bound) {
    return bound ? result::Kind::lower_bound : result::Kind::measured;
}

result::Kind at_most_if(bool bound) {
    return bound ? result::Kind::upper_bound : result::Kind::measured;
}

Phrase said(const result::QuotedFigure& figure) {
    const auto words = [&]() -> std::string {
        if (figure.unit == "V") return worded_volts(figure.value);
        if (figure.unit == "A") return worded_amperes(figure.value);
        if (figure.unit == "W") return worded_watts(figure.value);
        if (figure.unit == "ohm") return worded_ohms(figure.value);
        if (figure.unit == "F") return worded_farads(figure.value);
        if (figure.unit == "dBV") return worded_dbv(std::pow(10, figure.value / 20));
        return worded_decibels(figure.value);
    };
    return {words(), figure};
}

Phrase said(const result::QuotedFigure& figure, std::string words) {
    return {std::move(words), figure};
}

Phrase said_resistance(const Capability& port, const Quoter& quoter) {
    const bool bound = port.source->at_most;
    const auto kind = bound ? result::Kind::upper_bound : result::Kind::measured;
    const auto resistance =
        quoter.quote({"source_resistance", "ohm", {}, kind}, [](auto&, auto& p) {
            return p.source ? std::optional(p.source->resistance_ohm()) : std::nullopt;
        });
    if (bound) return said(resistance, worded_ohms(rounded_up(resistance.value)));
    return said(resistance,
                worded_ohms(Known{resistance.value, resistance.low.value_or(resistance.value),
                                  resistance.high.value_or(resistance.value)}));
}

Phrase said_source(const Capability& port, const Quoter& quoter) {
    const auto resistance = said_resistance(port, quoter);
    const auto ohms =
        port.source->at_most ? phrase("output impedance, below {}", resistance) : resistance;
    if (!port.coupling_farads) return ohms;
    return phrase("{} + {}", ohms,
                  said(quoter.quote({"coupling_capacitance", "F"},
                                    [](auto&, auto& p) { return p.coupling_farads; })));
}

std::string worded_most(const Capability& port) {
    return port.emf_is_bound ? "at least " : "up to ";
}

std::string worded_sag(const LoadedDrive& drive) {
    constexpr double more_than_chance_db = 0.3;
    if (!drive.sag_db || (drive.sag_is_bound && *drive.sag_db > -more_than_chance_db))
        return "some way";
    return (drive.sag_is_bound ? "at least " : "") + worded_decibels(-*drive.sag_db);
}

const char* extent_of(const Delivery& delivery, const char* known_as) {
    if (delivery.at_least) return "at least ";
    return delivery.at_most ? "at most " : known_as;
}

std::string worded_power(const Delivery& delivery, const char* known_as) {
    return fmt::format("{}{}", extent_of(delivery, known_as), worded_watts(delivery.watts));
}

}  // namespace ohmloop::classify
