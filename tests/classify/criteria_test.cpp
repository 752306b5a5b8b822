#include "ohmloop/classify/criteria.hpp"

#include "classify/thevenin_port.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace ohmloop::classify_tests {

namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::vector<result::Criterion> criteria_from(const classify::PortFacts& facts,
                                             const classify::Capability& port) {
    const auto& populations = profiles::built_in_populations();
    return classify::criteria(facts, port, classify::evidence(facts, port, populations),
                              populations);
}

std::vector<result::Criterion> criteria_of(const TheveninPort& source, const Bench& bench = {}) {
    const auto facts = classify::port_facts(measured(source, bench), "left");
    const auto port = classify::capability(facts);
    return criteria_from(facts, port);
}

result::Criterion named(const std::vector<result::Criterion>& all, const std::string& name) {
    for (const auto& one : all)
        if (one.name == name) return one;
    return {};
}

TEST(Criteria, AreNineInTheInterfacesOrder) {
    std::vector<std::string> names;
    for (const auto& one : criteria_of({})) names.push_back(one.name);
    EXPECT_THAT(names, testing::ElementsAre("signal_level", "amplification", "impedance",
                                            "use_case", "volume_control", "load_handling",
                                            "noise_level", "power_output", "device_compatibility"));
}

TEST(Criteria, SayWhatWasNotMeasuredAndWhy) {
    for (const auto& one : criteria_of({}, {.loads_ohm = {}, .volts = false})) {
        if (!one.measured) {
            EXPECT_THAT(one.text, StartsWith("not measured: "));
            EXPECT_EQ(one.strength, 0);
        }
    }
    EXPECT_FALSE(
        named(criteria_of({}, {.volts = false, .volume = "unknown"}), "signal_level").measured);
    EXPECT_FALSE(named(criteria_of({}, {.volts = false}), "power_output").measured);
    EXPECT_FALSE(named(criteria_of({}, {.loads_ohm = {}}), "impedance").measured);
}

TEST(Criteria, CompareTheCleanLevelWithTheWholeAtOneLoad) {
    // 2 % at 5 V is 1 % at 2.5 V; behind 10 kohm both lose 100/110 into the input's 100 kohm.
    TheveninPort source{.full_scale_v = 6, .ohm = 10e3};
    source.h2 = 0.02;
    source.h2_at_v = 5;
    EXPECT_THAT(named(criteria_of(source), "signal_level").text,
                HasSubstr("2.27 V clean of 5.45 V"));
}

TEST(Criteria, CarryTheFiguresTheyStandOn) {
    const auto all = criteria_of({.full_scale_v = 2.1, .ohm = 213, .current_peak_a = 0.008});
    EXPECT_THAT(named(all, "impedance").text, HasSubstr("213 Ω"));
    EXPECT_THAT(named(all, "signal_level").text, HasSubstr("2.10 V"));
    EXPECT_THAT(named(all, "amplification").text, HasSubstr("5.66 mA"));  // 8 mA / sqrt 2
    EXPECT_EQ(named(all, "impedance").points_to, "line");
    EXPECT_EQ(named(all, "amplification").points_to, "line");
    EXPECT_GT(named(all, "amplification").strength, 2);
}

TEST(Criteria, ShowACoupledSourceAsItsParts) {
    const auto all = criteria_of({.full_scale_v = 1, .ohm = 8, .farads = 4.7e-6});
    EXPECT_THAT(named(all, "impedance").text, StartsWith("8 Ω + 4.7 µF"));
    EXPECT_THAT(named(all, "power_output").text, StartsWith("11.6 mW into 32 Ω"));
    // 1/(2 pi 20 4.7e-6) - 8 = 1685 ohm: its bass asks for more than 0.1 dB or eightfold do.
    EXPECT_EQ(named(all, "device_compatibility").text,
              "line inputs from 1.7 kΩ (bass), headphones from 1.7 kΩ (bass)");
}

TEST(Criteria, ALevelsYardstickIsThatOfItsImpedance) {
    // Line outputs behind 470 ohm are players', of 1 to 2 V: seven are a receiver's for headphones.
    const auto high = named(criteria_of({.full_scale_v = 7, .ohm = 470}), "signal_level");
    EXPECT_EQ(high.points_to, "headphone");
    EXPECT_THAT(high.text, HasSubstr("(line of 470 Ω: "));
    const auto low = named(criteria_of({.full_scale_v = 1, .ohm = 0.9}), "signal_level");
    EXPECT_THAT(low.text, HasSubstr("(line of 0.9 Ω: "));
    const auto usual = named(criteria_of({.full_scale_v = 2, .ohm = 213}), "signal_level");
    EXPECT_EQ(usual.points_to, "line");
    EXPECT_THAT(usual.text, HasSubstr("(line of 213 Ω: "));
    const TheveninPort tube{.full_scale_v = 12, .ohm = 120, .h2 = 0.02, .h2_at_v = 5};
    EXPECT_EQ(named(criteria_of(tube), "signal_level").text,
              "2.50 V clean of 12.0 V at full volume (overdriven)");
}

TEST(Criteria, ShowTheFigureThatCounted) {
    const auto coupled = criteria_of({.full_scale_v = 1, .ohm = 8, .farads = 220e-6});
    EXPECT_THAT(named(coupled, "load_handling").text, HasSubstr("via 220 µF"));
    auto result = measured({.full_scale_v = 12, .ohm = 120, .h2 = 0.02, .h2_at_v = 5});
    std::erase_if(result.figures, [](const auto& f) { return f.key.quantity == "level"; });
    const auto facts = classify::port_facts(result, "left");
    const auto port = classify::capability(facts);
    const auto& populations = profiles::built_in_populations();
    const auto all =
        classify::criteria(facts, port, classify::evidence(facts, port, populations), populations);
    EXPECT_THAT(named(all, "signal_level").text, HasSubstr("clean of more at full volume"));
}

/// The same port, distorting at the loudest tone into the load.
result::Result distorting_under_load(const Bench& bench, result::Kind open_kind) {
    auto result = measured({.full_scale_v = 0.5, .ohm = 50}, bench);
    for (auto& figure : result.figures) {
        if (figure.key.quantity != "thd_n") continue;
        if (figure.key.load == "33") figure.value = -45;
        if (figure.key.load == "open") figure.kind = open_kind;
    }
    return result;
}

classify::ClassScores handling_of(const result::Result& result) {
    const auto facts = classify::port_facts(result, "left");
    const auto all =
        classify::evidence(facts, classify::capability(facts), profiles::built_in_populations());
    return std::ranges::find(all, "load_handling", &classify::Evidence::criterion)->log_likelihood;
}

TEST(Criteria, DistortionUnderLoadSpeaksOnlyWhereTheCurrentIsKnown) {
    using classify::Candidate;
    const auto measured = result::Kind::measured;
    // 0.5 V at -3 dBFS into 83 ohm: 4.3 mA.
    const auto known = handling_of(distorting_under_load({}, measured));
    EXPECT_GT(known[Candidate::line], known[Candidate::headphone] + 1);
    const auto unknown = handling_of(distorting_under_load({.volts = false}, measured));
    EXPECT_EQ(unknown[Candidate::line], unknown[Candidate::headphone]);
}

TEST(Criteria, ABoundOfDistortionMakesABoundOfItsRise) {
    const auto rise = [](const result::Result& result) {
        const auto facts = classify::port_facts(result, "left");
        return *classify::capability(facts).heaviest;
    };
    const auto bound = result::Kind::upper_bound;
    const auto above = rise(distorting_under_load({}, bound));
    EXPECT_EQ(above.thd_n_rise_db, 50);  // -45 dB against at most -95
    EXPECT_TRUE(above.thd_n_rise_is_bound);
    auto result = distorting_under_load({}, bound);
    for (auto& figure : result.figures)
        if (figure.key.quantity == "thd_n") figure.kind = bound;
    EXPECT_FALSE(rise(result).thd_n_rise_db);
}

TEST(Criteria, FullVolumeIsFullVolumeHoweverItIsWritten) {
    const TheveninPort source{.full_scale_v = 2, .ohm = 213};
    const auto full = named(criteria_of(source, {.volume = "max"}), "signal_level");
    for (const char* spelling : {"100 %", "100%", "100"}) {
        const auto same = named(criteria_of(source, {.volume = spelling}), "signal_level");
        EXPECT_EQ(same.text, full.text);
        EXPECT_EQ(same.points_to, full.points_to);
        EXPECT_EQ(same.strength, full.strength);
    }
    const auto partial = named(criteria_of(source, {.volume = "40 %"}), "signal_level");
    EXPECT_THAT(partial.text, HasSubstr("at volume 40 % only"));
    EXPECT_LT(partial.strength, full.strength);
}

TEST(Criteria, ACapacitorIsNotCountedAsResistance) {
    const auto direct = named(criteria_of({.full_scale_v = 1, .ohm = 8}), "impedance");
    const auto coupled =
        named(criteria_of({.full_scale_v = 1, .ohm = 8, .farads = 4.7e-6}), "impedance");
    EXPECT_EQ(coupled.points_to, direct.points_to);
    EXPECT_NEAR(coupled.strength, direct.strength, 1e-9);  // the same resistance and uncertainty
}

/// Columns on a terminal: code points.
std::size_t columns(const std::string& utf8) {
    std::size_t count = 0;
    for (const char c : utf8) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
    return count;
}

// 62 of the page's 100 columns are left beside a criterion's name and direction.
TEST(Criteria, AreOneLineEach) {
    const TheveninPort weak{
        .full_scale_v = 2.1, .ohm = 213, .farads = 10e-6, .current_peak_a = 8e-3};
    for (const TheveninPort& source :
         {TheveninPort{}, weak, TheveninPort{.full_scale_v = 7, .ohm = 470},
          TheveninPort{.full_scale_v = 3, .ohm = 20}})
        for (const Bench& bench :
             {Bench{}, Bench{.volts = false}, Bench{.loads_ohm = {}}, Bench{.volume = "unknown"}})
            for (const auto& one : criteria_of(source, bench))
                EXPECT_LE(columns(one.text), 62U) << one.text;
}

TEST(Criteria, AreOneLineEachForABoundToo) {
    auto result = measured({.full_scale_v = 2, .ohm = 0.015}, {.volume = "unknown"});
    for (auto& figure : result.figures) {
        if (figure.key.quantity == "source_resistance") figure.kind = result::Kind::upper_bound;
        if (figure.key.quantity != "output_impedance") continue;
        figure = result::bound(figure.key, result::Kind::upper_bound, 0.015, "ohm", "");
    }
    const auto facts = classify::port_facts(result, "left");
    const auto port = classify::capability(facts);
    const auto all = criteria_from(facts, port);
    for (const auto& one : all) EXPECT_LE(columns(one.text), 62U) << one.text;
    EXPECT_THAT(named(all, "impedance").text, StartsWith("below 0.015 Ω (headphone"));
    EXPECT_THAT(named(all, "signal_level").text, HasSubstr("(such a line: "));
}

std::vector<result::Criterion> criteria_in(const result::Result& result) {
    const auto facts = classify::port_facts(result, "left");
    const auto port = classify::capability(facts);
    return criteria_from(facts, port);
}

TEST(Criteria, ABoundSpeaksOnlyWhereAllBelowItSpeaksForOneClass) {
    const auto below = [](double ohm) {
        return criteria_in(with_impedance_below(ohm, measured({.ohm = 0.9}, {.volts = false})));
    };
    // Below 72 ohm lie headphone and line outputs, below 15 ohm hardly a line output.
    EXPECT_EQ(named(below(71.9), "impedance").points_to, "");
    EXPECT_EQ(named(below(71.9), "use_case").points_to, "");
    EXPECT_THAT(named(below(71.9), "impedance").text, StartsWith("below 72 Ω (headphone"));
    EXPECT_EQ(named(below(15), "impedance").points_to, "headphone");
    // 71.9/(10^(0.1/20) - 1) = 6210 ohm, 8 x 71.9 = 575 ohm, both rounded up.
    EXPECT_EQ(named(below(71.9), "device_compatibility").text,
              "line inputs from at most 6.3 kΩ, headphones from at most 580 Ω");
    EXPECT_FALSE(named(below(41.5e6), "device_compatibility").measured);
    for (const double ohm : {15.0, 71.9, 41.5e6})
        for (const auto& one : below(ohm)) EXPECT_LE(columns(one.text), 63U) << one.text;
}

TEST(Criteria, WhatTheInputStoppedIsAtLeast) {
    const auto all = criteria_in(stopped_at(-18, measured({.full_scale_v = 2.1, .ohm = 213})));
    // 2.1 V less 18 dB is 264.4 mV: 32 (264.4 mV/245)^2 and 300 (264.4 mV/513)^2.
    EXPECT_EQ(named(all, "power_output").text,
              "at least 37.3 µW into 32 Ω, at least 79.7 µW into 300 Ω");
    EXPECT_THAT(named(all, "noise_level").text, HasSubstr("dB or more below maximum"));
}

TEST(Criteria, NoLimitIsEvidenceOnlyOfAPortThatWasDrivenToItsFull) {
    const auto weak = measured({.full_scale_v = 2.1, .ohm = 213}, {.volts = false});
    const auto driven = named(criteria_in(weak), "amplification");
    EXPECT_THAT(driven.text, HasSubstr("no limit met"));
    const auto stopped = named(criteria_in(stopped_at(-18, weak)), "amplification");
    EXPECT_EQ(stopped.text, "not measured: the levels ended before the port gave its all");
    EXPECT_EQ(stopped.points_to, "");
}

TEST(Criteria, SayWhatDoesNotChangeWithoutASign) {
    const auto handling = named(criteria_of({}), "load_handling").text;
    EXPECT_THAT(handling, HasSubstr("THD+N as open"));
    EXPECT_THAT(handling, testing::Not(HasSubstr("0.0 dB re open")));
}

TEST(Criteria, PowerIsNotCountedBesideCurrent) {
    const auto power = named(criteria_of({}), "power_output");
    EXPECT_TRUE(power.measured);
    EXPECT_EQ(power.strength, 0);
}

TEST(Criteria, AFixedVolumeSpeaksForLine) {
    const auto volume = named(criteria_of({}, {.volume = "fixed"}), "volume_control");
    EXPECT_TRUE(volume.measured);
    EXPECT_EQ(volume.points_to, "line");
}

// ---- the table people compare by

TEST(Criteria, CompareThePortWithUsualOnes) {
    const auto all = criteria_of({.full_scale_v = 2.1, .ohm = 213, .current_peak_a = 0.008});
    const auto impedance = named(all, "impedance");
    EXPECT_EQ(impedance.this_port.text, "213 Ω");
    EXPECT_EQ(impedance.this_port.unit, "ohm");
    EXPECT_LT(*impedance.typical_line.low, 100);  // what published line outputs have
    EXPECT_GT(*impedance.typical_line.high, 470);
    EXPECT_LT(*impedance.typical_headphone.low, 1);
    EXPECT_LT(*impedance.typical_headphone.high, *impedance.typical_line.high);
    // 20 lg(33/246) of this port; of usual ones by their usual impedances.
    const auto handling = named(all, "load_handling");
    EXPECT_EQ(handling.this_port.text, "-17.4 dB with 33 Ω");
    EXPECT_NEAR(*handling.typical_line.low,
                20 * std::log10(33 / (33 + *impedance.typical_line.high)), 1e-9);
    EXPECT_NEAR(*handling.typical_headphone.high,
                20 * std::log10(33 / (33 + *impedance.typical_headphone.low)), 1e-9);
    // 8 mA peak is 5.66 mA: 32 (5.66 mA)^2 = 1.02 mW; 8 x 213 = 1704 ohm, rounded up.
    EXPECT_EQ(named(all, "amplification").this_port.text, "5.66 mA");
    EXPECT_EQ(named(all, "power_output").this_port.text, "1.02 mW into 32 Ω");
    EXPECT_EQ(named(all, "device_compatibility").this_port.text, "phones from 1.8 kΩ");
    EXPECT_NEAR(*named(all, "device_compatibility").typical_line.low,
                8 * *impedance.typical_line.low, 1e-9);
    EXPECT_EQ(named(all, "use_case").this_port.text, "line");
}

TEST(Criteria, UsualSharesAreThoseCounted) {
    auto populations = profiles::built_in_populations();
    populations.line.published.fixed = 13;
    populations.line.published.fixed_of = 52;
    const auto facts = classify::port_facts(measured({}), "left");
    const auto port = classify::capability(facts);
    const auto all =
        classify::criteria(facts, port, classify::evidence(facts, port, populations), populations);
    const auto volume = named(all, "volume_control");
    EXPECT_EQ(volume.this_port.text, "not measured");
    // 13 of 52, by Jeffreys' rule 13.5 of 53.
    EXPECT_EQ(volume.typical_line.text, "25 % fixed");
    EXPECT_NEAR(*volume.typical_line.value, 13.5 / 53, 1e-12);
    EXPECT_EQ(named(all, "noise_level").typical_line.low, populations.line.published.snr_low_db);
}

TEST(Criteria, MarkBoundsInTheTableToo) {
    const auto stopped = criteria_in(stopped_at(-18, measured({.full_scale_v = 2.1, .ohm = 213})));
    EXPECT_THAT(named(stopped, "signal_level").this_port.text, StartsWith("≥ 264 mV"));
    EXPECT_THAT(named(stopped, "power_output").this_port.text, StartsWith("≥ 37.3 µW"));
    const auto below = criteria_in(with_impedance_below(0.2, measured({.ohm = 0.1})));
    EXPECT_EQ(named(below, "impedance").this_port.text, "≤ 0.200 Ω");
}

}  // namespace

}  // namespace ohmloop::classify_tests
