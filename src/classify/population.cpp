#include "ohmloop/classify/population.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <span>

namespace ohmloop::classify {

namespace {

/// Medians as people read them, spreads in decades.
struct PortKind {
    double weight;
    double ohm, ohm_decades;
    double volts, volts_decades;
};
struct DriverKind {
    double weight;
    double milliamperes, decades;
    /// Stages with more swing are built with more current: the median goes with (V/1.5)^grows
    /// above 1.5 V.
    double grows = 0;

    [[nodiscard]] double log10_median(double volts) const {
        return std::log10(milliamperes) + grows * std::log10(std::max(volts / 1.5, 1.0));
    }
};

constexpr std::array line_ports{
    PortKind{0.52, 140, 0.32, 2.0, 0.25},   // players, DACs, cards, preamplifiers
    PortKind{0.20, 13, 0.65, 2.4, 0.25},    // bare operational amplifier, or 33-50 ohm behind it
    PortKind{0.15, 140, 0.30, 5.6, 0.23},   // balanced and studio levels
    PortKind{0.13, 1000, 0.32, 1.0, 0.30},  // tape and early CD players, valve preamplifiers
};
constexpr std::array headphone_ports{
    PortKind{0.65, 0.8, 0.52, 1.8, 0.45},  // ground-centred drivers, from limited players up
    PortKind{0.22, 18, 0.30, 1.6, 0.40},   // series resistor against noise and short circuits
    PortKind{0.06, 75, 0.15, 1.2, 0.20},   // codec's line driver behind 47-100 ohm
    PortKind{0.07, 230, 0.30, 8.0, 0.25},  // power amplifier behind 100-680 ohm, valves
};
constexpr std::array other_ports{
    PortKind{0.50, 13000, 0.32, 0.5, 0.60},   // instrument, pickup, pedal
    PortKind{0.15, 100000, 0.70, 0.5, 0.60},  // divider, piezo, an input by mistake
    PortKind{0.35, 0.08, 0.35, 25, 0.15},     // speaker power stage
};

constexpr std::array line_drivers{DriverKind{1.0, 8, 0.45}};
constexpr std::array headphone_drivers{DriverKind{0.7, 45, 0.35, 0.5},
                                       DriverKind{0.3, 200, 0.40, 0.5}};
constexpr std::array other_drivers{DriverKind{0.65, 1.0, 0.8}, DriverKind{0.35, 2000, 0.40}};

/// No population is known to its tails: this much of each class may be anywhere on the axis.
constexpr double stray_share = 0.01;
constexpr double axis_decades = 8;

double bell(double x, double mean, double deviation) {
    const double z = (x - mean) / deviation;
    return std::exp(-z * z / 2) / (deviation * std::sqrt(2 * std::numbers::pi));
}

double share_above(double x, double mean, double deviation) {
    return std::erfc((x - mean) / (deviation * std::numbers::sqrt2)) / 2;
}

/// Density at an exact reading, or the share on its side of a bound.
double likelihood(const LogReading& reading, double mean, double decades) {
    const double spread = std::hypot(decades, reading.deviation);
    switch (reading.side) {
        case LogReading::Side::at_least:
            return share_above(reading.log10_value, mean, spread);
        case LogReading::Side::at_most:
            return share_above(mean, reading.log10_value, spread);
        case LogReading::Side::exactly:
            break;
    }
    return bell(reading.log10_value, mean, spread);
}

double with_strays(double likelihood, LogReading::Side side) {
    const double stray = side == LogReading::Side::exactly ? 1 / axis_decades : 0.5;
    return (1 - stray_share) * likelihood + stray_share * stray;
}

double of_impedance(std::span<const PortKind> kinds, const LogReading& impedance) {
    double sum = 0;
    for (const PortKind& kind : kinds)
        sum += kind.weight * likelihood(impedance, std::log10(kind.ohm), kind.ohm_decades);
    return with_strays(sum, impedance.side);
}

/// Weight of a kind once the impedance is known (unnormalised).
double weight_given(const PortKind& kind, const std::optional<LogReading>& impedance) {
    if (!impedance) return kind.weight;
    const double fit = likelihood(*impedance, std::log10(kind.ohm), kind.ohm_decades);
    return kind.weight * (fit + 1e-9);
}

double of_level(std::span<const PortKind> kinds, const LogReading& level,
                const std::optional<LogReading>& impedance) {
    double sum = 0;
    double weights = 0;
    for (const PortKind& kind : kinds) {
        const double weight = weight_given(kind, impedance);
        weights += weight;
        sum += weight * likelihood(level, std::log10(kind.volts), kind.volts_decades);
    }
    return with_strays(sum / weights, level.side);
}

double of_current(std::span<const DriverKind> drivers, const LogReading& milliamperes,
                  double volts) {
    double sum = 0;
    for (const DriverKind& kind : drivers)
        sum += kind.weight * likelihood(milliamperes, kind.log10_median(volts), kind.decades);
    return with_strays(sum, milliamperes.side);
}

/// lg(limit) - lg(EMF/total) of two independent normals is normal: difference of their means,
/// sum of their variances.
double of_sag(std::span<const PortKind> ports, std::span<const DriverKind> drivers,
              const LogReading& sag, double total_ohm, const std::optional<LogReading>& impedance) {
    double sum = 0;
    double weights = 0;
    for (const PortKind& port : ports) {
        const double weight = weight_given(port, impedance);
        weights += weight;
        const double linear = std::log10(1e3 * port.volts / total_ohm);
        for (const DriverKind& driver : drivers)
            sum += weight * driver.weight *
                   likelihood(sag, driver.log10_median(port.volts) - linear,
                              std::hypot(port.volts_decades, driver.decades));
    }
    return with_strays(sum / weights, sag.side);
}

/// Hybrid shares headphone's population.
template <class Likelihood>
ClassScores of_each_class(Likelihood of) {
    const double headphone = of(std::span<const PortKind>(headphone_ports),
                                std::span<const DriverKind>(headphone_drivers));
    return {
        {of(std::span<const PortKind>(line_ports), std::span<const DriverKind>(line_drivers)),
         headphone, headphone,
         of(std::span<const PortKind>(other_ports), std::span<const DriverKind>(other_drivers))}};
}

/// The level that `share` of line outputs stay below, by bisection.
Volts line_level_below(double share, const std::optional<LogReading>& impedance) {
    double low = -3;
    double high = 3;
    while (high - low > 1e-6) {
        const double middle = (low + high) / 2;
        const LogReading reading{middle, 0, LogReading::Side::at_most};
        (of_level(line_ports, reading, impedance) < share ? low : high) = middle;
    }
    return Volts(std::pow(10, low));
}

}  // namespace

ClassScores likelihood_of_impedance(const LogReading& impedance) {
    return of_each_class([&](auto ports, auto) { return of_impedance(ports, impedance); });
}

ClassScores likelihood_of_level(const LogReading& level,
                                const std::optional<LogReading>& impedance) {
    return of_each_class([&](auto ports, auto) { return of_level(ports, level, impedance); });
}

LevelRange usual_line_level(const std::optional<LogReading>& impedance) {
    return {line_level_below(1.0 / 6, impedance), line_level_below(5.0 / 6, impedance)};
}

ClassScores likelihood_of_current(const LogReading& milliamperes, Volts emf) {
    return of_each_class(
        [&](auto, auto drivers) { return of_current(drivers, milliamperes, emf.value()); });
}

ClassScores likelihood_of_sag(const LogReading& sag, double total_ohm,
                              const std::optional<LogReading>& impedance) {
    return of_each_class([&](auto ports, auto drivers) {
        return of_sag(ports, drivers, sag, total_ohm, impedance);
    });
}

}  // namespace ohmloop::classify
