#include "ohmloop/classify/advice.hpp"

#include "classify/thevenin_port.hpp"

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

std::vector<std::string> texts_of(const std::vector<result::Advice>& advice) {
    std::vector<std::string> texts;
    for (const auto& one : advice) texts.push_back(one.text);
    return texts;
}

std::vector<std::string> texts_on(const classify::PortFacts& facts) {
    return texts_of(classify::advice(facts, classify::capability(facts)));
}

std::vector<std::string> advice_on(const TheveninPort& source, const Bench& bench = {}) {
    return texts_on(classify::port_facts(measured(source, bench), "left"));
}

TEST(Advice, PutsFiguresBesideEverySentence) {
    const auto sentences = advice_on({.full_scale_v = 1, .ohm = 75});
    // 1 V, 75 ohm into 32 ohm: 2.8 mW, 104.5 dB SPL at 100 dB/mW, music 15 dB below.
    EXPECT_THAT(sentences, Contains(HasSubstr("88 dB SPL on 16 Ω, 89 on 32 Ω, 90 on 80 Ω, ")));
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
    // 0.15 V: 86 dB SPL on 16 ohm, 83 on 32 ohm, of which "at least enough" would tell nothing.
    const auto low = advice_below(-22.5);
    EXPECT_THAT(low, Contains(HasSubstr("at least 86 dB SPL on 16 Ω (at least loud); for")));
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

TEST(Advice, TheNextMeasurementIsTheOneThatIsMissing) {
    auto next = [](const Bench& bench) {
        const auto facts = classify::port_facts(measured({}, bench), "left");
        return classify::next_measurement(facts, classify::capability(facts));
    };
    EXPECT_THAT(next({.loads_ohm = {}}), HasSubstr("33 Ω resistor"));
    EXPECT_THAT(next({.loads_ohm = {600}}), HasSubstr("33 Ω"));
    EXPECT_THAT(next({.volts = false}), HasSubstr("--input-full-scale"));
    EXPECT_THAT(next({.volume = "unknown"}), HasSubstr("full volume"));
}

TEST(Advice, TheNextMeasurementTakesAwayWhatEndedTheLevels) {
    auto next = [](const char* limited_by, const char* volume) {
        auto result = measured({}, {.volume = volume});
        for (auto& figure : result.figures)
            if (figure.key.quantity == "max_level") {
                figure.kind = result::Kind::lower_bound;
                figure.limited_by = limited_by;
            }
        const auto facts = classify::port_facts(result, "left");
        return classify::next_measurement(facts, classify::capability(facts));
    };
    EXPECT_THAT(next("input_full_scale", "max"), HasSubstr("pad before the input"));
    EXPECT_THAT(next("ceiling", "max"), HasSubstr("without --max-level"));
    EXPECT_THAT(next("ceiling", "max"), Not(HasSubstr("pad")));
    EXPECT_THAT(next("ceiling", "max"), Not(HasSubstr("volume")));
    EXPECT_THAT(next("load_rating", "max"), HasSubstr("power rating"));
    EXPECT_THAT(next("protection", "max"), HasSubstr("the doubts name it"));
    EXPECT_THAT(next("ceiling", "40 %"), HasSubstr("full volume (--volume max) without"));
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

TEST(Advice, RepeatsTheTakeThatWasLost) {
    auto next = [](std::vector<double> loads, const char* lost) {
        auto result = measured({}, {.loads_ohm = std::move(loads), .volts = false});
        std::erase_if(result.figures, [&](const auto& f) {
            return f.key.load == lost || f.key.quantity == "output_impedance" ||
                   f.key.quantity == "source_resistance";
        });
        result.doubts.push_back({"truncated", result::Severity::spoils, std::nullopt, lost,
                                 "only one marker is there", "record again"});
        const auto facts = classify::port_facts(result, "left");
        return classify::next_measurement(facts, classify::capability(facts));
    };
    EXPECT_EQ(next({33}, "33"),
              "repeat the lost take with the 33 Ω resistor (only one marker is there)");
    EXPECT_EQ(next({33}, "open"), "repeat the lost take without a load (only one marker is there)");
    EXPECT_EQ(next({100, 33}, "33"),
              "repeat the lost take with the 33 Ω resistor (only one marker is there)");
    // 33 ohm is there: what it could give decides, not the lighter one.
    EXPECT_THAT(next({100, 33}, "100"), HasSubstr("--input-full-scale"));
}

TEST(Advice, RepeatsAllTakesWhereAllWereLost) {
    result::Result result;
    result.setup.loads = {{"open", {}, {}}, {"33", 33, 0.3}};
    for (const char* load : {"open", "33"})
        result.doubts.push_back({"no_signal", result::Severity::spoils, std::nullopt, load,
                                 "the recording holds no signal", "check the input"});
    classify::add_verdict(result);
    EXPECT_THAT(result.verdict->summary,
                HasSubstr("What would help most: repeat the lost takes without a load and with "
                          "the 33 Ω resistor (the recording holds no signal)."));
}

TEST(Advice, OfChannelsThatDifferTheLostOneIsRepeated) {
    auto result = measured({.ohm = 0.9}, {.volts = false});
    std::erase_if(result.figures, [](const auto& f) {
        const bool loaded = f.key.load == "33" || !f.key.load;
        return f.key.channel == "right" && loaded;
    });
    result.doubts.push_back({"channel_dead", result::Severity::weakens, "right", "33",
                             "the right channel carries no trace of the stimulus", "check it"});
    classify::add_verdict(result);
    ASSERT_EQ(result.verdict->port_class, result::PortClass::undecided);
    EXPECT_THAT(
        result.verdict->summary,
        HasSubstr(
            "repeat the lost take with the 33 Ω resistor (the right channel carries no trace"));
}

profiles::Headphone headphone_of_300_ohm() {
    profiles::Headphone one;
    one.title = "Acme Q 1";
    one.nominal_ohm = 300;
    one.peak = profiles::ImpedancePeak{600, 100, 1};
    one.sensitivity = {104, profiles::SensitivityBasis::measured, 3};
    return one;
}

std::vector<result::Advice> asked_on(const result::Result& result) {
    const auto facts = classify::port_facts(result, "left");
    const std::vector asked{headphone_of_300_ohm()};
    auto advice = classify::advice(facts, classify::capability(facts), asked);
    std::erase_if(advice, [](const auto& one) { return one.topic != "headphone"; });
    return advice;
}

TEST(Advice, OnAHeadphoneAskedForHasItsFiguresBesideIt) {
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

TEST(Advice, OnAHeadphoneAskedForFollowsThePortsIntervals) {
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

TEST(Advice, OnAHeadphoneAskedForSaysWhatMissingVoltsLeaveOpen) {
    const auto text = asked_on(measured({.ohm = 120}, {.volts = false})).front().text;
    EXPECT_THAT(text, HasSubstr("how loud it plays needs volts; damping 2.5"));
    EXPECT_THAT(text, Not(HasSubstr("dB SPL")));
}

TEST(Advice, OnTypicalHeadphonesHoldsTheirFiguresWithVoltsAndWithout) {
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

TEST(Advice, BetweenTwoModesTellsBothLevels) {
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

TEST(Advice, AGroupsOwnLoadsTellItsLevel) {
    const auto result = sensing({{1000, 1.0}, {150, 3.0}, {0, 1.25}}, {4700, 600, 300, 100, 33});
    const auto sentences = texts_on(classify::port_facts(result, "left"));
    // 3 V into 300 ohm: 30 mW, 114.8 dB, music 99.8; into 600 ohm 3 dB less.
    EXPECT_THAT(sentences, Contains(HasSubstr("100 on 300 Ω, 97 on 600 Ω (unsafe)")));
    EXPECT_THAT(sentences.front(), HasSubstr("Between 600 Ω and 4.7 kΩ, and between 100 Ω and"));
}

TEST(Advice, OfARisingLevelWarnsByTheLoadsOwn) {
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

TEST(Advice, NamesWhatASharedReturnLetsThrough) {
    // 20 lg(5/38) and 20 lg(5/306).
    EXPECT_THAT(advice_on({.full_scale_v = 1, .ohm = 1, .return_ohm = 5}),
                Contains(HasSubstr("each lets -18 dB of itself into the other on 32 Ω, -36 dB on "
                                   "300 Ω")));
    // 0.3 ohm: 20 lg(0.3/33.3) = -40.9 dB.
    EXPECT_THAT(advice_on({.full_scale_v = 1, .ohm = 1, .return_ohm = 0.3}),
                Not(Contains(HasSubstr("return"))));
}

TEST(Advice, WarnsOfWhatIsLouderThanClean) {
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

TEST(Advice, OnAHeadphoneAskedForNeedsAnImpedance) {
    const auto advice = asked_on(measured({}, {.loads_ohm = {}}));
    EXPECT_THAT(advice.front().text, HasSubstr("output impedance is not known"));
    EXPECT_TRUE(advice.front().headphones.empty());
}

TEST(Advice, TakesTheSourceAsMeasuredOverFrequency) {
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
