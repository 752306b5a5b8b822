#include "classify/judged_evidence.hpp"

#include "classify/circuits.hpp"

#include "ohmloop/classify/capability.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ohmloop::classify_tests {

namespace {

using classify::Candidate;
using classify::ClassScores;
using classify::PortFacts;

double for_line(const ClassScores& nats) {
    return nats[Candidate::line] - nats[Candidate::headphone];
}

double overdrive_of(const TheveninPort& source, const Bench& bench = {}) {
    const auto facts = classify::port_facts(measured(source, bench), "left");
    return for_line(classify::of_overdrive(facts, classify::capability(facts)));
}

TEST(JudgedEvidence, AFullScaleThatComesOutWholeSpeaksForALineOutput) {
    EXPECT_GT(overdrive_of(port(2, 100)), 0.1);
    // 8 V asked of rails of 3 V: 20 lg(8 sqrt(2) / 3) = 11.5 dB.
    EXPECT_LT(overdrive_of(railed(8, 1, 3)), -1.5);
    EXPECT_LT(overdrive_of(railed(8, 1, 3)), overdrive_of(railed(3, 1, 3.4)));
}

TEST(JudgedEvidence, AVolumeOfWhichNothingIsKnownTellsNoLackOfOverdrive) {
    EXPECT_EQ(overdrive_of(port(2, 100), {.volume = "unknown"}), 0);
    EXPECT_EQ(overdrive_of(port(2, 100), {.volume = "40 %"}), 0);
}

double capacitor_of(double microfarads) {
    classify::Capability port;
    port.coupling_farads = microfarads * 1e-6;
    return for_line(classify::of_capacitor(port));
}

TEST(JudgedEvidence, ACapacitorSpeaksEitherWayAndNeverLoudly) {
    // Published: 2 of 8 line and 2 of 4 headphone outputs have 100 uF and more; (hits + 1/2)/(n +
    // 1) makes odds of 1.8 for a headphone output there and 1.4 for a line output below.
    EXPECT_NEAR(capacitor_of(220), -std::log(1.8), 0.5);
    EXPECT_NEAR(capacitor_of(10), std::log(1.4), 0.5);
    for (double lg = -1; lg <= 3.5; lg += 0.1)
        EXPECT_LT(std::abs(capacitor_of(std::pow(10, lg))), 1.1);
}

/// A tone of so much current into 33 ohm, and its THD+N; open it is clean.
ClassScores distortion_of(double milliamperes, double thd_n_db, result::Kind kind) {
    classify::Capability port;
    classify::LoadedDrive drive;
    drive.load_ohm = 33;
    drive.thd_n_db = thd_n_db;
    drive.thd_n_kind = kind;
    drive.thd_n_rise_db = thd_n_db + 90;
    drive.thd_n_amperes = milliamperes / 1e3;
    port.heaviest = drive;
    port.clean_emf_v = 2;
    return classify::of_distortion(port, profiles::built_in_populations());
}

TEST(JudgedEvidence, DistortionUnderLoadSpeaksWhicheverWayItCameOut) {
    constexpr auto measured_one = result::Kind::measured;
    EXPECT_GT(for_line(distortion_of(8, -45, measured_one)), 1);
    EXPECT_LT(for_line(distortion_of(8, -85, measured_one)), -0.2);
    // At 0.5 mA neither kind is near its limit: clean says nothing there.
    EXPECT_NEAR(for_line(distortion_of(0.5, -85, measured_one)), 0, 0.05);
    // Where the recorder hides it nobody knows.
    EXPECT_EQ(for_line(distortion_of(8, -45, result::Kind::upper_bound)), 0);
}

}  // namespace

}  // namespace ohmloop::classify_tests
