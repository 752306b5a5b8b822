#include "ohmloop/classify/contribution.hpp"

#include "classify/circuits.hpp"

#include "ohmloop/classify/classify.hpp"
#include "ohmloop/classify/published_port.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace ohmloop::classify_tests {

namespace {

using classify::PortFacts;
using classify::Settings;
using profiles::Populations;

double log_ratio(const std::map<std::string, double>& shares) {
    return std::log(shares.at("line") / (shares.at("headphone") + shares.at("hybrid")));
}

/// From the stated priors to the stated probabilities, by what the criteria say.
void expect_to_add_up(const result::Verdict& verdict, const std::string& name) {
    double ratio = log_ratio(verdict.priors);
    std::map<std::string, double> sums;
    for (const auto& [port_class, prior] : verdict.priors) sums[port_class] = std::log(prior);
    for (const auto& criterion : verdict.criteria) {
        ratio += criterion.log_likelihood_ratio.value();
        for (const auto& [port_class, nats] : criterion.log_likelihood) sums[port_class] += nats;
        EXPECT_TRUE(criterion.measured || criterion.log_likelihood_ratio == 0)
            << name << ": " << criterion.name << " counts, " << criterion.text;
    }
    // Rounding: ten logarithms of some units.
    EXPECT_NEAR(ratio, log_ratio(verdict.probabilities), 1e-9) << name;
    for (const auto& [port_class, sum] : sums)
        EXPECT_NEAR(sum, std::log(verdict.probabilities.at(port_class)), 1e-9) << name;
}

TheveninPort sensing() {
    TheveninPort one = port(1.0, 0.5);
    one.sensed = {{1000, 1.0}, {0, 1.25}};
    return one;
}

TEST(Contribution, FromThePriorsTheCriteriaAddUpToTheProbabilities) {
    const Settings doubting{.priors = {{0.1, 0.2, 0.3, 0.4}}};
    for (const TheveninPort& each :
         {port(1, 0.9), coupled(limited(2.1, 213, 0.008), 10e-6), port(7, 470), port(3, 20), tube(),
          port(1, 12000), port(20, 0.05), limited(2.0, 1, 0.006)})
        for (const Bench& bench : {Bench{}, without_volts(), loads({}), loads({300}),
                                   Bench{.volume = "fixed"}, Bench{.volume = "40 %"}})
            for (const Settings& settings : {Settings{}, doubting}) {
                auto result = measured(each, bench);
                classify::add_verdict(result, {settings});
                expect_to_add_up(*result.verdict, result.verdict->summary);
                expect_to_add_up(result.channel_verdicts.at("left"), "left");
            }
    auto sensed = measured(sensing(), loads({4700, 100, 33}));
    sensed.doubts.emplace_back().code = "load_sensing";
    classify::add_verdict(sensed);
    expect_to_add_up(*sensed.verdict, "load sensing");
}

TEST(Contribution, OfTwoChannelsThatDifferTheyAddUpToTheirMean) {
    auto result = measured(port(1, 0.9));
    const auto other = measured(limited(2.1, 213, 0.008));
    std::erase_if(result.figures, [](const auto& f) { return f.key.channel == "right"; });
    for (const auto& figure : other.figures)
        if (figure.key.channel == "right") result.figures.push_back(figure);
    classify::add_verdict(result);
    const auto& mean = result.verdict->probabilities;
    ASSERT_NEAR(mean.at("line"),
                (result.channel_verdicts.at("left").probabilities.at("line") +
                 result.channel_verdicts.at("right").probabilities.at("line")) /
                    2,
                1e-12);
    expect_to_add_up(*result.verdict, "both");
}

TEST(Contribution, OfAnySubsetOfADataSheetTheyAddUp) {
    for (int kept = 0; kept < 64; ++kept) {
        classify::PublishedPort sheet;
        if (kept & 1) sheet.impedance_ohm = 75;
        if (kept & 2) sheet.unloaded_v = 1.2;
        if (kept & 4) sheet.coupling_farads = 220e-6;
        if (kept & 8) sheet.loaded = {{32, 0.3}};
        if (kept & 16) sheet.balanced = false;
        if (kept & 32) sheet.adjustable = false;
        expect_to_add_up(classify::verdict_on(classify::facts_of(sheet)), std::to_string(kept));
    }
}

TEST(Contribution, WhatFollowsFromOtherFactsAddsNothingAndNamesThem) {
    const auto verdict = verdict_on(port(3, 20));
    for (const auto& one : verdict.criteria) {
        if (one.name != "power_output" && one.name != "use_case") continue;
        EXPECT_NEAR(one.log_likelihood_ratio.value(), 0, 1e-12) << one.name;  // rounding
        EXPECT_EQ(one.uncertainty, 0) << one.name;
        EXPECT_THAT(one.counted_in,
                    testing::ElementsAre("signal_level", "amplification", "impedance"));
        if (one.name == "use_case") {
            EXPECT_GT(one.log_likelihood.at("hybrid"), one.log_likelihood.at("headphone") + 1);
        }
    }
}

// ---- uncertainty, against closed forms

constexpr double line_ohm = 100;
constexpr double headphone_ohm = 1;
constexpr double decades = 0.5;

/// One Gaussian a class, so many devices behind each.
Populations two_bells(double line_devices, double headphone_devices) {
    Populations all = profiles::built_in_populations();
    auto bell = [](double ohm, double devices) {
        return std::vector<profiles::PortKind>{
            {1, ohm, decades, 2, 0.3, devices, devices, devices}};
    };
    all.line.ports = bell(line_ohm, line_devices);
    all.headphone.ports = bell(headphone_ohm, headphone_devices);
    all.sharpness = 1;
    return all;
}

PortFacts impedance_alone(double ohm, double part) {
    PortFacts facts;
    facts.impedance_ohm = facts.resistance_ohm =
        classify::Known{ohm, ohm / (1 + part), ohm * (1 + part)};
    return facts;
}

double density(double lg_ohm, double median, double spread) {
    const double z = (lg_ohm - std::log10(median)) / spread;
    return std::exp(-z * z / 2) / (spread * std::sqrt(2 * std::numbers::pi));
}

/// 5 % of each class lie within 1.5 decades of 30 ohm, read as inexactly as the bells.
double strays(double lg_ohm, double spread) {
    const double reading = std::sqrt(spread * spread - decades * decades);
    return 0.05 * density(lg_ohm, 30, std::hypot(1.5, reading));
}

double ratio_at(double lg_ohm, double spread) {
    const double anywhere = strays(lg_ohm, spread);
    return std::log((0.95 * density(lg_ohm, line_ohm, spread) + anywhere) /
                    (0.95 * density(lg_ohm, headphone_ohm, spread) + anywhere));
}

/// Of one class: z/sqrt(n) by its median, (z^2 - 1)/sqrt(2n) by its spread, so far as it is not
/// strays that lie there.
double variance_at(double lg_ohm, double median, double spread, double devices) {
    const double z = (lg_ohm - std::log10(median)) / spread;
    const double bell = 0.95 * density(lg_ohm, median, spread);
    const double share = bell / (bell + strays(lg_ohm, spread));
    // The reading's own deviation widens the bell and is not the population's.
    const double own = decades / spread;
    return std::pow(share * z * own, 2) / devices +
           std::pow(share * (z * z - 1) * own * own, 2) / (2 * devices);
}

classify::RatioUncertainty of_impedance(const PortFacts& facts, const Populations& populations) {
    Settings settings;
    settings.populations = populations;
    return classify::ratio_uncertainties(facts, settings).at("impedance");
}

TEST(Contribution, PopulationsAreAsUncertainAsSoManyDevicesLeaveThem) {
    constexpr double reading_deviation = 0.004;
    const double spread = std::hypot(decades, reading_deviation);
    for (const double ohm : {0.5, 10.0, 25.0, 400.0}) {
        const double variance = variance_at(std::log10(ohm), line_ohm, spread, 2500) +
                                variance_at(std::log10(ohm), headphone_ohm, spread, 3600);
        const auto found = of_impedance(impedance_alone(ohm, 0.001), two_bells(2500, 3600));
        // First order: a deviation of 1/50 moves the slope itself by some percent of itself, and
        // that by half as much to either side nearly cancels.
        EXPECT_NEAR(found.populations, 1.96 * std::sqrt(variance), 0.005 * found.populations)
            << ohm;
    }
}

TEST(Contribution, FourTimesTheDevicesHalveTheUncertainty) {
    const auto few = of_impedance(impedance_alone(30, 0.001), two_bells(400, 400));
    const auto many = of_impedance(impedance_alone(30, 0.001), two_bells(1600, 1600));
    EXPECT_NEAR(few.populations, 2 * many.populations, 0.02 * few.populations);  // first order
}

TEST(Contribution, AFigureIsFollowedToBothEndsOfItsInterval) {
    constexpr double part = 0.2;
    const double deviation = std::log10(1 + part) / 1.96;
    const double spread = std::hypot(decades, deviation);
    for (const double ohm : {2.0, 10.0, 60.0}) {
        const double x = std::log10(ohm);
        const double found = ratio_at(x, spread);
        const double farthest =
            std::max(std::abs(ratio_at(x + std::log10(1 + part), spread) - found),
                     std::abs(ratio_at(x - std::log10(1 + part), spread) - found));
        const auto uncertainty =
            of_impedance(impedance_alone(ohm, part), two_bells(1000, 1000)).figures;
        EXPECT_NEAR(uncertainty, farthest, 1e-9) << ohm;  // rounding
    }
}

TEST(Contribution, WhatNobodyCountedIsJudgedToAFactorOfTwo) {
    // A ratio of two shares, each to 0.3 decades.
    PortFacts facts;
    facts.coupling_farads = classify::Known{10e-6, 10e-6, 10e-6};
    const auto found = classify::ratio_uncertainties(facts, {}).at("load_handling");
    EXPECT_NEAR(found.populations, 1.96 * std::sqrt(2) * std::log(10) * 0.3, 1e-9);
}

/// So many devices of so many of each class are fixed, and balanced.
Populations counting(double line_hits, double line_of, double headphone_hits, double headphone_of) {
    Populations all = profiles::built_in_populations();
    all.judged_decades = 0;
    all.line.published.fixed = all.line.published.balanced = line_hits;
    all.line.published.fixed_of = all.line.published.balanced_of = line_of;
    all.headphone.published.fixed = all.headphone.published.balanced = headphone_hits;
    all.headphone.published.fixed_of = all.headphone.published.balanced_of = headphone_of;
    return all;
}

double deviation_of(const char* criterion, const PortFacts& facts, const Populations& populations) {
    Settings settings;
    settings.populations = populations;
    return classify::ratio_uncertainties(facts, settings).at(criterion).populations / 1.96;
}

double ratio_of(const std::string& criterion, const PortFacts& facts,
                const Populations& populations) {
    for (const auto& one : classify::evidence(facts, classify::capability(facts), populations))
        if (one.criterion == criterion)
            return one.log_likelihood[classify::Candidate::line] -
                   one.log_likelihood[classify::Candidate::headphone];
    return 0;
}

TEST(Contribution, SharesWeighAsTheTableCountsThem) {
    PortFacts fixed;
    fixed.volume = classify::Volume::fixed;
    PortFacts settable;
    settable.adjustable = true;
    // 20.5 of 41, 2.5 of 100; of the rest 5 % are called fixed.
    const auto counted = counting(20, 40, 2, 99);
    const double line = 0.5 + 0.05 * 0.5;
    const double headphone = 0.025 + 0.05 * 0.975;
    EXPECT_NEAR(ratio_of("volume_control", fixed, counted), std::log(line / headphone), 1e-9);
    EXPECT_NEAR(ratio_of("volume_control", settable, counted),
                std::log((1 - line) / (1 - headphone)), 1e-9);
    EXPECT_NEAR(ratio_of("volume_control", fixed, counting(20, 40, 20, 40)), 0, 1e-9);

    PortFacts balanced;
    balanced.balanced = true;
    const double balanced_headphone = 0.025 + 0.06 * 0.975;  // 4.4 mm sockets, 6 % of the rest
    EXPECT_NEAR(ratio_of("device_compatibility", balanced, counted),
                std::log(0.5 / balanced_headphone), 1e-9);
}

TEST(Contribution, SharesAreAsUncertainAsSoManyCountedLeaveThem) {
    // A share p of n devices is beta-distributed with n + 1 in all: p (1 - p)/(n + 2). Balanced
    // line outputs have no allowance: d ln p = dp / p; unbalanced ones dp / (1 - p).
    const double line = 0.5 * 0.5 / 42;
    const double headphone = 0.025 * 0.975 / 101;
    const double told = 0.025 + 0.06 * 0.975;
    PortFacts facts;
    facts.balanced = true;
    EXPECT_NEAR(deviation_of("device_compatibility", facts, counting(20, 40, 2, 99)),
                std::sqrt(line / 0.25 + headphone * std::pow(0.94 / told, 2)), 1e-9);
    facts.balanced = false;
    EXPECT_NEAR(deviation_of("device_compatibility", facts, counting(20, 40, 2, 99)),
                std::sqrt(line / 0.25 + headphone / std::pow(0.975, 2)), 1e-9);
}

TEST(Contribution, WhatIsAllowedForBeyondTheCountIsJudged) {
    PortFacts facts;
    facts.balanced = true;
    auto populations = counting(20, 40, 2, 99);
    const double counted = deviation_of("device_compatibility", facts, populations);
    populations.judged_decades = 0.3;
    // A factor of 10^0.3 of 6 % of the 97.5 % that were not balanced.
    const double judged = std::log(10) * 0.3 * 0.06 * 0.975 / (0.025 + 0.06 * 0.975);
    EXPECT_NEAR(deviation_of("device_compatibility", facts, populations),
                std::hypot(counted, judged), 1e-9);
}

TEST(Contribution, ShippedPopulationsLeaveAnImpedanceAFactorOfTwoToFour) {
    // Drawn again without each device in turn (the jackknife), the ratio of 0.9, 12, 120 and
    // 470 ohm deviates by 0.50, 0.36, 0.30 and 0.61 nats; the analytic one must be of that size.
    const std::map<double, double> jackknife{{0.9, 0.50}, {12, 0.36}, {120, 0.30}, {470, 0.61}};
    for (const auto& [ohm, deviation] : jackknife) {
        const auto found =
            of_impedance(impedance_alone(ohm, 0.001), profiles::built_in_populations());
        EXPECT_GT(found.populations / 1.96, deviation / 2) << ohm;
        EXPECT_LT(found.populations / 1.96, deviation * 2) << ohm;
    }
}

}  // namespace

}  // namespace ohmloop::classify_tests
