#include "classify/typical_port.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ohmloop::classify {

namespace {

using profiles::ClassPopulation;
using profiles::DriverKind;
using profiles::PortKind;

constexpr double part = 1.0 / 6;

/// Share of a normal distribution below x.
double share_below(double x, double mean, double deviation) {
    return std::erfc((mean - x) / (deviation * std::numbers::sqrt2)) / 2;
}

/// Where `share` of lg x, given as a sum of normal distributions, lies below; by bisection.
template <class Below>
double quantile(double share, Below below) {
    double low = -9;
    double high = 9;
    while (high - low > 1e-5) {
        const double centre = (low + high) / 2;
        (below(centre) < share ? low : high) = centre;
    }
    return std::pow(10, low);
}

template <class Below>
MiddleRange middle_of(Below below) {
    return {quantile(part, below), quantile(1 - part, below)};
}

/// As in what verdicts weigh by: stages with more swing are built with more current.
double median_amperes(const DriverKind& kind, double volts) {
    return 1e-3 * kind.median_ma * std::pow(std::max(volts / 1.5, 1.0), kind.growth);
}

/// Share of a kind's ports that drive at most 10^lg amperes through a load: where not both the EMF
/// and the current limit allow more. Over the impedance's distribution by steps of half a
/// deviation, whose ends hold all but 0.3 %.
double share_driving(double lg_amperes, const PortKind& port, const DriverKind& driver,
                     double load_ohm) {
    constexpr double step = 0.5;
    constexpr double last = 3;
    const double limit = std::log10(median_amperes(driver, port.median_v));
    const double more_by_limit = 1 - share_below(lg_amperes, limit, driver.ma_decades);
    double sum = 0;
    double weights = 0;
    for (double z = -last; z <= last; z += step) {
        const double ohm = port.median_ohm * std::pow(10, port.ohm_decades * z);
        const double straight = std::log10(port.median_v / (ohm + load_ohm));
        const double weight = std::exp(-z * z / 2);
        sum += weight * (1 - share_below(lg_amperes, straight, port.v_decades));
        weights += weight;
    }
    return 1 - more_by_limit * sum / weights;
}

/// Of a figure that each kind of port has by itself.
MiddleRange usual(const ClassPopulation& population, double PortKind::*median,
                  double PortKind::*decades) {
    return middle_of([&](double x) {
        double sum = 0;
        for (const PortKind& kind : population.ports)
            sum += kind.weight * share_below(x, std::log10(kind.*median), kind.*decades);
        return sum;
    });
}

}  // namespace

MiddleRange usual_ohm(const ClassPopulation& population) {
    return usual(population, &PortKind::median_ohm, &PortKind::ohm_decades);
}

MiddleRange usual_volts(const ClassPopulation& population) {
    return usual(population, &PortKind::median_v, &PortKind::v_decades);
}

// A kind of port has the current of its median level.
MiddleRange usual_amperes(const ClassPopulation& population) {
    return middle_of([&](double x) {
        double sum = 0;
        for (const PortKind& port : population.ports)
            for (const DriverKind& driver : population.drivers)
                sum += port.weight * driver.weight *
                       share_below(x, std::log10(median_amperes(driver, port.median_v)),
                                   driver.ma_decades);
        return sum;
    });
}

MiddleRange usual_watts(const ClassPopulation& population, double load_ohm) {
    const MiddleRange amperes = middle_of([&](double x) {
        double sum = 0;
        for (const PortKind& port : population.ports)
            for (const DriverKind& driver : population.drivers)
                sum += port.weight * driver.weight * share_driving(x, port, driver, load_ohm);
        return sum;
    });
    return {amperes.low * amperes.low * load_ohm, amperes.high * amperes.high * load_ohm};
}

}  // namespace ohmloop::classify
