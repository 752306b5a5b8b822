#include "ohmloop/classify/population.hpp"

#include "ohmloop/classify/classify.hpp"
#include "ohmloop/classify/published_port.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <utility>

namespace ohmloop::classify_tests {

namespace {

using classify::Candidate;
using classify::ClassScores;
using classify::LogReading;
using Side = LogReading::Side;

const profiles::Populations& shipped = profiles::built_in_populations();

LogReading exactly(double value) { return {std::log10(value), 0.005, Side::exactly}; }
LogReading at_least(double value) { return {std::log10(value), 0.005, Side::at_least}; }
LogReading at_most(double value) { return {std::log10(value), 0.005, Side::at_most}; }

double for_line(const ClassScores& likelihood) {
    return std::log(likelihood[Candidate::line] / likelihood[Candidate::headphone]);
}

TEST(Population, DensitiesOfImpedanceIntegrateToOne) {
    for (const Candidate c : classify::candidates) {
        double sum = 0;
        const double step = 0.01;
        for (double x = -3.5; x < 8; x += step)
            sum += step * classify::likelihood_of_impedance(shipped, {x, 0.0, Side::exactly})[c];
        // Of the strays, 5 % with 1.5 decades around 30 ohm, 0.04 % lie below the lowest step.
        EXPECT_NEAR(sum, 1, 0.006) << classify::name_of(c);
    }
}

TEST(Population, BoundsAreTheSharesOnTheirSide) {
    for (const double ohm : {0.2, 5.0, 300.0})
        for (const Candidate c : classify::candidates) {
            const double below = classify::likelihood_of_impedance(shipped, at_most(ohm))[c];
            const double above = classify::likelihood_of_impedance(shipped, at_least(ohm))[c];
            EXPECT_NEAR(below + above, 1, 1e-12);  // rounding
        }
}

/// What scripts/port_populations fits, of exact readings: of each class 0.95 of its kinds, and 0.05
/// within 1.5 decades of 30 ohm and 0.6 of 2 V, both of one port.
double normal(double lg, double median, double decades) {
    const double z = (lg - std::log10(median)) / decades;
    return std::exp(-z * z / 2) / (decades * std::sqrt(2 * std::numbers::pi));
}

double fitted(const profiles::ClassPopulation& population, double lg_ohm, double lg_v) {
    double density = 0.05 * normal(lg_ohm, 30, 1.5) * normal(lg_v, 2, 0.6);
    for (const auto& kind : population.ports)
        density += 0.95 * kind.weight * normal(lg_ohm, kind.median_ohm, kind.ohm_decades) *
                   normal(lg_v, kind.median_v, kind.v_decades);
    return density;
}

TEST(Population, ImpedanceAndLevelTogetherWeighAsTheFittedDensity) {
    for (double lg_ohm = -2; lg_ohm < 5; lg_ohm += 0.37)
        for (double lg_v = -2; lg_v < 2; lg_v += 0.23) {
            const LogReading ohm{lg_ohm, 0, Side::exactly};
            const LogReading volts{lg_v, 0, Side::exactly};
            const auto of_ohm = classify::likelihood_of_impedance(shipped, ohm);
            const auto of_volts = classify::likelihood_of_level(shipped, volts, ohm);
            const auto weighed = [&](Candidate c) { return of_ohm[c] * of_volts[c]; };
            const auto expect = [&](Candidate c, const profiles::ClassPopulation& population) {
                const double density = fitted(population, lg_ohm, lg_v);
                // Rounding: sums of eight positive terms.
                EXPECT_NEAR(weighed(c), density, 1e-12 * density) << lg_ohm << ' ' << lg_v;
            };
            expect(Candidate::line, shipped.line);
            expect(Candidate::headphone, shipped.headphone);
            expect(Candidate::other, shipped.other);
        }
}

/// Where no kind of either class lies, both hold as many strays: the port may be either.
TEST(Population, APortThatIsNeitherKindsSpeaksForNeither) {
    for (const auto& [ohm, volts] : {std::pair{1.0, 0.03}, std::pair{3e4, 0.02}}) {
        const double together =
            for_line(classify::likelihood_of_impedance(shipped, exactly(ohm))) +
            for_line(classify::likelihood_of_level(shipped, exactly(volts), exactly(ohm)));
        EXPECT_NEAR(together, 0, 0.05) << ohm;  // what the bells' tails still add there
    }
}

TEST(Population, LowImpedanceSpeaksForHeadphoneAndHighForLine) {
    EXPECT_LT(for_line(classify::likelihood_of_impedance(shipped, exactly(0.5))), -2);
    EXPECT_GT(for_line(classify::likelihood_of_impedance(shipped, exactly(300))), 1);
}

TEST(Population, ImpedanceBetween25And60OhmsIsNearlyACoinToss) {
    for (const double ohm : {30.0, 40.0, 45.0})
        EXPECT_LT(std::abs(for_line(classify::likelihood_of_impedance(shipped, exactly(ohm)))), 0.7)
            << ohm;
}

TEST(Population, ImpedanceBetween25And60OhmsAloneIsNoVerdict) {
    for (const double ohm : {25.0, 33.0, 40.0, 47.0, 60.0}) {
        classify::PublishedPort port;
        port.impedance_ohm = ohm;
        const auto verdict = classify::verdict_on(classify::facts_of(port));
        EXPECT_EQ(verdict.port_class, result::PortClass::undecided) << verdict.summary;
    }
}

TEST(Population, TheUsualLevelHoldsTwoThirdsOfLineOutputs) {
    for (const auto& impedance : {std::optional(exactly(0.9)), std::optional(exactly(213)),
                                  std::optional(at_most(0.2)), std::optional<LogReading>()}) {
        const auto usual = classify::usual_line_level(shipped, impedance);
        const auto share = [&](double volts) {
            return classify::likelihood_of_level(shipped, {std::log10(volts), 0, Side::at_most},
                                                 impedance)[Candidate::line];
        };
        // The bisection ends within 1e-6 decades, at densities below 2 a decade.
        EXPECT_NEAR(share(usual.high.value()) - share(usual.low.value()), 2.0 / 3, 1e-5);
        EXPECT_NEAR(share(usual.low.value()), 1.0 / 6, 1e-5);
    }
}

TEST(Population, SevenVoltsBehind470OhmsIsNoPlayersLineOutput) {
    // Receivers' headphone outputs have 12 V behind 400 ohm, players' line outputs 1 to 2 V.
    EXPECT_LT(for_line(classify::likelihood_of_level(shipped, exactly(7), exactly(470))), -0.5);
    EXPECT_GT(for_line(classify::likelihood_of_level(shipped, exactly(2), exactly(470))), 2);
}

TEST(Population, AFewMilliamperesAreALineDriversLimit) {
    EXPECT_GT(for_line(classify::likelihood_of_current(shipped, exactly(5), Volts(2))), 3);
    EXPECT_LT(for_line(classify::likelihood_of_current(shipped, exactly(60), Volts(2))), -1);
}

TEST(Population, ALimitedPlayersLowLevelDoesNotCountAsALimit) {
    // 150 mV into 33 ohm is 4.5 mA, reached without strain: nearly every stage can do that.
    EXPECT_NEAR(for_line(classify::likelihood_of_current(shipped, at_least(4.5), Volts(0.15))),
                -0.35, 0.2);
}

TEST(Population, SagWithoutVoltsAgreesWithCurrentWithVoltsOnItsDirection) {
    // 15 dB below what 10 ohm and 33 ohm would draw.
    const LogReading sag{-15.0 / 20, 0.02, Side::exactly};
    EXPECT_GT(for_line(classify::likelihood_of_sag(shipped, sag, 43, exactly(10))), 0.5);
    EXPECT_LT(
        for_line(classify::likelihood_of_sag(shipped, {0, 0.02, Side::at_least}, 43, exactly(10))),
        0);
}

TEST(Population, HybridSharesHeadphonesPopulation) {
    const auto likelihood = classify::likelihood_of_impedance(shipped, exactly(20));
    EXPECT_EQ(likelihood[Candidate::hybrid], likelihood[Candidate::headphone]);
}

}  // namespace

}  // namespace ohmloop::classify_tests
