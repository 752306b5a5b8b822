#include "ohmloop/classify/population.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

namespace ohmloop::classify {

namespace {

using profiles::ClassPopulation;
using profiles::DriverKind;
using profiles::Populations;
using profiles::PortKind;

/// Stages with more swing are built with more current.
double log10_median_ma(const DriverKind& kind, double volts) {
    return std::log10(kind.median_ma) + kind.growth * std::log10(std::max(volts / 1.5, 1.0));
}

/// No population is known to its tails: this much of each class may be nearly anywhere.
constexpr double stray_share = 0.05;

/// Where strays are, as scripts/port_populations counts them: 2 in 3 within 1 ohm to 1 kohm, and
/// 0.5 to 8 V.
struct Anywhere {
    double lg;
    double decades;
};
const Anywhere any_ohm{std::log10(30.0), 1.5};
const Anywhere any_v{std::log10(2.0), 0.6};

/// What follows from circuits alone has no strays to count: so many drivers of each kind lie
/// anywhere about it, and alike for all kinds, so that less current never speaks for more.
constexpr double unforeseen_share = 0.01;
constexpr double unforeseen_decades = 1;

double bell(double x, double mean, double deviation) {
    const double z = (x - mean) / deviation;
    return std::exp(-z * z / 2) / (deviation * std::sqrt(2 * std::numbers::pi));
}

double normal_below(double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }

/// Where a value of a population lies once it was read.
struct Normal {
    double mean;
    double deviation;

    /// Between what is usual and the reading, nearer to the sharper of the two.
    [[nodiscard]] Normal after(double x, double reading_deviation) const {
        const double kept =
            deviation * deviation / (deviation * deviation + std::pow(reading_deviation, 2));
        return {mean + kept * (x - mean), std::max(std::sqrt(kept) * reading_deviation, 1e-9)};
    }
    [[nodiscard]] double below(double x) const { return normal_below((x - mean) / deviation); }
};

/// Density at an exact reading, or the share on its side of a bound.
double likelihood(const LogReading& reading, double mean, double decades) {
    const double spread = std::hypot(decades, reading.deviation);
    switch (reading.side) {
        case LogReading::Side::at_least:
            return normal_below((mean - reading.log10_value) / spread);
        case LogReading::Side::at_most:
            return normal_below((reading.log10_value - mean) / spread);
        case LogReading::Side::exactly:
            break;
    }
    return bell(reading.log10_value, mean, spread);
}

/// What is not known excludes nothing.
double likelihood(const std::optional<LogReading>& reading, double mean, double decades) {
    return reading ? likelihood(*reading, mean, decades) : 1;
}

using Reading = std::optional<LogReading>;

/// The density that scripts/port_populations fits: strays are one more kind of port, whose
/// impedance and level belong to the same port.
double joint(std::span<const PortKind> kinds, const Reading& impedance, const Reading& level) {
    double sum = 0;
    for (const PortKind& kind : kinds)
        sum += kind.weight * likelihood(impedance, std::log10(kind.median_ohm), kind.ohm_decades) *
               likelihood(level, std::log10(kind.median_v), kind.v_decades);
    return (1 - stray_share) * sum + stray_share *
                                         likelihood(impedance, any_ohm.lg, any_ohm.decades) *
                                         likelihood(level, any_v.lg, any_v.decades);
}

double of_impedance(std::span<const PortKind> kinds, const LogReading& impedance) {
    return joint(kinds, impedance, {});
}

double of_level(std::span<const PortKind> kinds, const LogReading& level,
                const Reading& impedance) {
    return joint(kinds, impedance, level) / joint(kinds, impedance, {});
}

/// Weight of a kind once the impedance is known (unnormalised).
double weight_given(const PortKind& kind, const Reading& impedance) {
    if (!impedance) return kind.weight;
    const double fit = likelihood(impedance, std::log10(kind.median_ohm), kind.ohm_decades);
    return kind.weight * (fit + 1e-9);
}

/// Sum over a class's drivers of what `fit(mean, decades)` makes of each, the unforeseen included.
template <class Fit>
double of_drivers(std::span<const DriverKind> drivers, Volts swing, Fit fit) {
    double sum = 0;
    for (const DriverKind& kind : drivers) {
        const double mean = log10_median_ma(kind, swing.value());
        sum += kind.weight * ((1 - unforeseen_share) * fit(mean, kind.ma_decades) +
                              unforeseen_share * fit(mean, unforeseen_decades));
    }
    return sum;
}

/// lg(limit) - lg(EMF/total) of two independent normals is normal: difference of their means,
/// sum of their variances.
double of_sag(const ClassPopulation& population, const LogReading& sag, double total_ohm,
              const std::optional<LogReading>& impedance) {
    double sum = 0;
    double weights = 0;
    for (const PortKind& port : population.ports) {
        const double weight = weight_given(port, impedance);
        weights += weight;
        const double linear = std::log10(1e3 * port.median_v / total_ohm);
        const double ohm = impedance ? std::pow(10, impedance->log10_value) : port.median_ohm;
        sum += weight * of_drivers(population.drivers, swing_into_headphones(port.median_v, ohm),
                                   [&](double mean, double decades) {
                                       return likelihood(sag, mean - linear,
                                                         std::hypot(port.v_decades, decades));
                                   });
    }
    return sum / weights;
}

/// What a reading leaves of a kind's spread, within a span of the axis.
double share_within(const LogSpan& span, const Reading& reading, double mean, double decades) {
    const Normal usual{mean, decades};
    if (!reading) return usual.below(span.high) - usual.below(span.low);
    const double x = reading->log10_value;
    if (reading->side == LogReading::Side::exactly) {
        const Normal known = usual.after(x, reading->deviation);
        return known.below(span.high) - known.below(span.low);
    }
    const bool at_most = reading->side == LogReading::Side::at_most;
    const double low = at_most ? span.low : std::max(span.low, x);
    const double high = at_most ? std::min(span.high, x) : span.high;
    const double left = at_most ? usual.below(x) : 1 - usual.below(x);
    return high <= low || left <= 0 ? 0 : (usual.below(high) - usual.below(low)) / left;
}

/// Hybrid shares headphone's population.
template <class Likelihood>
ClassScores of_each_class(const Populations& populations, Likelihood of) {
    const double headphone = of(populations.headphone);
    return {{of(populations.line), headphone, headphone, of(populations.other)}};
}

/// The level that `share` of these ports stay below, by bisection.
Volts level_below(double share, const ClassPopulation& population,
                  const std::optional<LogReading>& impedance) {
    double low = -3;
    double high = 3;
    while (high - low > 1e-6) {
        const double middle = (low + high) / 2;
        const LogReading reading{middle, 0, LogReading::Side::at_most};
        (of_level(population.ports, reading, impedance) < share ? low : high) = middle;
    }
    return Volts(std::pow(10, low));
}

}  // namespace

ClassScores likelihood_of_impedance(const Populations& populations, const LogReading& impedance) {
    return of_each_class(populations, [&](const ClassPopulation& population) {
        return of_impedance(population.ports, impedance);
    });
}

ClassScores likelihood_of_level(const Populations& populations, const LogReading& level,
                                const std::optional<LogReading>& impedance) {
    return of_each_class(populations, [&](const ClassPopulation& population) {
        return of_level(population.ports, level, impedance);
    });
}

double headphone_share_within(const Populations& populations, const PortReadings& readings,
                              const LogSpan& ohm, const LogSpan& volts) {
    double within = 0;
    double all = 0;
    const auto add = [&](double weight, double lg_ohm, double ohm_decades, double lg_v,
                         double v_decades) {
        const double fit = weight * likelihood(readings.impedance, lg_ohm, ohm_decades) *
                           likelihood(readings.level, lg_v, v_decades);
        all += fit;
        within += fit * share_within(ohm, readings.impedance, lg_ohm, ohm_decades) *
                  share_within(volts, readings.level, lg_v, v_decades);
    };
    for (const PortKind& kind : populations.headphone.ports)
        add((1 - stray_share) * kind.weight, std::log10(kind.median_ohm), kind.ohm_decades,
            std::log10(kind.median_v), kind.v_decades);
    add(stray_share, any_ohm.lg, any_ohm.decades, any_v.lg, any_v.decades);
    return all > 0 ? within / all : 0;
}

ClassScores sharpened(const Populations& populations, const ClassScores& likelihood) {
    ClassScores nats = logarithm(likelihood);
    for (const Candidate c : candidates) nats[c] *= populations.sharpness;
    return nats;
}

LevelRange usual_line_level(const Populations& populations,
                            const std::optional<LogReading>& impedance) {
    return {level_below(1.0 / 6, populations.line, impedance),
            level_below(5.0 / 6, populations.line, impedance)};
}

Volts swing_into_headphones(double emf_v, double source_ohm) {
    constexpr double headphone_ohm = 32;
    return Volts(emf_v * headphone_ohm / (headphone_ohm + source_ohm));
}

ClassScores likelihood_of_current(const Populations& populations, const LogReading& milliamperes,
                                  Volts swing) {
    return of_each_class(populations, [&](const ClassPopulation& population) {
        return of_drivers(population.drivers, swing, [&](double mean, double decades) {
            return likelihood(milliamperes, mean, decades);
        });
    });
}

ClassScores likelihood_of_limit(const Populations& populations, const LogReading& milliamperes,
                                double log10_most_ma, Volts swing) {
    const double x = milliamperes.log10_value;
    const double reading = milliamperes.deviation;
    const auto fit = [&](double mean, double decades) {
        const Normal usual{mean, decades};
        const double below = bell(x, mean, std::hypot(decades, reading)) *
                             usual.after(x, reading).below(log10_most_ma);
        const double beyond = normal_below((mean - log10_most_ma) / decades);
        return below + beyond * bell(x, log10_most_ma, reading);
    };
    return of_each_class(populations, [&](const ClassPopulation& population) {
        return of_drivers(population.drivers, swing, fit);
    });
}

ClassScores likelihood_of_sag(const Populations& populations, const LogReading& sag,
                              double total_ohm, const std::optional<LogReading>& impedance) {
    return of_each_class(populations, [&](const ClassPopulation& population) {
        return of_sag(population, sag, total_ohm, impedance);
    });
}

}  // namespace ohmloop::classify
