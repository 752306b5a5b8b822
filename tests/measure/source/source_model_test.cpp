#include "measure/source/source_model.hpp"

#include "ohmloop/measure/needs.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace ohmloop::measure {
namespace {

using result::Figure;
using result::Kind;
using result::Shape;
using Complex = std::complex<double>;

constexpr double resistance_ohm = 100;
constexpr double capacitance_f = 10e-6;
constexpr double inductance_h = 1e-3;
const std::vector<double> tones_hz{20, 100, 997, 3150, 10000, 20000};

double radians_per_s(double hz) { return 2 * std::numbers::pi * hz; }

Complex series_source(double hz) {
    const double w = radians_per_s(hz);
    return {resistance_ohm, w * inductance_h - 1 / (w * capacitance_f)};
}

/// The source at each tone, its imaginary part known to `terms`.
template <class Terms>
std::vector<ImpedanceEstimate> known_to(const Terms& terms) {
    std::vector<ImpedanceEstimate> estimates;
    for (const double hz : tones_hz) {
        const auto z = series_source(hz);
        estimates.push_back({z, {}, {{"noise", 1e-3, Shape::normal, 0}}, terms(z)});
    }
    return estimates;
}

Figure reported(const char* quantity, const std::vector<ImpedanceEstimate>& estimates) {
    Findings findings;
    report_source_model(tones_hz, estimates, std::nullopt, 0, findings);
    for (const auto& figure : findings.figures)
        if (figure.key.quantity == quantity) return figure;
    return {};
}

double expanded(double standard, Shape shape) {
    return result::expanded_uncertainty({0, {{"", standard, shape, 0}}});
}

}  // namespace

TEST(source_model, FindsTheCapacitorAndTheInductance) {
    const auto estimates = known_to([](Complex) {
        return std::vector<result::Term>{{"noise, 33", 1e-3, Shape::normal, 0}};
    });
    EXPECT_NEAR(*reported("coupling_capacitance", estimates).value, capacitance_f, 1e-15);
    EXPECT_NEAR(*reported("source_inductance", estimates).value, inductance_h, 1e-13);
}

// A resistor that is 1 % off makes every reactance 1 % off, and so both parts: frequencies are no
// repetitions of it.
TEST(source_model, ErrorsCommonToAllFrequenciesAreNotAveraged) {
    const double share = 0.01 / std::sqrt(3.0);
    const auto estimates = known_to([&](Complex z) {
        return std::vector<result::Term>{{"load 33", share * z.imag(), Shape::rectangular, 0}};
    });
    const auto c = reported("coupling_capacitance", estimates);
    const auto l = reported("source_inductance", estimates);
    // The floor of 0.1 mohm a frequency is some 1e-6 of either.
    const double u = expanded(share, Shape::rectangular);
    EXPECT_NEAR(*c.uncertainty / capacitance_f, u, 1e-3 * u);
    EXPECT_NEAR(*l.uncertainty / inductance_h, u, 1e-3 * u);
    EXPECT_EQ(c.dominant, "load 33");
}

TEST(source_model, NoiseIsEachFrequencysOwn) {
    constexpr double noise_ohm = 0.5;
    const auto exact = known_to([](Complex) {
        return std::vector<result::Term>{{"noise, open", 0.3, Shape::normal, 0},
                                         {"noise, 33", 0.4, Shape::normal, 0}};
    });
    std::mt19937_64 random(7);
    std::normal_distribution<double> noise(0, noise_ohm);
    double squares = 0;
    constexpr int draws = 4000;
    for (int k = 0; k < draws; ++k) {
        auto drawn = exact;
        for (auto& estimate : drawn) estimate.value += Complex(0, noise(random));
        const double error = *reported("source_inductance", drawn).value - inductance_h;
        squares += error * error;
    }
    // The scatter of 4000 draws is known to 1.1 %: three times that.
    const double scatter = std::sqrt(squares / draws);
    const auto figure = reported("source_inductance", exact);
    EXPECT_NEAR(*figure.uncertainty, expanded(scatter, Shape::normal), 0.034 * *figure.uncertainty);
}

TEST(source_model, PartsThatDoNotStandOutAreBounds) {
    std::vector<ImpedanceEstimate> estimates(tones_hz.size(),
                                             {resistance_ohm,
                                              {},
                                              {{"noise", 1e-3, Shape::normal, 0}},
                                              {{"noise, 33", 0.1, Shape::normal, 0}}});
    EXPECT_EQ(reported("coupling_capacitance", estimates).kind, Kind::lower_bound);
    EXPECT_EQ(reported("source_inductance", estimates).kind, Kind::upper_bound);
}

TEST(source_model, NamesNoCapacitorLargerThanAnyOutputHas) {
    const auto with = [](double farads) {
        std::vector<ImpedanceEstimate> estimates;
        for (const double hz : tones_hz)
            estimates.push_back({{resistance_ohm, -1 / (radians_per_s(hz) * farads)},
                                 {},
                                 {{"noise", 1e-3, Shape::normal, 0}},
                                 {{"noise, 33", 1e-4, Shape::normal, 0}}});
        return reported("coupling_capacitance", estimates);
    };
    EXPECT_EQ(with(4.7e-3).kind, Kind::measured);
    const auto phantom = with(0.12);
    EXPECT_EQ(phantom.kind, Kind::lower_bound);
    EXPECT_GT(*phantom.value, 10e-3);
    EXPECT_LT(*phantom.value, 0.12);
}

}  // namespace ohmloop::measure
