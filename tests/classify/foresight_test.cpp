#include "classify/foresight.hpp"

#include "classify/thevenin_port.hpp"

#include "ohmloop/classify/classify.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace ohmloop::classify_tests {

namespace {

using classify::Candidate;
using classify::ClassScores;
using classify::Foresight;
using classify::Outcome;
using classify::Outcomes;

constexpr double rounding = 1e-9;

double entropy(double p) { return -p * std::log(p) - (1 - p) * std::log(1 - p); }

/// Nothing is foreseen of a class with more or less than certainty.
void expect_whole(const Outcomes& outcomes, const char* of) {
    for (const Candidate c : classify::candidates) {
        double sum = 0;
        for (const Outcome& one : outcomes) sum += one.probability[c];
        EXPECT_NEAR(sum, 1, rounding) << of << ", " << name_of(c);
    }
}

TEST(foresight, InformationIsThatOfABinaryChannel) {
    const Outcomes outcomes{{0, {{0.9, 0.1, 0.1, 0.5}}}, {0, {{0.1, 0.9, 0.9, 0.5}}}};
    const auto even = classify::rivals_among({{0.45, 0.30, 0.15, 0.1}});
    EXPECT_DOUBLE_EQ(even.share_of_one, 0.5) << "headphone and hybrid are one";
    // Of a binary symmetric channel: ln 2 less the entropy of its error.
    EXPECT_NEAR(expected_information(outcomes, even), std::log(2) - entropy(0.1), rounding);
    // At unequal odds that of the outcome, less the same.
    const auto uneven = classify::rivals_among({{0.2, 0.5, 0.1, 0.2}});
    EXPECT_NEAR(expected_information(outcomes, uneven),
                entropy(0.75 * 0.1 + 0.25 * 0.9) - entropy(0.1), rounding);
    EXPECT_NEAR(expected_information({{0, {{1, 1, 1, 1}}}}, even), 0, rounding);
}

TEST(foresight, RivalsAreTheTwoLikeliestClassesLeft) {
    const auto rivals = classify::rivals_among({{0.3, 0.02, 0.01, 0.67}});
    EXPECT_EQ(rivals.one, Candidate::other);
    EXPECT_EQ(rivals.other, Candidate::line);
}

TEST(foresight, SomethingIsShownWhateverThePortIs) {
    const auto& populations = profiles::built_in_populations();
    for (const bool volts : {true, false})
        for (const auto& loads : {std::vector<double>{}, {600}, {33}}) {
            const auto facts = classify::port_facts(
                measured({.full_scale_v = 2, .ohm = 40}, {.loads_ohm = loads, .volts = volts}),
                "left");
            const auto port = classify::capability(facts);
            const Foresight foresight(facts, port, populations);
            expect_whole(foresight.impedance(), "impedance");
            expect_whole(foresight.level(), "level");
            expect_whole(foresight.with_load(33), "load");
            expect_whole(foresight.level_and_current(), "level and current");
            expect_whole(foresight.overdrive(), "overdrive");
            expect_whole(foresight.fixed_or_variable(), "fixed or variable");
            expect_whole(foresight.balanced_or_not(), "balanced or not");
        }
}

/// What drivers drawn at random from a class's population show of their current limits: below
/// `most_ma` the limit in cells of a tenth of a decade, else that it lies beyond.
class DrawnLimits {
  public:
    DrawnLimits(const profiles::ClassPopulation& population, double swing_v)
        : population_(population), swing_v_(swing_v) {}

    std::vector<double> shares(double least_lg, double most_lg, std::size_t cells, int draws) {
        std::vector<double> counts(cells + 1);
        for (int i = 0; i < draws; ++i) {
            const double lg = draw();
            if (lg < least_lg) continue;  // it was seen to give more
            const double at =
                std::floor((lg - least_lg) / (most_lg - least_lg) * static_cast<double>(cells));
            const double cell = std::clamp(at, 0.0, static_cast<double>(cells));
            counts[static_cast<std::size_t>(cell)] += 1.0 / draws;
        }
        return counts;
    }

  private:
    double draw() {
        std::uniform_real_distribution<double> uniform;
        std::normal_distribution<double> normal;
        double left = uniform(random_);
        for (const auto& kind : population_.drivers) {
            left -= kind.weight;
            if (left > 0) continue;
            const double mean = std::log10(kind.median_ma) +
                                kind.growth * std::log10(std::max(swing_v_ / 1.5, 1.0));
            const double decades = uniform(random_) < 0.01 ? 1 : kind.ma_decades;
            return mean + decades * normal(random_);
        }
        return 0;
    }

    const profiles::ClassPopulation& population_;
    double swing_v_;
    std::mt19937 random_{1};
};

TEST(foresight, WhatALoadWouldTellIsWhatDrawnDriversTell) {
    // 2 V behind 40 ohm, known: 33 ohm would draw 27.4 mA at most.
    const auto facts = classify::port_facts(
        measured({.full_scale_v = 2, .ohm = 40}, {.loads_ohm = {600}}), "left");
    const auto port = classify::capability(facts);
    const auto& populations = profiles::built_in_populations();
    const auto rivals = classify::rivals_among({{0.5, 0.5, 0, 0}});
    const double foreseen =
        expected_information(Foresight(facts, port, populations).with_load(33), rivals);

    const double seen_lg = std::log10(1e3 * 2.0 / 640);
    const double most_lg = std::log10(1e3 * 2.0 / 73);
    const double swing = 2.0 * 32 / 72;
    constexpr int draws = 400000;
    constexpr std::size_t cells = 10;
    const auto line = DrawnLimits(populations.line, swing).shares(seen_lg, most_lg, cells, draws);
    const auto phones =
        DrawnLimits(populations.headphone, swing).shares(seen_lg, most_lg, cells, draws);
    double nats = 0;
    double line_left = 0;
    double phones_left = 0;
    for (std::size_t i = 0; i <= cells; ++i) {
        line_left += line[i];
        phones_left += phones[i];
    }
    for (std::size_t i = 0; i <= cells; ++i) {
        const double a = line[i] / line_left;
        const double b = phones[i] / phones_left;
        for (const double one : {a, b})
            if (one > 0) nats += one / 2 * std::log(2 * one / (a + b));
    }
    // Some 1e5 drivers a class leave 1 % of it to chance; a limit's density bends by less within a
    // cell of a third of its spread.
    EXPECT_NEAR(foreseen, nats, 0.03 * nats);
    EXPECT_GT(foreseen, 0.05);
}

}  // namespace

}  // namespace ohmloop::classify_tests
