#include "classify/advice_texts.hpp"

#include "ohmloop/classify/advice.hpp"
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

std::vector<result::Advice> asked_on(const result::Result& result) {
    const auto facts = classify::port_facts(result, "left");
    const std::vector asked{headphone_of_300_ohm()};
    auto advice = classify::advice(facts, classify::capability(facts), asked);
    std::erase_if(advice, [](const auto& one) { return one.topic != "headphone"; });
    return advice;
}

TEST(HeadphoneAdvice, OnAHeadphoneAskedForHasItsFiguresBesideIt) {
    const auto advice = asked_on(measured({.full_scale_v = 2, .ohm = 120}));
    ASSERT_EQ(advice.size(), 1);
    // 2 V 0.718032 = 1.43606 V: 104 + 3.143 = 107.1 dB, music 92.1; (2/424.09)^2 303.03 = 6.74 mW;
    // 20 lg(600/720) - 20 lg(300/420) = 1.34 dB, the peak at 100 Hz standing out; 33 ohm drew
    // 2 V/153 ohm = 13.1 mA, 420 ohm draw 4.76 mA.
    EXPECT_EQ(
        advice.front().text,
        "Acme Q 1 (300 Ω, curve modelled, measured sensitivity): music at full level 92 dB SPL "
        "±3 (loud; no test to EN 50332), clean peaks 107 dB, 6.74 mW; damping 2.5, 2.5 where "
        "its impedance is least; response changes by 1.3 dB, most at 100 Hz; the port can give "
        "at least 2.7 times the current full level draws.");
    ASSERT_EQ(advice.front().headphones.size(), 1);
    EXPECT_NEAR(*advice.front().headphones.front().clean_peak_spl_db, 107.143, 0.001);
    EXPECT_NEAR(*advice.front().headphones.front().current_margin, 420.0 / 153, 0.001);
}

TEST(HeadphoneAdvice, OnAHeadphoneAskedForFollowsThePortsIntervals) {
    const auto advice = asked_on(measured({.full_scale_v = 2, .ohm = 120}));
    const auto quoted = [&](const char* name) {
        const auto& figures = advice.front().figures;
        const auto found = std::ranges::find(figures, name, &result::QuotedFigure::name);
        EXPECT_NE(found, figures.end()) << name;
        return found == figures.end() ? result::QuotedFigure{} : *found;
    };
    // 120 ohm within 0.122, levels within 0.3 %.
    constexpr double half = 0.122;
    const auto damping = quoted("damping");
    EXPECT_NEAR(*damping.low, 300 / (120 + half), 1e-6);
    EXPECT_NEAR(*damping.high, 300 / (120 - half), 1e-6);
    EXPECT_EQ(damping.from.front().quantity, "output_impedance");
    // 20 lg(600/720 420/300) becomes 20 lg(600/720.122 420.122/300). The model's least |Z| is not
    // quite 300 ohm: 2 % of the difference.
    const auto change = quoted("response_change");
    const double moved = db(600 / (720 + half) * (420 + half) / 300) - db(600.0 / 720 * 420 / 300);
    EXPECT_NEAR(*change.high - change.value, moved, 0.02 * moved);
    // A bound: 33 ohm's level over the open one's, 0.3 % each, and 420 ohm within 0.122. To first
    // order: 2 %.
    const auto margin = quoted("current_margin");
    const double share = std::hypot(0.003, 0.003, half / 420);
    EXPECT_EQ(margin.kind, result::Kind::lower_bound);
    EXPECT_NEAR(margin.value - *margin.low, share * margin.value, 0.02 * share * margin.value);
    // The square of a level within 0.3 %, 424 ohm within 0.122 of it.
    const auto power = quoted("power");
    const double of_power = 2 * std::hypot(0.003, half / 424);
    EXPECT_NEAR(*power.high - power.value, of_power * power.value, 0.02 * of_power * power.value);
}

TEST(HeadphoneAdvice, OnAHeadphoneAskedForSaysWhatMissingVoltsLeaveOpen) {
    const auto text = asked_on(measured({.ohm = 120}, {.volts = false})).front().text;
    EXPECT_THAT(text, HasSubstr("how loud it plays needs volts; damping 2.5"));
    EXPECT_THAT(text, Not(HasSubstr("dB SPL")));
}

TEST(HeadphoneAdvice, OnTypicalHeadphonesHoldsTheirFiguresWithVoltsAndWithout) {
    for (const bool volts : {true, false}) {
        const auto facts = classify::port_facts(measured({.ohm = 8}, {.volts = volts}), "left");
        std::vector<result::HeadphoneFit> fits;
        for (const auto& one : classify::advice(facts, classify::capability(facts)))
            fits.insert(fits.end(), one.headphones.begin(), one.headphones.end());
        ASSERT_EQ(fits.size(), 5);
        EXPECT_EQ(fits[1].nominal_ohm, 32);
        EXPECT_NEAR(*fits[1].damping, 4, 1e-6);
        EXPECT_EQ(fits[1].clean_peak_spl_db.has_value(), volts);
    }
}

result::Result sensing(std::vector<TheveninPort::Sensed> zones, std::vector<double> loads_ohm) {
    TheveninPort source{.full_scale_v = zones.front().volts, .ohm = 0.5};
    source.sensed = std::move(zones);
    Bench bench{.loads_ohm = std::move(loads_ohm)};
    bench.input_ohm = 10e3;
    auto result = measured(source, bench);
    result.doubts.push_back({"load_sensing", result::Severity::note, {}, {}, "", ""});
    return result;
}

TEST(HeadphoneAdvice, BetweenTwoModesTellsBothLevels) {
    const auto result = sensing({{200, 0.1}, {0, 2.0}}, {4700, 100, 33});
    const auto sentences = texts_on(classify::port_facts(result, "left"));
    // 0.1 V or 2 V into 300 ohm: 0.0333 or 13.3 mW, 85.2 or 111.2 dB SPL, music 15 dB below.
    EXPECT_THAT(sentences, Contains(HasSubstr("70 to 96 on 300 Ω (unsafe)")));
    // 0.1 V and 2 V 600/600.5.
    EXPECT_THAT(sentences, Contains(HasSubstr("by the mode it finds 99.9 mV or 2.00 V")));
    EXPECT_THAT(sentences.front(), HasSubstr("Between 100 Ω and 4.7 kΩ it may be either level or "
                                             "another, louder one"));
    EXPECT_THAT(sentences.front(), HasSubstr("add 300 Ω to the others"));
    const auto asked = asked_on(result);
    // 0.0999 V to 2 V at 104 dB/V: 84.0 to 110.0 dB, the middle 97.0, 13 + 3 dB either way.
    EXPECT_THAT(asked.front().text, HasSubstr("82 dB SPL ±16 (unsafe: start at minimum volume"));
    EXPECT_THAT(asked.front().text, HasSubstr("between two modes"));
}

TEST(HeadphoneAdvice, AGroupsOwnLoadsTellItsLevel) {
    const auto result = sensing({{1000, 1.0}, {150, 3.0}, {0, 1.25}}, {4700, 600, 300, 100, 33});
    const auto sentences = texts_on(classify::port_facts(result, "left"));
    // 3 V into 300 ohm: 30 mW, 114.8 dB, music 99.8; into 600 ohm 3 dB less.
    EXPECT_THAT(sentences, Contains(HasSubstr("100 on 300 Ω, 97 on 600 Ω (unsafe)")));
    EXPECT_THAT(sentences.front(), HasSubstr("Between 600 Ω and 4.7 kΩ, and between 100 Ω and"));
}

TEST(HeadphoneAdvice, OfARisingLevelWarnsByTheLoadsOwn) {
    auto result = sensing({{1000, 1.0}, {0, 1.25}}, {300, 33});
    result.doubts.clear();  // too few loads to establish it
    std::erase_if(result.figures, [](const auto& figure) {
        return figure.key.quantity == "output_impedance" ||
               figure.key.quantity == "source_resistance";
    });
    // 1.25 V 33/33.5: 45.95 mW, 116.6 dB, music 101.6; 1.25 V 300/300.5: 5.19 mW, 107.2 dB.
    EXPECT_THAT(texts_on(classify::port_facts(result, "left")).front(),
                HasSubstr("102 dB SPL on 33 Ω (unsafe), 92 on 300 Ω (loud)"));
    const auto asked = asked_on(result);
    // 1.24792 V at 104 dB/V: 105.9 dB, music 90.9; 3 dB and 0.8 dB.
    EXPECT_THAT(asked.front().text, HasSubstr("91 dB SPL ±3 (loud"));
    EXPECT_THAT(asked.front().text, Not(HasSubstr("damping")));
}

TEST(HeadphoneAdvice, NamesWhatASharedReturnLetsThrough) {
    // 20 lg(5/38) and 20 lg(5/306).
    EXPECT_THAT(advice_on({.full_scale_v = 1, .ohm = 1, .return_ohm = 5}),
                Contains(HasSubstr("each lets -18 dB of itself into the other on 32 Ω, -36 dB on "
                                   "300 Ω")));
    // 0.3 ohm: 20 lg(0.3/33.3) = -40.9 dB.
    EXPECT_THAT(advice_on({.full_scale_v = 1, .ohm = 1, .return_ohm = 0.3}),
                Not(Contains(HasSubstr("return"))));
}

TEST(HeadphoneAdvice, WarnsOfWhatIsLouderThanClean) {
    // 2 % H2 at 5 V is 1 % at 2.5 V: 20 lg(12 / 2.5) = 13.6 dB.
    const auto tube = measured({.full_scale_v = 12, .ohm = 120, .h2 = 0.02, .h2_at_v = 5});
    const auto facts = classify::port_facts(tube, "left");
    EXPECT_THAT(texts_on(facts), Contains(HasSubstr("(unsafe); distorted up to 13.6 dB louder")));
    const std::vector asked{headphone_of_300_ohm()};
    const auto advice = classify::advice(facts, classify::capability(facts), asked);
    // 2.5 V 0.718 = 1.8 V: 104 + 5.1 - 15 = 94 dB, loud by itself.
    EXPECT_THAT(advice.front().text, HasSubstr("94 dB SPL ±3 (unsafe: start at minimum volume"));
    EXPECT_THAT(texts_of(advice), Contains(HasSubstr("Full scale overdrives it by 13.6 dB")));
}

TEST(HeadphoneAdvice, OnAHeadphoneAskedForNeedsAnImpedance) {
    const auto advice = asked_on(measured({}, {.loads_ohm = {}}));
    EXPECT_THAT(advice.front().text, HasSubstr("output impedance is not known"));
    EXPECT_TRUE(advice.front().headphones.empty());
}

TEST(HeadphoneAdvice, TakesTheSourceAsMeasuredOverFrequency) {
    auto result = measured({.full_scale_v = 2, .ohm = 120});
    // 120 ohm that become 240 ohm at 20 Hz, linear in log f.
    result.curves.push_back({"output_impedance",
                             "left",
                             {},
                             "ohm",
                             {20, 200, 20000},
                             {},
                             {240, 120, 120},
                             {0, 0, 0},
                             {}});
    const auto fit = asked_on(result).front().headphones.front();
    double least = 0;
    double most = -100;
    for (double hz = 20; hz <= 20000; hz *= 1.001) {
        const double source = 120 + 120 * std::max(0.0, 1 - std::log10(hz / 20));
        const auto load = 300.0 + 300.0 / std::complex<double>(1, hz / 100 - 100 / hz);
        const double response = db(std::abs(load / (load + source)));
        least = std::min(least, response);
        most = std::max(most, response);
    }
    EXPECT_NEAR(*fit.response_change_db, most - least, 0.001);  // the steps' width at the top
    EXPECT_NEAR(*fit.response_change_hz, 20, 1e-9);
}

}  // namespace

}  // namespace ohmloop::classify_tests
