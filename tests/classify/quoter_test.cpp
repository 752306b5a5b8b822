#include "classify/quoter.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ohmloop::classify {
namespace {

using result::FigureName;
using result::Kind;
using result::Origin;

PortFacts facts() {
    PortFacts facts;
    facts.channel = "right";
    facts.volts = true;
    facts.resistance_ohm = Known{100, 90, 110};
    facts.noise = NoiseFact{1e-6, false, 20000, Kind::measured, Interval{0.9e-6, 1.2e-6}};
    LoadFacts open;
    open.name = "open";
    open.max_level = Known{2, 1.9, 2.2};
    facts.loads = {open};
    return facts;
}

Quoter quoter_of(const PortFacts& port) { return {port, capability(port)}; }

}  // namespace

TEST(Quoter, AFigureThatStandsForItselfKeepsItsInterval) {
    const auto quoted = quoter_of(facts()).quote(
        {"noise", "V"}, [](auto& f, auto&) { return std::optional(f.noise->value); });
    EXPECT_EQ(quoted.origin, Origin::figure);
    EXPECT_EQ(quoted.from, (std::vector<FigureName>{{"noise", "right", "open"}}));
    EXPECT_DOUBLE_EQ(*quoted.low, 0.9e-6);
    EXPECT_DOUBLE_EQ(*quoted.high, 1.2e-6);
}

TEST(Quoter, ChangesAddInQuadratureUpwardsAndDownwardsApart) {
    // V R: 2.2 100 and 2 110 are 20 above 200 each, 1.9 100 and 2 90 are 10 and 20 below.
    const auto quoted = quoter_of(facts()).quote({"product", "V"}, [](auto& f, auto&) {
        return std::optional(f.open()->max_level->value * f.resistance_ohm->value);
    });
    EXPECT_EQ(quoted.origin, Origin::computed);
    EXPECT_EQ(quoted.from.size(), 2);
    EXPECT_NEAR(*quoted.high, 200 + std::hypot(20, 20), 1e-9);
    EXPECT_NEAR(*quoted.low, 200 - std::hypot(10, 20), 1e-9);
}

TEST(Quoter, WhatIsComputedFromOneFigureIsNotThatFigure) {
    const auto quoted = quoter_of(facts()).quote({"half", "V"}, [](auto& f, auto&) {
        return std::optional(f.open()->max_level->value / 2);
    });
    EXPECT_EQ(quoted.origin, Origin::computed);
    EXPECT_EQ(quoted.from, (std::vector<FigureName>{{"max_level", "right", "open"}}));
}

TEST(Quoter, ABoundHasOneEnd) {
    auto bound = facts();
    bound.resistance_ohm = Known{3, 0, 3, Kind::upper_bound};
    const auto quoted = quoter_of(bound).quote(
        {"source_resistance", "ohm", {}, Kind::upper_bound},
        [](auto& f, auto&) { return std::optional(f.resistance_ohm->value); });
    EXPECT_EQ(quoted.high, 3);
    EXPECT_FALSE(quoted.low);
    EXPECT_EQ(quoted.origin, Origin::figure);
}

TEST(Quoter, AFigureWithoutAnIntervalIsNamedAllTheSame) {
    auto exact = facts();
    exact.loads.front().thd_n_db = -90;
    const auto quoted =
        quoter_of(exact).quote({"thd_n", "dB"}, [](auto& f, auto&) { return f.open()->thd_n_db; });
    EXPECT_EQ(quoted.from, (std::vector<FigureName>{{"thd_n", "right", "open"}}));
    EXPECT_FALSE(quoted.low);
    EXPECT_FALSE(quoted.high);
}

TEST(Quoter, FiguresFromElsewhereHaveNoChannel) {
    auto published = facts();
    published.channel.clear();
    const auto quoted = quoter_of(published).quote(
        {"level", "V"}, [](auto& f, auto&) { return std::optional(f.open()->max_level->value); });
    EXPECT_FALSE(quoted.from.at(0).channel);
}

}  // namespace ohmloop::classify
