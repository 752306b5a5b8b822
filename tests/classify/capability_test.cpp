#include "ohmloop/classify/capability.hpp"

#include "classify/thevenin_port.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace ohmloop::classify_tests {

namespace {

classify::Capability capability_of(const TheveninPort& port, const Bench& bench = {}) {
    return classify::capability(classify::port_facts(measured(port, bench), "left"));
}

TEST(Capability, ALinearSourceDoesNotSag) {
    const auto port = capability_of({.full_scale_v = 2, .ohm = 47});
    ASSERT_TRUE(port.heaviest);
    EXPECT_FALSE(port.heaviest->limited);
    EXPECT_NEAR(*port.heaviest->sag_db, 0, 1e-9);  // the same arithmetic both ways
    EXPECT_NEAR(*port.heaviest->amperes, 2.0 / 80, 1e-9);
    EXPECT_NEAR(*port.clean_emf_v, 2, 1e-9);  // the input's loading is taken off
}

TEST(Capability, ACurrentLimitShowsAsSagAndAsItsCurrent) {
    const auto port = capability_of({.full_scale_v = 2, .ohm = 10, .current_peak_a = 0.010});
    EXPECT_TRUE(port.heaviest->limited);
    const double rms = 0.010 / std::numbers::sqrt2;
    EXPECT_NEAR(*port.heaviest->amperes, rms, 1e-9);
    // EMF the limit allows, over the EMF without load: 43 ohm times the current, over 2 V.
    EXPECT_NEAR(*port.heaviest->sag_db, db(43 * rms / 2), 1e-6);
}

/// Past its limit already where the impedance is read: the drop holds some of the limit too.
result::Result limited_at_low_level(bool impedance) {
    auto result = measured({.full_scale_v = 2, .ohm = 1, .current_peak_a = 0.005},
                           {.fits_impedance = impedance, .drops_in_phase = true});
    for (auto& figure : result.figures)
        if (figure.key.quantity == "load_drop") {
            figure.value = -3;
            figure.low = -3.001;
            figure.high = -2.999;
        }
    result.doubts.push_back({"limited_at_low_level", result::Severity::weakens, std::nullopt, "33",
                             "into 33 the port is past its limit", "use lighter loads"});
    return result;
}

TEST(Capability, TakesALimitForNeitherADividerNorASharedReturn) {
    const double emf_db = db(34 * 0.005 / std::numbers::sqrt2 / 2);
    const auto known =
        classify::capability(classify::port_facts(limited_at_low_level(true), "left"));
    EXPECT_NEAR(*known.heaviest->sag_db, emf_db, 1e-4);
    EXPECT_FALSE(known.heaviest->sag_is_bound);
    EXPECT_EQ(known.return_ohm, 0);
    const auto withheld =
        classify::capability(classify::port_facts(limited_at_low_level(false), "left"));
    EXPECT_TRUE(withheld.heaviest->sag_is_bound) << "at least so far below";
    EXPECT_GT(*withheld.heaviest->sag_db, emf_db);
}

TEST(Capability, SagNeedsNoVolts) {
    const Bench bench{.volts = false};
    const auto port = capability_of({.full_scale_v = 2, .ohm = 10, .current_peak_a = 0.010}, bench);
    EXPECT_NEAR(*port.heaviest->sag_db, db(43 * 0.010 / std::numbers::sqrt2 / 2), 1e-6);
    EXPECT_FALSE(port.heaviest->amperes);
    EXPECT_FALSE(port.clean_emf_v);
}

TEST(Capability, WhereTheApproachStoppedThePortHasNotGivenWay) {
    auto result = measured({.full_scale_v = 2, .ohm = 10});
    for (auto& figure : result.figures)
        if (figure.key.quantity == "max_level") figure.limited_by = "protection";
    const auto port = classify::capability(classify::port_facts(result, "left"));
    EXPECT_TRUE(port.emf_is_bound);
    EXPECT_EQ(port.overdrive_db, 0);
    EXPECT_FALSE(port.heaviest->limited);
}

TEST(Capability, DistortionThatIsThereWithoutLoadIsNoCurrentLimit) {
    TheveninPort tube{.full_scale_v = 12, .ohm = 120};
    tube.h2 = 0.02;
    tube.h2_at_v = 5;
    const auto port = capability_of(tube);
    EXPECT_FALSE(port.heaviest->limited);
    EXPECT_NEAR(*port.clean_emf_v, 2.5, 1e-9);  // 2 % at 5 V is 1 % at 2.5 V
    EXPECT_NEAR(*port.reach_emf_v, 12, 1e-9);
    EXPECT_NEAR(port.overdrive_db, db(12 / 2.5), 1e-9);
}

TEST(Capability, TheReachIsThatOfTheSoftestTone) {
    // 6 V clipped at 6.5 V peak: the loud tone stays at 4.6 V whatever is played.
    auto result = measured({.full_scale_v = 6, .ohm = 1e-6, .rail_peak_v = 6.5}, {});
    result::Figure soft = *result::find(result, "level", "left", "open").front();
    soft.key.level_dbfs = -20;
    soft.value = 0.6;
    result.figures.push_back(soft);
    const auto port = classify::capability(classify::port_facts(result, "left"));
    const double clean = 6.5 / std::numbers::sqrt2;
    EXPECT_NEAR(*port.clean_emf_v, clean, 1e-6);  // 1e-6 ohm of the input's 100 kohm is nothing
    EXPECT_NEAR(*port.reach_emf_v, 6, 1e-6);
    EXPECT_NEAR(port.overdrive_db, db(6 / clean), 1e-6);
}

TEST(Capability, WithoutAFitTheDropGivesTheImpedance) {
    Bench bench;
    bench.fits_impedance = false;
    // The open level is taken as the EMF: 0.1 % low at 100 kohm.
    const auto source = capability_of({.ohm = 100}, bench).source;
    EXPECT_NEAR(source->resistance_ohm(), 100, 0.2);
    EXPECT_FALSE(source->phase_known);
}

TEST(Capability, ADropIsABoundWhereTheImpedanceWasWithheld) {
    // 75 ohm and a limit that was met at the tones' level already: 33 ohm get 20 dB less, of which
    // the divider makes 20 lg(75.03/33 + ...) = 10.3.
    Bench bench;
    bench.fits_impedance = false;
    auto result = measured({.ohm = 75}, bench);
    result::FigureKey key;
    key.quantity = "output_impedance";
    key.channel = "left";
    key.at_hz = 997;
    result.figures.push_back(result::not_measured(key, "ohm", "past its limit there"));
    for (auto& figure : result.figures)
        if (figure.key.quantity == "load_drop") {
            const double more = -20 - *figure.value;
            for (auto* each : {&figure.value, &figure.low, &figure.high}) **each += more;
        }
    const auto source = classify::capability(classify::port_facts(result, "left")).source;
    ASSERT_TRUE(source);
    EXPECT_TRUE(source->at_most);
    // The 100 kohm input beside 33 ohm: P = 32.98911, k = 10; Ri P (k - 1)/(Ri - k P) = 297.885;
    // the drop's own 0.001 dB add up to 0.04 ohm.
    EXPECT_NEAR(source->resistance_ohm(), 297.885, 0.06);
    EXPECT_EQ(source->least_ohm().real(), 0);
}

TEST(Capability, DeliversByOhmsLawUpToTheLimit) {
    const auto linear = capability_of({.full_scale_v = 1, .ohm = 75});
    // (1 V / 107 ohm)^2 x 32 ohm = 2.795 mW.
    EXPECT_NEAR(classify::deliver(linear, 32)->watts, 2.795e-3, 0.001e-3);
    const auto limited = capability_of({.full_scale_v = 2, .ohm = 10, .current_peak_a = 0.010});
    EXPECT_TRUE(classify::deliver(limited, 32)->current_limited);
    EXPECT_NEAR(classify::deliver(limited, 32)->watts, 0.5e-4 * 32, 1e-9);  // (10 mA)^2/2
    EXPECT_FALSE(classify::deliver(limited, 10e3)->current_limited);
}

TEST(Capability, DeliversWhatASensingPortGivesTheNearestLoad) {
    classify::Capability port;
    port.volts = true;
    port.source = {0.5, true};
    port.clean_emf_v = 1.0;
    port.sensed = {
        {10e3, 1.0, false, 0}, {4700, 1.0, false, 0}, {300, 3.0, false, 1}, {33, 1.25, false, 2}};
    // 3 V 300/300.5, 1.25 V 32/32.5, 1 V 10000/10000.5.
    EXPECT_NEAR(classify::deliver(port, 300)->volts, 2.99501, 1e-5);
    EXPECT_NEAR(classify::deliver(port, 32)->volts, 1.23077, 1e-5);
    EXPECT_NEAR(classify::deliver(port, 10e3)->volts, 0.99995, 1e-5);
}

/// Zo 0.5 ohm, 1 V into 4.7 kohm and more, 1.25 V into 100 ohm and less.
classify::Capability sensing_port() {
    classify::Capability port;
    port.volts = true;
    port.source = {0.5, true};
    port.clean_emf_v = 1.0;
    port.sensed = {
        {10e3, 1.0, false, 0}, {4700, 1.0, false, 0}, {100, 1.25, false, 1}, {33, 1.25, false, 1}};
    return port;
}

TEST(Capability, BetweenTwoGroupsOfLoadsEitherLevelIsPossible) {
    const auto between = classify::deliver(sensing_port(), 300);
    EXPECT_NEAR(between->volts, 1.247920, 1e-6);         // 1.25 V 300/300.5
    EXPECT_NEAR(*between->least_volts, 0.998336, 1e-6);  // 1 V 300/300.5
    // What is in a group, beyond the last load or within a tenth of one is known.
    for (const double ohm : {16.0, 32.0, 50.0, 105.0})
        EXPECT_NEAR(classify::deliver(sensing_port(), ohm)->volts, 1.25 * ohm / (ohm + 0.5), 1e-9);
    for (const double ohm : {4400.0, 8000.0, 47e3})
        EXPECT_NEAR(classify::deliver(sensing_port(), ohm)->volts, ohm / (ohm + 0.5), 1e-9);
    for (const double ohm : {16.0, 50.0, 105.0, 4400.0, 8000.0, 47e3})
        EXPECT_FALSE(classify::deliver(sensing_port(), ohm)->least_volts) << ohm;
    const auto gaps = classify::sensed_gaps(sensing_port());
    ASSERT_EQ(gaps.size(), 1U);
    EXPECT_EQ(gaps[0].above_ohm, 100);
    EXPECT_EQ(gaps[0].below_ohm, 4700);
}

TEST(Capability, WhatTheRecordingInputDoesNotReachIsBetweenGroupsToo) {
    auto port = sensing_port();
    port.sensed.erase(port.sensed.begin() + 1);  // open as 10 kohm alone
    EXPECT_TRUE(classify::deliver(port, 5000)->least_volts);
    EXPECT_FALSE(classify::deliver(port, 10e3)->least_volts);
}

TEST(Capability, ASharedReturnTakesItsShareOfBothChannels) {
    for (const bool in_phase : {true, false}) {
        Bench bench;
        bench.drops_in_phase = in_phase;
        const auto port =
            capability_of({.full_scale_v = std::numbers::sqrt2, .ohm = 1, .return_ohm = 5}, bench);
        // Found as 33 ohm beside 100 kohm, which the figures here leave out: 44 ohm 3.3e-4 / 2.
        EXPECT_NEAR(port.return_ohm, 5, 0.01);
        EXPECT_NEAR(classify::deliver(port, 32)->watts, 34.613e-3, 0.02e-3);   // 2 V^2 32/43^2
        EXPECT_NEAR(*classify::return_crosstalk_db(port, 32), -17.616, 0.02);  // 5/38
        EXPECT_NEAR(*port.heaviest->sag_db, 0, 0.01);                          // a linear source
    }
}

TEST(Capability, AReturnThatDoesNotStandOutIsNone) {
    EXPECT_EQ(capability_of({.full_scale_v = 2, .ohm = 47}).return_ohm, 0);
    EXPECT_FALSE(classify::return_crosstalk_db(capability_of({.ohm = 47}), 32));
    // Levels known to 0.3 % each: sqrt(2) 0.003 34 ohm = 0.14 ohm, more than twice 0.05 ohm.
    EXPECT_EQ(capability_of({.ohm = 1, .return_ohm = 0.05}).return_ohm, 0);
    // Clipped, it loses more into a load for other reasons.
    TheveninPort railed{.full_scale_v = 3, .ohm = 1, .rail_peak_v = 2.83, .return_ohm = 5};
    EXPECT_EQ(capability_of(railed).return_ohm, 0);
}

TEST(Capability, ALimiterUnderLoadIsNoReturn) {
    auto result = measured({.full_scale_v = 1, .ohm = 1, .return_ohm = 5});
    for (auto& figure : result.figures)
        if (figure.key.quantity == "max_level" && figure.key.load == "33")
            figure.limited_by = "compression";
    EXPECT_EQ(classify::capability(classify::port_facts(result, "left")).return_ohm, 0);
}

TEST(Capability, AMeasuredReturnComesFirst) {
    auto result = measured({.ohm = 1});
    result::Figure ground;
    ground.key.quantity = "shared_ground_resistance";
    ground.value = 0.4;
    ground.unit = "ohm";
    result.figures.push_back(ground);
    auto port = classify::capability(classify::port_facts(result, "left"));
    EXPECT_EQ(port.return_ohm, 0.4);
    EXPECT_NEAR(*classify::return_crosstalk_db(port, 32), -38.434, 0.001);  // 0.4/33.4
    result.figures.back().kind = result::Kind::upper_bound;  // a level may then be reached
    port = classify::capability(classify::port_facts(result, "left"));
    EXPECT_EQ(port.return_ohm, 0);
}

TEST(Capability, TellsCleanCurrentFromWhatADistortedToneHad) {
    TheveninPort tube{.full_scale_v = 12, .ohm = 120};
    tube.h2 = 0.02;
    tube.h2_at_v = 5;
    const auto drive = *capability_of(tube).heaviest;
    EXPECT_NEAR(*drive.clean_amperes, 2.5 / 153, 1e-9);  // 2 % at 5 V is 1 % at 2.5 V
    EXPECT_NEAR(*drive.amperes, 12 * std::pow(10, -0.15) / 153, 1e-9);  // the tone at -3 dBFS
    EXPECT_FALSE(capability_of({.full_scale_v = 2, .ohm = 47}).heaviest->clean_amperes);
}

TEST(Capability, WhatALoadGotNeedsNoImpedance) {
    classify::Capability port;
    port.volts = true;
    port.heaviest.emplace();
    port.heaviest->load_ohm = 33;
    port.heaviest->amperes = 0.01;
    port.heaviest->thd_n_db = -90;
    EXPECT_NEAR(classify::delivered(port)->watts, 3.3e-3, 1e-9);  // (10 mA)^2 33 ohm
    port.heaviest->thd_n_db = -20;
    EXPECT_FALSE(classify::delivered(port));
}

// 8 ohm behind 4.7 uF: Xc = 1/(2 pi 997 4.7e-6) = 33.9646 ohm, |Zo| = 34.894 ohm.
const TheveninPort coupled_8_ohm{.full_scale_v = 1, .ohm = 8, .farads = 4.7e-6};

TEST(Capability, AReactanceAddsInQuadrature) {
    for (const bool phase_known : {true, false}) {
        const auto port = capability_of(coupled_8_ohm, {.phase_known = phase_known});
        EXPECT_TRUE(port.source->phase_known);
        // 32/((8 + 32)^2 + 33.9646^2) = 11.6212 mW; as a resistance it would be 7.15 mW.
        EXPECT_NEAR(classify::deliver(port, 32)->watts, 11.6212e-3, 1e-7);
        EXPECT_NEAR(*port.heaviest->sag_db, 0, 1e-4);  // a linear source; C is printed to 1e-6
        // 20 lg(sqrt(10008^2 + 33.9646^2)/10000)
        EXPECT_NEAR(*classify::loading_loss_db(port, 10e3), 0.006996, 1e-5);
    }
}

TEST(Capability, WithoutPhaseOrPartsTheMagnitudeStandsForAResistance) {
    const auto port = capability_of(coupled_8_ohm, {.phase_known = false, .fits_parts = false});
    EXPECT_FALSE(port.source->phase_known);
    // 32/(34.894 + 32)^2; the input's 100 kohm, counted likewise, add up to 2 34.894/100e3.
    EXPECT_NEAR(classify::deliver(port, 32)->watts, 7.1511e-3, 7e-4 * 7.1511e-3);
}

TEST(Capability, CornersTakeTheResistance) {
    const auto port = capability_of(coupled_8_ohm);
    // 1/(2 pi 4.7e-6 (8 + 32)), 1/(2 pi 4.7e-6 (8 + 10000))
    EXPECT_NEAR(*classify::bass_corner_hz(port, 32), 846.57, 0.01);
    EXPECT_NEAR(*classify::bass_corner_hz(port, 10e3), 3.3836, 0.0001);
    // 1/(2 pi 20 4.7e-6) - 8
    EXPECT_NEAR(classify::least_load_for_bass_ohm(port, 20), 1685.14, 0.01);
    EXPECT_EQ(classify::least_load_for_bass_ohm(capability_of({.ohm = 1}), 20), 0);
}

TEST(Capability, TheLeastLoadHasTheLossAskedFor) {
    // R/(10^(0.1/20) - 1)
    EXPECT_NEAR(classify::least_load_ohm({100.0}, 0.1), 8635.9, 0.1);
    const classify::SourceImpedance reactive{{8, -33.9646}};
    const double ohm = classify::least_load_ohm(reactive, 0.1);
    EXPECT_NEAR(db(std::abs(reactive.ohm + ohm) / ohm), 0.1, 1e-9);
    EXPECT_NEAR(ohm, 756, 1);  // (8 + sqrt(64 + 0.0232930 * 1217.6))/0.0232930
}

}  // namespace

}  // namespace ohmloop::classify_tests
