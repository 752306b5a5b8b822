#include "ohmloop/report/number.hpp"

#include <gtest/gtest.h>

namespace ohmloop::report {
namespace {

using result::Kind;

TEST(Number, ShowsTwoDigitsOfTheUncertaintyAndTheValueToTheSameDecimal) {
    EXPECT_EQ(print_with_uncertainty(0.91312, 0.0451, "ohm"), "0.913 ± 0.045 Ω");
    EXPECT_EQ(print_with_uncertainty(-92.1337, 0.2, "dB"), "-92.13 ± 0.20 dB");
    EXPECT_EQ(print_with_uncertainty(212.96, 0.5, "ohm"), "212.96 ± 0.50 Ω");
    EXPECT_EQ(print_with_uncertainty(12.34, 234.0, "dB"), "12 ± 234 dB");
}

TEST(Number, RoundsAnUncertaintyThatReachesTheNextDecade) {
    EXPECT_EQ(print_with_uncertainty(1.0, 0.0996, "dB"), "1.00 ± 0.10 dB");
    EXPECT_EQ(print_with_uncertainty(1.0, 0.1, "dB"), "1.00 ± 0.10 dB");
    EXPECT_EQ(print_with_uncertainty(1.0, 0.001, "dB"), "1.0000 ± 0.0010 dB");
    EXPECT_EQ(print_with_uncertainty(1.0, 9.96, "dB"), "1 ± 10 dB");
    EXPECT_EQ(print_with_uncertainty(1.0, 0.0994, "dB"), "1.000 ± 0.099 dB");
}

TEST(Number, SharesOneSiPrefixBetweenValueAndUncertainty) {
    EXPECT_EQ(print_with_uncertainty(0.02891, 0.00031, "W"), "28.91 ± 0.31 mW");
    EXPECT_EQ(print_with_uncertainty(4700, 12, "ohm"), "4.700 ± 0.012 kΩ");
    EXPECT_EQ(print_with_uncertainty(9.9e-5, 5e-6, "F"), "99.0 ± 5.0 µF");
    EXPECT_EQ(print_with_uncertainty(0.001, 0.02, "ohm"), "1 ± 20 mΩ");
    EXPECT_EQ(print_with_uncertainty(12.5, 0.3, "ppm"), "12.50 ± 0.30 ppm");
    EXPECT_EQ(print_with_uncertainty(0.0021, 0.0001, "dB"), "0.0021 ± 0.0001 dB");
}

TEST(Number, ShowsNoMoreThanFiveDigits) {
    EXPECT_EQ(print_with_uncertainty(0.891192072, 3.3e-8, "V"), "0.89119 ± 0.00001 V");
    EXPECT_EQ(print_with_uncertainty(119.9998, 0.0087, "ohm"), "120.00 ± 0.01 Ω");
    EXPECT_EQ(print_with_uncertainty(0.0, 1e-5, "ohm"), "0 ± 10 µΩ");
    EXPECT_EQ(print_with_uncertainty(-0.00092, 5e-6, "dB"), "-0.0009 ± 0.0001 dB");
}

TEST(Number, NeverPrintsMinusZero) {
    EXPECT_EQ(print_with_uncertainty(-0.0001, 0.05, "dB"), "0.000 ± 0.050 dB");
}

TEST(Number, WithoutUncertaintyShowsFourDigits) {
    EXPECT_EQ(print_with_uncertainty(0.91312, 0, "ohm"), "0.9131 Ω");
    EXPECT_EQ(print_with_uncertainty(0, 0, "ohm"), "0 Ω");
    EXPECT_EQ(print_with_uncertainty(-1, 0, ""), "-1");
    EXPECT_EQ(print_with_uncertainty(1, 0, ""), "+1");
}

TEST(Number, RoundsBoundsToTheSafeSide) {
    EXPECT_EQ(print_bound(Kind::upper_bound, 0.2, "ohm"), "below 0.20 Ω");
    EXPECT_EQ(print_bound(Kind::upper_bound, 0.2011, "ohm"), "below 0.21 Ω");
    EXPECT_EQ(print_bound(Kind::lower_bound, 4.79e-4, "F"), "above 470 µF");
    EXPECT_EQ(print_bound(Kind::upper_bound, -101.2, "dB"), "below -100 dB");
    EXPECT_EQ(print_bound(Kind::upper_bound, 3.1e-6, "V"), "below 3.1 µV");
    EXPECT_EQ(print_bound(Kind::upper_bound, 0.00996, "ohm"), "below 10 mΩ");
}

TEST(Number, ShowsAnAsymmetricIntervalByItsEnds) {
    EXPECT_EQ(print_with_interval(0.102, {0.041, 0.171}, "ohm"), "0.102 Ω (0.041 to 0.171 Ω)");
}

TEST(Number, PrintsEveryKindOfFigure) {
    result::Figure figure = result::measured({}, {2.0, {}}, "V");
    EXPECT_EQ(print_figure(figure), "2.000 V");
    figure.uncertainty.reset();
    figure.low = 1.5;
    figure.high = 3.0;
    EXPECT_EQ(print_figure(figure), "2.00 V (1.50 to 3.00 V)");
    EXPECT_EQ(print_figure(result::bound({}, Kind::lower_bound, 2.0, "V", "")), "above 2.0 V");
    EXPECT_EQ(print_figure(result::not_measured({}, "V", "why")), "not measured");
}

TEST(Number, BareNumbersReadBackExactly) {
    EXPECT_EQ(bare_number(result::measured({}, {1.0 / 3, {}}, "V")), "0.3333333333333333");
    EXPECT_EQ(bare_number(result::not_measured({}, "V", "why")), "");
    EXPECT_EQ(bare_number(result::bound({}, result::Kind::upper_bound, 72, "ohm", "why")), "");
    EXPECT_EQ(bare_number(result::bound({}, result::Kind::lower_bound, 1.5, "V", "why")), "");
}

TEST(Number, SaysHalfAVoltButHalfAWattInThousandths) {
    EXPECT_EQ(print_with_uncertainty(0.5, 0.01, "V"), "0.500 ± 0.010 V");
    EXPECT_EQ(print_with_uncertainty(0.5, 0.01, "W"), "500 ± 10 mW");
    EXPECT_EQ(print_with_uncertainty(0.131, 0.001, "A"), "131.0 ± 1.0 mA");
}

}  // namespace
}  // namespace ohmloop::report
