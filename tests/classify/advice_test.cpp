#include "ohmloop/classify/advice.hpp"

#include "classify/advice_texts.hpp"

#include "ohmloop/classify/classify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::classify_tests {

namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

TEST(Advice, PutsFiguresBesideEverySentence) {
    const auto sentences = advice_on({.full_scale_v = 1, .ohm = 75});
    // 1 V, 75 ohm into 32 ohm: 2.8 mW, 104.5 dB SPL at 100 dB/mW, music 15 dB below. What 16 ohm
    // would draw, 11 mA, nothing drew: 33 ohm drew 9.3.
    EXPECT_THAT(sentences, Contains(HasSubstr("at most 88 dB SPL on 16 Ω (at most loud), 89 on 32 "
                                              "Ω, 90 on 80 Ω, ")));
    EXPECT_THAT(
        sentences,
        Contains(HasSubstr("993 mV (-0.1 dBV, 0.06 dB lost) at 10 kΩ")));  // 1 V 10000/10075
    EXPECT_THAT(sentences, Contains(HasSubstr("889 mV (1.0 dB lost) at 600 Ω")));  // 1 V 600/675
    EXPECT_THAT(sentences, Contains(HasSubstr("by up to 10.5 dB")));  // 20 lg(1 + 75/32)
}

TEST(Advice, SaysWhatMissingVoltsLeaveOpen) {
    const auto sentences = advice_on({}, {.volts = false});
    EXPECT_THAT(sentences, Contains(HasSubstr("No volts are known")));
    EXPECT_THAT(sentences, Not(Contains(HasSubstr("dB SPL"))));
    EXPECT_THAT(advice_on({}), Not(Contains(HasSubstr("No volts are known"))));
    auto result = measured({});
    std::erase_if(result.figures, [](const auto& f) { return f.key.quantity == "max_level"; });
    EXPECT_THAT(texts_on(classify::port_facts(result, "left")),
                Contains(HasSubstr("Its maximum level is not known")));
}

TEST(Advice, WarnsOfUnsafeLevels) {
    // 2 V into 32 ohm: 125 mW, 121 dB SPL peak at 100 dB/mW, music 15 dB below.
    EXPECT_THAT(advice_on({.full_scale_v = 2, .ohm = 0.1}), Contains(HasSubstr("unsafe")));
    EXPECT_THAT(advice_on({.full_scale_v = 0.15, .ohm = 0.1}), Not(Contains(HasSubstr("unsafe"))));
}

TEST(Advice, TellsLoudFromUnsafe) {
    // Into 32 ohm, at 100 dB SPL/mW, music 15 dB below its peaks: 1 V 99.9, 0.5 V 93.9, 0.15
    // V 83.4, 0.03 V 69.4 dB SPL; into 80 ohm 4.0 dB less. A rating stands at its last.
    auto word = [](double volts) { return advice_on({.full_scale_v = volts, .ohm = 0.1}).front(); };
    EXPECT_THAT(word(1.0), HasSubstr("100 on 32 Ω, 96 on 80 Ω (unsafe)"));
    EXPECT_THAT(word(0.5), HasSubstr("94 on 32 Ω, 90 on 80 Ω (loud)"));
    EXPECT_THAT(word(0.15), HasSubstr("83 on 32 Ω, 79 on 80 Ω (enough)"));
    EXPECT_THAT(word(0.03), HasSubstr("69 on 32 Ω, 66 on 80 Ω, 60 on 300 Ω, 57 on 600 Ω (quiet)"));
}

TEST(Advice, WarnsWhereAtLeastSoMuchIsLoudAlready) {
    // 2 V, stopped 6.02 dB below, are at least 1 V: 99.9 dB SPL on 32 ohm, 87.2 on 600 ohm, as
    // above, and whatever the port gives beyond that.
    const auto advice_below = [](double dbfs) {
        const auto result = stopped_at(dbfs, measured({.full_scale_v = 2, .ohm = 0.1}));
        return texts_on(classify::port_facts(result, "left"));
    };
    const auto loud = advice_below(-6.02);
    EXPECT_THAT(loud, Contains(HasSubstr("at least 100 on 32 Ω, at least 96 on 80 Ω (unsafe)")));
    EXPECT_THAT(loud, Contains(HasSubstr("at least 87 on 600 Ω (at least loud)")));
    // 0.2 V: 86 dB SPL on 32 ohm. On 16 ohm the 6 mA that 33 ohm drew are 0.59 mW, 83 dB SPL, of
    // which "at least enough" would tell nothing.
    const auto low = advice_below(-20);
    EXPECT_THAT(low, Contains(HasSubstr("at least 86 dB SPL on 32 Ω (at least loud); for")));
    EXPECT_THAT(advice_below(-36.5), Not(Contains(HasSubstr("Music at full level"))));
}

TEST(Advice, HoldsABoundOfTheLevelAgainstStudioInputs) {
    // 5 V: 20 dB below it 0.5 V, 0.495 V at 10 kohm; 6.02 dB below 2.5 V, 2.475 V at 10 kohm, and
    // 20 lg(2.475 / 1.2277) = 6.1 dB.
    const auto advice_below = [](double dbfs) {
        const auto result = stopped_at(dbfs, measured({.full_scale_v = 5, .ohm = 100}));
        return texts_on(classify::port_facts(result, "left"));
    };
    EXPECT_THAT(advice_below(-20), Contains("Studio inputs expect +4 dBu (1.23 V): whether it "
                                            "reaches that is open, 495 mV at 10 kΩ being all "
                                            "that is known."));
    EXPECT_THAT(advice_below(-6.02), Contains("Studio inputs expect +4 dBu (1.23 V): at 10 kΩ it "
                                              "has a headroom above that of at least 6.1 dB."));
}

TEST(Advice, TurnsDownFromFullScaleNotFromTheCleanLevel) {
    // 2 % H2 at 5 V is 1 % at 2.5 V; 20 lg(12 V / 2 V) = 15.6 dB.
    const TheveninPort tube{.full_scale_v = 12, .ohm = 120, .h2 = 0.02, .h2_at_v = 5};
    EXPECT_THAT(
        advice_on(tube),
        Contains("For inputs made for 2 V set the volume 15.6 dB below maximum (12.0 V full "
                 "scale, clean to 2.50 V)."));
    EXPECT_THAT(advice_on({.full_scale_v = 5, .ohm = 1}),  // 20 lg 2.5
                Contains("For inputs made for 2 V set the volume 8.0 dB below maximum (5.00 V full "
                         "scale)."));
}

TEST(Advice, TurnsAWeakRailedPortDownToWhereItIsClean) {
    // Rails of 2 V peak are 1.414 V rms: 20 lg(5 / 1.414) = 11.0 dB. The tone is below them.
    const TheveninPort railed{.full_scale_v = 5, .ohm = 1, .rail_peak_v = 2};
    EXPECT_THAT(advice_on(railed, {.volume = "unknown", .tone_dbfs = -20}),
                Contains("To stay clean set the volume 11.0 dB lower than it was (5.00 V full "
                         "scale, clean to 1.41 V)."));
    EXPECT_THAT(advice_on(railed, {.volume = "fixed", .tone_dbfs = -20}),
                Contains(HasSubstr("To stay clean play 11.0 dB below full scale")));
}

TEST(Advice, AFullScaleThatWasNotSeenIsABound) {
    auto result = measured({.full_scale_v = 5, .ohm = 1, .rail_peak_v = 4});
    std::erase_if(result.figures, [](const auto& f) { return f.key.quantity == "level"; });
    const auto facts = classify::port_facts(result, "left");
    // 4 V peak, 2.83 V rms, are clean: 20 lg(2.83 / 2) = 3.0 dB and more.
    EXPECT_THAT(texts_on(facts),
                Contains(HasSubstr("set the volume at least 3.0 dB below maximum")));
}

TEST(Advice, MentionsTheCouplingCapacitorsCorner) {
    const auto sentences = advice_on({.full_scale_v = 1, .ohm = 0.1, .farads = 100e-6});
    EXPECT_THAT(sentences, Contains(HasSubstr("100 µF")));
    // 1/(2 pi 4.7e-6 (8 + 32)) = 846.6 Hz, with 10 kohm 3.38 Hz
    EXPECT_THAT(advice_on({.full_scale_v = 1, .ohm = 8, .farads = 4.7e-6}),
                Contains(HasSubstr("capacitor of 4.7 µF puts the bass corner at 847 Hz with 32 Ω, "
                                   "3.4 Hz with 10 kΩ")));
    EXPECT_THAT(advice_on({.ohm = 1, .farads = 1500e-6}), Contains(HasSubstr("1500 µF")));
}

TEST(Advice, SaysWhereAMagnitudeStandsForAResistance) {
    const TheveninPort source{.ohm = 8, .farads = 4.7e-6};
    EXPECT_THAT(advice_on(source, {.phase_known = false, .fits_parts = false}),
                Contains(HasSubstr("Nothing tells the phase of its 34.9 Ω")));
    EXPECT_THAT(advice_on(source, {.phase_known = false}), Not(Contains(HasSubstr("phase"))));
}

TEST(Advice, ABoundSupportsAtMostAndOtherwiseNothing) {
    auto sentences = [](double below_ohm, bool volts) {
        const auto facts = classify::port_facts(
            with_impedance_below(below_ohm, measured({.ohm = 0.9}, {.volts = volts})), "left");
        return texts_on(facts);
    };
    // 20 lg(1 + 71.9/10000) = 0.062 dB, 47 kohm 0.013 dB, 600 ohm 0.98 dB; 32 ohm 10 dB: silent.
    const auto at_most = sentences(71.9, false);
    EXPECT_THAT(at_most, Contains("Line inputs take away at most 0.06 dB at 10 kΩ, 0.01 dB at 47 "
                                  "kΩ, 0.98 dB at 600 Ω."));
    EXPECT_THAT(at_most, Not(Contains(HasSubstr("32 Ω"))));
    EXPECT_THAT(sentences(41.5e6, false), Not(Contains(HasSubstr("Line inputs"))));
    // 1 V 10000/10071.9 = 0.993 V, 1 V 600/671.9 = 0.893 V, less 0.9 ohm of the input's 100 kohm.
    EXPECT_THAT(
        sentences(71.9, true),
        Contains("Line inputs get up to 993 mV (-0.1 dBV, at most 0.06 dB lost) at 10 kΩ, 998 "
                 "mV (at most 0.01 dB lost) at 47 kΩ, at least 893 mV (at most 0.98 dB "
                 "lost) at 600 Ω."));
}

}  // namespace

}  // namespace ohmloop::classify_tests
