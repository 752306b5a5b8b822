#include "support/refusal.hpp"

#include "ohmloop/units/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <clocale>
#include <cmath>

namespace ohmloop {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

template <class Parser>
std::string refusal(Parser parse, std::string_view text) {
    return ohmloop::testing::refusal<ParseError>([&] { return parse(text); });
}

TEST(Parse, NumberTakesSignExponentAndPrefix) {
    EXPECT_DOUBLE_EQ(parse_number("33"), 33);
    EXPECT_DOUBLE_EQ(parse_number(" -0.5 "), -0.5);
    EXPECT_DOUBLE_EQ(parse_number("+.25"), 0.25);
    EXPECT_DOUBLE_EQ(parse_number("4.7k"), 4700);
    EXPECT_DOUBLE_EQ(parse_number("1e-3"), 1e-3);
    EXPECT_DOUBLE_EQ(parse_number("3 u"), 3e-6);
    EXPECT_DOUBLE_EQ(parse_number("3\u00b5"), 3e-6);
    EXPECT_DOUBLE_EQ(parse_number("3\u03bc"), 3e-6);
}

TEST(Parse, NumberRefusesWhatIsNone) {
    for (const char* text : {"", " ", "abc", "nan", "inf", "-inf", "-nan", "--1", "+-1", "0x10",
                             "1,5", "1e999", "1.8e308k", "5V", "k", "4k7k", "1 2"})
        EXPECT_THAT(refusal(parse_number, text),
                    AllOf(HasSubstr("cannot read"), HasSubstr("a number")))
            << text;
}

TEST(Parse, HertzTakesKilohertzInAnyCase) {
    EXPECT_EQ(parse_hertz("997"), Hertz(997));
    EXPECT_EQ(parse_hertz("48k"), Hertz(48000));
    EXPECT_EQ(parse_hertz("44.1 kHz"), Hertz(44100));
    EXPECT_EQ(parse_hertz("60HZ"), Hertz(60));
    EXPECT_THAT(refusal(parse_hertz, "-1k"), HasSubstr("is negative"));
    EXPECT_THAT(refusal(parse_hertz, "1kV"), HasSubstr("a frequency"));
}

TEST(Parse, OhmsTakeTheLetterAsThePoint) {
    EXPECT_DOUBLE_EQ(parse_ohms("4k7").value(), 4700);
    EXPECT_DOUBLE_EQ(parse_ohms("4R7").value(), 4.7);
    EXPECT_DOUBLE_EQ(parse_ohms("0R22").value(), 0.22);
    EXPECT_DOUBLE_EQ(parse_ohms("1M5").value(), 1.5e6);
}

TEST(Parse, OhmsTakeEverySpellingOfTheUnit) {
    for (const char* text :
         {"33", "33R", "33 ohm", "33Ohms", "33\u03a9", "33 \u2126", "0.033k", "33e0", "33000mOhm"})
        EXPECT_DOUBLE_EQ(parse_ohms(text).value(), 33) << text;
}

TEST(Parse, OhmsRefuseInOneSentence) {
    EXPECT_EQ(refusal(parse_ohms, "abc"),
              "cannot read 'abc' as a resistance: write it like 33, 33R, 4.7k or 4k7");
    EXPECT_THAT(refusal(parse_ohms, "-33"), AllOf(HasSubstr("'-33'"), HasSubstr("negative")));
    EXPECT_THAT(refusal(parse_ohms, "nan"), HasSubstr("cannot read 'nan'"));
    EXPECT_THAT(refusal(parse_ohms, "4k7k"), HasSubstr("cannot read"));
}

TEST(Parse, BareCapacitanceIsInPicofarads) {
    EXPECT_EQ(parse_picofarads("200"), Farads(200e-12));
    EXPECT_EQ(parse_picofarads("200p"), Farads(200e-12));
    EXPECT_EQ(parse_picofarads("200pF"), Farads(200e-12));
    EXPECT_DOUBLE_EQ(parse_picofarads("0.2nF").value(), 200e-12);
    EXPECT_THAT(refusal(parse_picofarads, "-1"), HasSubstr("negative"));
}

TEST(Parse, VoltsTakeLevels) {
    // 0 dBu is the voltage of 1 mW in 600 ohm: sqrt(0.6) V. Tolerances: pow() to a few ulp.
    EXPECT_EQ(parse_volts("2V"), Volts(2));
    EXPECT_EQ(parse_volts("900mV"), Volts(0.9));
    EXPECT_EQ(parse_volts("0.775 Vrms"), Volts(0.775));
    EXPECT_NEAR(parse_volts("-20dBV").value(), 0.1, 1e-12);
    EXPECT_NEAR(parse_volts("0 dBu").value(), std::sqrt(0.6), 1e-12);
    EXPECT_NEAR(parse_volts("+4dBu").value(), std::sqrt(0.6) * std::pow(10, 0.2), 1e-12);
    EXPECT_THAT(refusal(parse_volts, "-2V"), HasSubstr("negative"));
    EXPECT_THAT(refusal(parse_volts, "1e9dBV"), HasSubstr("a voltage"));
}

TEST(Parse, LevelsMayNameTheirUnit) {
    for (const char* text : {"-6", "-6dB", "-6 dBFS", "-6dbfs"})
        EXPECT_EQ(parse_dbfs(text), DbFs(-6)) << text;
    EXPECT_THAT(refusal(parse_dbfs, "-6V"), HasSubstr("a level"));
    EXPECT_THAT(refusal(parse_dbfs, "nan"), HasSubstr("a level"));
}

TEST(Parse, TolerancesArePercentOrFraction) {
    EXPECT_DOUBLE_EQ(parse_tolerance("1%"), 0.01);
    EXPECT_DOUBLE_EQ(parse_tolerance("0.05 %"), 0.0005);
    EXPECT_DOUBLE_EQ(parse_tolerance("0.01"), 0.01);
    EXPECT_EQ(parse_tolerance("0"), 0);
    for (const char* text : {"1", "100%", "-1%", "nan%", "1k", "%"})
        EXPECT_THAT(refusal(parse_tolerance, text), HasSubstr("a tolerance")) << text;
}

TEST(Parse, ReadsADecimalPointWhateverTheLocale) {
    const std::string before = std::setlocale(LC_ALL, nullptr);
    for (const char* name : {"de_DE.UTF-8", "fr_FR.UTF-8", "C.UTF-8"}) std::setlocale(LC_ALL, name);
    EXPECT_EQ(parse_ohms("4.7k"), Ohms(4700));
    std::setlocale(LC_ALL, before.c_str());
}

}  // namespace
}  // namespace ohmloop
