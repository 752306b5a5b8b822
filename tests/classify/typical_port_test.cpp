#include "classify/typical_port.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace ohmloop::classify_tests {

namespace {

using classify::MiddleRange;
using profiles::ClassPopulation;

// A sixth of a normal distribution lies below -0.96742 deviations.
constexpr double sixth = 0.96742;

ClassPopulation one_kind() {
    ClassPopulation population;
    population.ports = {{1, 100, 0.3, 2, 0.2}};
    population.drivers = {{1, 8, 0.45}};
    return population;
}

void expect_range(const MiddleRange& found, double median, double decades) {
    EXPECT_NEAR(found.low, median * std::pow(10, -sixth * decades), 1e-4 * found.low);
    EXPECT_NEAR(found.high, median * std::pow(10, sixth * decades), 1e-4 * found.high);
}

TEST(TypicalPort, OfOneBellIsItsMiddleTwoThirds) {
    expect_range(classify::usual_ohm(one_kind()), 100, 0.3);  // 1e-4: the bisection's end
    expect_range(classify::usual_volts(one_kind()), 2, 0.2);
    expect_range(classify::usual_amperes(one_kind()), 8e-3, 0.45);
}

TEST(TypicalPort, OfTwoBellsFarApartEachHoldsItsShare) {
    ClassPopulation population = one_kind();
    population.ports = {{0.5, 1, 0.1, 2, 0.2}, {0.5, 1000, 0.1, 2, 0.2}};
    // A sixth of all is a third of the lower bell: -0.43073 deviations.
    const auto found = classify::usual_ohm(population);
    EXPECT_NEAR(found.low, std::pow(10, -0.043073), 1e-3);
    EXPECT_NEAR(found.high, 1000 * std::pow(10, 0.043073), 1);
}

TEST(TypicalPort, CurrentGrowsWithTheSwingOfItsKind) {
    ClassPopulation population = one_kind();
    population.ports.front().median_v = 6;
    population.drivers.front().growth = 0.5;
    expect_range(classify::usual_amperes(population), 16e-3, 0.45);  // (6 / 1.5)^0.5 = 2
}

/// By drawing ports.
MiddleRange drawn_watts(const ClassPopulation& population, double load_ohm) {
    std::mt19937_64 random(1);
    std::normal_distribution<double> normal;
    std::vector<double> watts;
    std::vector<double> port_weights;
    std::vector<double> driver_weights;
    for (const auto& kind : population.ports) port_weights.push_back(kind.weight);
    for (const auto& kind : population.drivers) driver_weights.push_back(kind.weight);
    std::discrete_distribution<std::size_t> ports(port_weights.begin(), port_weights.end());
    std::discrete_distribution<std::size_t> drivers(driver_weights.begin(), driver_weights.end());
    auto draw = [&](double median, double decades) {
        return median * std::pow(10, decades * normal(random));
    };
    for (int i = 0; i < 100000; ++i) {
        const auto& port = population.ports[ports(random)];
        const auto& driver = population.drivers[drivers(random)];
        const double volts = draw(port.median_v, port.v_decades);
        const double ohm = draw(port.median_ohm, port.ohm_decades);
        const double growth = std::pow(std::max(port.median_v / 1.5, 1.0), driver.growth);
        const double most = draw(1e-3 * driver.median_ma * growth, driver.ma_decades);
        const double amperes = std::min(volts / (ohm + load_ohm), most);
        watts.push_back(amperes * amperes * load_ohm);
    }
    std::ranges::sort(watts);
    return {watts[watts.size() / 6], watts[5 * watts.size() / 6]};
}

TEST(TypicalPort, PowerIsThatOfPortsDrawnFromThePopulation) {
    const auto& shipped = profiles::built_in_populations();
    for (const auto* population : {&shipped.line, &shipped.headphone})
        for (const double load_ohm : {16.0, 32.0, 300.0}) {
            const auto drawn = drawn_watts(*population, load_ohm);
            const auto found = classify::usual_watts(*population, load_ohm);
            // 100000 ports: a sixth of them is known to 1 % of itself, some 1 % of a decade, 3 %
            // of a power where they lie thinly.
            EXPECT_NEAR(found.low, drawn.low, 0.04 * drawn.low) << load_ohm;
            EXPECT_NEAR(found.high, drawn.high, 0.04 * drawn.high) << load_ohm;
        }
}

}  // namespace

}  // namespace ohmloop::classify_tests
