#include "ohmloop/units/quantity.hpp"

#include <gtest/gtest.h>

#include <type_traits>

namespace ohmloop {
namespace {

using namespace literals;

template <class A, class B>
concept Addable = requires(A a, B b) { a + b; };

TEST(Quantity, OnlyQuantitiesOfOneKindAdd) {
    static_assert(Addable<Hertz, Hertz>);
    static_assert(!Addable<Hertz, Seconds>);
    static_assert(!Addable<Hertz, double>);
    static_assert(!std::is_convertible_v<double, Ohms>);
    EXPECT_EQ(1_kHz + 3_Hz, 1003_Hz);
}

TEST(Quantity, RatioOfTwoOfAKindIsANumber) {
    static_assert(std::is_same_v<decltype(1_V / 2_V), double>);
    EXPECT_DOUBLE_EQ(1_V / 4_V, 0.25);
}

TEST(Quantity, ScalesByNumbersFromEitherSide) {
    EXPECT_EQ(2 * 33_Ohm, 66_Ohm);
    EXPECT_EQ(33_Ohm * 2, 66_Ohm);
    EXPECT_EQ(66_Ohm / 2, 33_Ohm);
    EXPECT_EQ(-(1_s), Seconds(-1));
}

TEST(Quantity, AccumulatesInPlace) {
    auto time = 1_s;
    time += 500_ms;
    EXPECT_EQ(time, Seconds(1.5));
    time -= 1_s;
    EXPECT_EQ(time, 500_ms);
}

TEST(Quantity, ComparesByValue) {
    EXPECT_LT(997_Hz, 1_kHz);
    EXPECT_EQ(Volts(), 0_V);
}

}  // namespace
}  // namespace ohmloop
