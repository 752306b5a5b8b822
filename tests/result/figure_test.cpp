#include "ohmloop/result/figure.hpp"

#include "ohmloop/result/result.hpp"
#include "ohmloop/units/expects.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace ohmloop::result {
namespace {

FigureKey key(const char* quantity, const char* channel, const char* load) {
    FigureKey k;
    k.quantity = quantity;
    k.channel = channel;
    k.load = load;
    return k;
}

TEST(Figure, MeasuredCarriesItsSymmetricIntervalAndNamesItsDominatingTerm) {
    const Estimate estimate{
        2.0, {{"noise", 0.1, Shape::normal, 0}, {"resistor", -0.3, Shape::normal, 0}}};
    const Figure figure = measured(key("level", "left", "open"), estimate, "V");
    EXPECT_EQ(figure.kind, Kind::measured);
    EXPECT_DOUBLE_EQ(*figure.value, 2.0);
    EXPECT_DOUBLE_EQ(*figure.low, 2.0 - *figure.uncertainty);
    EXPECT_DOUBLE_EQ(*figure.high, 2.0 + *figure.uncertainty);
    EXPECT_EQ(figure.dominant, "resistor");
    EXPECT_EQ(figure.terms.size(), 2U);
}

TEST(Figure, ABoundKnowsOneEndOnly) {
    const Figure below = bound(key("noise", "left", "open"), Kind::upper_bound, 3e-6, "V",
                               "at or below the input's own noise");
    EXPECT_EQ(below.high, 3e-6);
    EXPECT_FALSE(below.low);
    EXPECT_FALSE(below.uncertainty);
    EXPECT_THROW((void)bound({}, Kind::measured, 1.0, "V", ""), BrokenContract);
}

TEST(Figure, WithoutAFiniteNumberIsNotMeasured) {
    const Estimate estimate{-std::numeric_limits<double>::infinity(), {}};
    const Figure figure = measured(key("thd", "left", "open"), estimate, "dB");
    EXPECT_EQ(figure.kind, Kind::not_measured);
    EXPECT_FALSE(figure.value);
    EXPECT_FALSE(figure.reason.empty());
    const Estimate spread{1.0, {{"x", std::nan(""), Shape::normal, 0}}};
    EXPECT_EQ(measured(key("thd", "left", "open"), spread, "dB").kind, Kind::not_measured);
}

TEST(Figure, NotMeasuredHasAReasonAndNoValue) {
    const Figure figure = not_measured(key("noise", "left", "open"), "V", "no volts");
    EXPECT_EQ(figure.kind, Kind::not_measured);
    EXPECT_FALSE(figure.value);
    EXPECT_EQ(figure.reason, "no volts");
}

TEST(Find, FiltersByQuantityChannelAndLoadInOrder) {
    Result result;
    for (const char* load : {"open", "33"})
        for (const char* channel : {"left", "right"})
            result.figures.push_back(not_measured(key("level", channel, load), "V", ""));
    result.figures.push_back(not_measured(key("noise", "left", "open"), "V", ""));
    EXPECT_EQ(find(result, "level").size(), 4U);
    const auto left = find(result, "level", "left");
    ASSERT_EQ(left.size(), 2U);
    EXPECT_EQ(left[0]->key.load, "open");
    EXPECT_EQ(left[1]->key.load, "33");
    EXPECT_EQ(find(result, "level", "right", "33").size(), 1U);
    EXPECT_TRUE(find(result, "thd").empty());
}

}  // namespace
}  // namespace ohmloop::result
