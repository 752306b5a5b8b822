#include "ohmloop/units/expects.hpp"
#include "ohmloop/units/text.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace ohmloop {
namespace {

TEST(Print, ChoosesThePrefixAndKeepsTrailingZeros) {
    EXPECT_EQ(print(Ohms(4700), 2), "4.7 k\u03a9");
    EXPECT_EQ(print(Ohms(33), 2), "33 \u03a9");
    EXPECT_EQ(print(Ohms(33)), "33.0 \u03a9");
    EXPECT_EQ(print(Ohms(0.912)), "912 m\u03a9");
    EXPECT_EQ(print(Hertz(997)), "997 Hz");
    EXPECT_EQ(print(Hertz(48000)), "48.0 kHz");
    EXPECT_EQ(print_rate(Hertz(48000)), "48 kHz");
    EXPECT_EQ(print_rate(Hertz(44100)), "44.1 kHz");
    EXPECT_EQ(print(Volts(-1.5), 2), "-1.5 V");
    EXPECT_EQ(print(Amperes(0.06)), "60.0 mA");
    EXPECT_EQ(print(Watts(1.2e-6)), "1.20 \u00b5W");
    EXPECT_EQ(print(Farads(200e-12)), "200 pF");
    EXPECT_EQ(print(Henries(2.2e-6), 2), "2.2 \u00b5H");
    EXPECT_EQ(print_si(12e-9, "V/\u221aHz", 2), "12 nV/\u221aHz");
}

TEST(Print, RoundsBeforeItChoosesThePrefix) {
    EXPECT_EQ(print(Ohms(999.96)), "1.00 k\u03a9");
    EXPECT_EQ(print(Ohms(999.4)), "999 \u03a9");
    EXPECT_EQ(print(Ohms(473), 2), "470 \u03a9");
}

TEST(Print, SecondsNeverBecomeKiloseconds) {
    EXPECT_EQ(print(Seconds(5400), 4), "5400 s");
    EXPECT_EQ(print(Seconds(0.0123)), "12.3 ms");
}

TEST(Print, CopesWithZeroInfinityAndTheVerySmall) {
    EXPECT_EQ(print(Ohms(0)), "0 \u03a9");
    EXPECT_EQ(print(Ohms(-0.0)), "0 \u03a9");
    EXPECT_EQ(print(Ohms(std::numeric_limits<double>::infinity())), "\u221e \u03a9");
    EXPECT_EQ(print(Ohms(std::nan(""))), "nan \u03a9");
    EXPECT_EQ(print(Volts(1e-15)), "0.00100 pV");
    EXPECT_EQ(print(Hertz(2.5e13)), "25000 GHz");
}

TEST(Print, AsksForAtLeastOneDigit) {
    EXPECT_THROW(static_cast<void>(print(Ohms(1), 0)), BrokenContract);
}

}  // namespace
}  // namespace ohmloop
