#include "ohmloop/classify/headphone_fit.hpp"

#include "ohmloop/classify/headphone_impedance.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace ohmloop::classify_tests {

namespace {

using classify::headphone_fit;
using classify::HeadphoneDrive;
using classify::HeadphoneImpedance;
using classify::SourceCurve;
using profiles::Headphone;
using profiles::SensitivityBasis;
using testing::Contains;
using testing::Not;

// What is worked out by hand is given to six digits.
constexpr double by_hand = 1e-4;

Headphone resistor(double ohm, double db_per_mw, bool is_planar = true) {
    Headphone headphone;
    headphone.title = "R";
    headphone.nominal_ohm = ohm;
    headphone.driver = is_planar ? profiles::Driver::planar : profiles::Driver::dynamic;
    headphone.sensitivity = {profiles::db_per_v(db_per_mw, ohm), SensitivityBasis::published, 5};
    return headphone;
}

Headphone resonant() {
    Headphone headphone;
    headphone.nominal_ohm = 300;
    headphone.peak = profiles::ImpedancePeak{600, 100, 1};
    headphone.sensitivity = {103.7, SensitivityBasis::measured, 3};
    return headphone;
}

TEST(HeadphoneImpedance, OfTheResonanceMeetsPeakAndBase) {
    const auto headphone = resonant();
    const HeadphoneImpedance impedance(headphone);
    EXPECT_EQ(impedance.known_as(), "modelled");
    EXPECT_NEAR(std::abs(impedance.at(100) - 600.0), 0, 1e-9);
    // 300 + 300/(1 + j (10 - 0.1)): 303.030 - j 29.9970
    EXPECT_NEAR(impedance.at(1000).real(), 303.030, 0.001);
    EXPECT_NEAR(impedance.at(1000).imag(), -29.9970, 0.001);
    // The mirror image an octave to either side: 300 + 300/(1 +- j 1.5) = 392.308 -+ j 138.462
    EXPECT_NEAR(impedance.at(200).real(), 392.308, 0.001);
    EXPECT_NEAR(impedance.at(50).imag(), 138.462, 0.001);
}

TEST(HeadphoneImpedance, TellsWhatItIsKnownAs) {
    auto known_as = [](const Headphone& headphone) {
        return std::string(HeadphoneImpedance(headphone).known_as());
    };
    EXPECT_EQ(known_as(resistor(32, 100)), "flat");
    EXPECT_EQ(known_as(resistor(32, 100, false)), "nominal");
    EXPECT_EQ(known_as(profiles::with_curve(resonant(), {{20, 300.0}})), "curve");
}

TEST(HeadphoneFit, OfAResistorIsOhmsLaw) {
    const HeadphoneDrive drive{.impedance = SourceCurve(75), .emf_v = 1};
    const auto fit = headphone_fit(drive, resistor(32, 100));
    // (1 V/107 ohm)^2 32 ohm = 2.79500 mW: 100 + 10 lg 2.79500 = 104.4638 dB SPL
    EXPECT_NEAR(*fit.power_mw, 2.79500, by_hand);
    EXPECT_NEAR(*fit.clean_peak_spl_db, 104.4638, by_hand);
    EXPECT_NEAR(*fit.headroom_over_85_db, 4.4638, by_hand);  // 15 dB below the peak
    EXPECT_NEAR(*fit.headroom_over_100_db, -10.5362, by_hand);
    EXPECT_NEAR(*fit.damping, 0.426667, by_hand);  // 32/75
    EXPECT_NEAR(*fit.least_damping, 0.426667, by_hand);
    EXPECT_NEAR(*fit.response_change_db, 0, 1e-9);  // both flat
    EXPECT_EQ(fit.rating, "loud");
    EXPECT_EQ(fit.sensitivity, "published");
    EXPECT_EQ(*fit.spl_uncertainty_db, 5);
    EXPECT_FALSE(fit.bass_corner_hz);
    EXPECT_FALSE(fit.current_margin);
    EXPECT_TRUE(fit.lower_bounds.empty());
}

TEST(HeadphoneFit, TheRatingCountsWhatFullLevelOverdrives) {
    // 89.5 dB clean is loud; 6 dB more, distorted, are unsafe.
    const HeadphoneDrive drive{.impedance = SourceCurve(75), .emf_v = 1, .overdrive_db = 6};
    const auto fit = headphone_fit(drive, resistor(32, 100));
    EXPECT_NEAR(*fit.clean_peak_spl_db, 104.4638, by_hand);
    EXPECT_EQ(fit.rating, "unsafe");
}

TEST(HeadphoneFit, AResonanceChangesTheResponse) {
    const HeadphoneDrive drive{.impedance = SourceCurve(120), .emf_v = 2};
    const auto fit = headphone_fit(drive, resonant());
    // Most at the peak: 20 lg(600/720) = -1.5836 dB. Least where the circuit has least effect,
    // at 20 kHz: 300.0075 - j 1.5: 20 lg(300/420) = -2.9225 dB.
    EXPECT_NEAR(*fit.response_change_db, 1.33882, by_hand);
    EXPECT_NEAR(*fit.response_change_hz, 100, 1e-9);
    EXPECT_NEAR(*fit.damping, 2.5, by_hand);
    EXPECT_NEAR(*fit.least_damping, 2.5, 0.001);  // the least |Z| is 300.0 ohm
    // |Z(1k)| = 304.511, |Z + 120| = 424.091: 2 V 0.718032 = 1.43606 V, 103.7 + 3.1433 dB
    EXPECT_NEAR(*fit.clean_peak_spl_db, 106.8433, 0.001);
    // (2/424.091)^2 303.030 = 6.73944 mW
    EXPECT_NEAR(*fit.power_mw, 6.7394, 0.001);
    EXPECT_EQ(fit.rating, "loud");
}

TEST(HeadphoneFit, AHeadphoneOfAnUnknownCurveHasTheRulesBound) {
    const HeadphoneDrive drive{.impedance = SourceCurve(4)};
    const auto fit = headphone_fit(drive, resistor(32, 100, false));
    // It may fall to 80 %: 20 lg(1 + 4/25.6)
    EXPECT_NEAR(*fit.response_change_db, 1.26101, by_hand);
    EXPECT_NEAR(*fit.least_damping, 6.4, 1e-9);
    auto known = resistor(32, 100, false);
    known.minimum_ohm = 16;
    EXPECT_NEAR(*headphone_fit(drive, known).response_change_db, 1.93820, by_hand);  // 20 lg 1.25
    EXPECT_NEAR(*headphone_fit(drive, known).damping, 8, 1e-9);
    auto armature = resistor(32, 100, false);
    armature.driver = profiles::Driver::balanced_armature;
    EXPECT_FALSE(headphone_fit(drive, armature).response_change_db);
    EXPECT_FALSE(headphone_fit(drive, armature).least_damping);
    EXPECT_NEAR(*headphone_fit(drive, armature).damping, 8, 1e-9);
    EXPECT_THAT(fit.upper_bounds, Contains("response_change_db"));
    EXPECT_FALSE(fit.response_change_hz);
}

TEST(HeadphoneFit, TheCouplingCapacitorCutsTheBass) {
    const HeadphoneDrive drive{.impedance = SourceCurve(8, 100e-6), .coupling_farads = 100e-6};
    const auto fit = headphone_fit(drive, resistor(32, 100));
    // 1/(2 pi 100e-6 40) = 39.7887 Hz
    EXPECT_NEAR(*fit.bass_corner_hz, 39.7887, by_hand);
    // At 20 Hz Xc = 79.5775: 20 lg(32/|40 - j 79.5775|) = -8.8918 dB; at 20 kHz
    // 20 lg(32/40) = -1.93820 dB less 2e-5
    EXPECT_NEAR(*fit.response_change_db, 6.95294, by_hand);
    EXPECT_NEAR(*fit.response_change_hz, 20, 1e-9);
}

TEST(HeadphoneFit, ABassPeakLowersTheCorner) {
    auto headphone = resonant();
    headphone.peak->hz = 50;
    const HeadphoneDrive drive{.impedance = SourceCurve(0, 5.3e-6), .coupling_farads = 5.3e-6};
    const double corner = *headphone_fit(drive, headphone).bass_corner_hz;
    // With 300 ohm alone it would be 100.1 Hz. The defining equation, solved by halving:
    const HeadphoneImpedance impedance(headphone);
    double low = 50;
    double high = 100;
    for (int i = 0; i < 60; ++i) {
        const double hz = (low + high) / 2;
        const bool above = 1 / (2 * std::numbers::pi * hz * 5.3e-6) < std::abs(impedance.at(hz));
        (above ? high : low) = hz;
    }
    EXPECT_NEAR(corner, high, 1e-6 * high);
    EXPECT_LT(corner, 100);
}

TEST(HeadphoneFit, ACurrentLimitCapsTheLevel) {
    const HeadphoneDrive drive{
        .impedance = SourceCurve(8), .emf_v = 2, .current_a = 0.010, .current_is_limit = true};
    const auto low = headphone_fit(drive, resistor(32, 100));
    EXPECT_NEAR(*low.power_mw, 3.2, 1e-9);                   // (10 mA)^2 32 ohm
    EXPECT_NEAR(*low.current_margin, 0.2, 1e-9);             // 10 mA over 2 V/40 ohm
    EXPECT_NEAR(*low.clean_peak_spl_db, 105.0515, by_hand);  // 100 + 10 lg 3.2
    const auto high = headphone_fit(drive, resistor(300, 100));
    EXPECT_NEAR(*high.current_margin, 1.54, 1e-9);  // 10 mA over 2 V/308 ohm
    EXPECT_NEAR(*high.power_mw, 12.6497, by_hand);  // (2/308)^2 300
}

TEST(HeadphoneFit, ACurrentThatWasReachedIsNoLimit) {
    const HeadphoneDrive drive{.impedance = SourceCurve(8), .emf_v = 2, .current_a = 0.010};
    const auto fit = headphone_fit(drive, resistor(32, 100));
    EXPECT_NEAR(*fit.power_mw, 80, 1e-9);  // (2/40)^2 32
    EXPECT_THAT(fit.lower_bounds, Contains("current_margin"));
}

TEST(HeadphoneFit, UncertaintiesAddInQuadrature) {
    auto headphone = resistor(32, 100);
    headphone.sensitivity->uncertainty_db = 3;
    const HeadphoneDrive drive{.impedance = SourceCurve(8),
                               .impedance_uncertainty_ohm = 40,
                               .emf_v = 1,
                               .emf_uncertainty_db = 4};
    // 20 lg(1 + 40/40) = 6.0206 dB: sqrt(3^2 + 4^2 + 6.0206^2)
    EXPECT_NEAR(*headphone_fit(drive, headphone).spl_uncertainty_db, 7.82614, by_hand);
}

TEST(HeadphoneFit, BetweenTwoModesReachesBothAndWarnsOfTheLouder) {
    const HeadphoneDrive drive{
        .impedance = SourceCurve(1e-9), .emf_v = 2, .least_emf_v = 0.2, .current_a = 0.010};
    auto headphone = resistor(100, 100);
    headphone.sensitivity->uncertainty_db = 3;
    const auto fit = headphone_fit(drive, headphone);
    // 2 V into 100 ohm are 40 mW: 116.0206 dB, 0.2 V 20 dB less; the middle, and 10 dB either way.
    EXPECT_NEAR(*fit.clean_peak_spl_db, 106.0206, by_hand);
    EXPECT_NEAR(*fit.spl_uncertainty_db, 13, 1e-6);
    EXPECT_NEAR(*fit.headroom_over_85_db, 6.0206, by_hand);
    EXPECT_EQ(fit.rating, "unsafe");  // 101 dB of music, where the middle is 91 dB
    EXPECT_THAT(fit.lower_bounds, testing::ElementsAre("rating"));
    EXPECT_FALSE(fit.power_mw);
    EXPECT_FALSE(fit.current_margin);
}

TEST(HeadphoneFit, RatesMusicFifteenDecibelsBelowTheCleanPeak) {
    auto rating = [](double emf_v) {
        return headphone_fit({.impedance = SourceCurve(0.1), .emf_v = emf_v}, resistor(32, 100))
            .rating;
    };
    // 1 V 99.9, 0.5 V 93.9, 0.15 V 83.4, 0.03 V 69.4 dB SPL
    EXPECT_EQ(rating(1), "unsafe");
    EXPECT_EQ(rating(0.5), "loud");
    EXPECT_EQ(rating(0.15), "enough");
    EXPECT_EQ(rating(0.03), "quiet");
}

TEST(HeadphoneFit, BoundsSayWhichWay) {
    HeadphoneDrive drive{.impedance = SourceCurve(0.5),
                         .impedance_is_bound = true,
                         .emf_v = 1,
                         .emf_is_bound = true,
                         .current_a = 0.1,
                         .current_is_limit = true};
    const auto fit = headphone_fit(drive, resistor(32, 100));
    EXPECT_THAT(fit.lower_bounds, Contains("clean_peak_spl_db"));
    EXPECT_THAT(fit.lower_bounds, Contains("rating"));
    EXPECT_THAT(fit.lower_bounds, Contains("damping"));
    EXPECT_THAT(fit.upper_bounds, Contains("response_change_db"));
    EXPECT_FALSE(fit.current_margin);  // between two bounds that point both ways
    drive.emf_is_bound = false;
    const auto known = headphone_fit(drive, resistor(600, 100));
    EXPECT_THAT(known.lower_bounds, Not(Contains("clean_peak_spl_db")));  // 0.007 dB are open
    EXPECT_THAT(known.lower_bounds, Contains("current_margin"));
    EXPECT_NEAR(*known.current_margin, 60, 1e-9);  // 0.1 A 600 ohm/1 V, the source taken for none
}

TEST(HeadphoneFit, ABoundThatLeavesADecibelOpenTellsNoLevel) {
    const HeadphoneDrive drive{
        .impedance = SourceCurve(20), .impedance_is_bound = true, .emf_v = 1};
    const auto fit = headphone_fit(drive, resistor(32, 100));  // 20 lg(52/32) = 4.2 dB
    EXPECT_FALSE(fit.clean_peak_spl_db);
    EXPECT_FALSE(fit.power_mw);
    EXPECT_TRUE(fit.damping);
}

TEST(HeadphoneFit, WithoutVoltsOrSensitivityTellsTheRest) {
    const auto no_volts = headphone_fit({.impedance = SourceCurve(8)}, resistor(32, 100));
    EXPECT_FALSE(no_volts.power_mw);
    EXPECT_TRUE(no_volts.rating.empty());
    EXPECT_NEAR(*no_volts.damping, 4, 1e-9);
    auto unknown = resistor(32, 100);
    unknown.sensitivity.reset();
    const auto fit = headphone_fit({.impedance = SourceCurve(8), .emf_v = 1}, unknown);
    EXPECT_NEAR(*fit.power_mw, 20, 1e-9);  // (1/40)^2 32
    EXPECT_FALSE(fit.clean_peak_spl_db);
}

}  // namespace

}  // namespace ohmloop::classify_tests
