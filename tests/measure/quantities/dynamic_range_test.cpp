#include "measure/synthetic_takes.hpp"

#include "ohmloop/measure/quantities.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>

namespace ohmloop::measure {
namespace {

using result::Figure;
using result::Kind;

constexpr double seconds = 0.85;
/// 24 uV of the port and 10 uV of the input, on the record of a full scale of 2 V.
constexpr double port_v = 24e-6;
constexpr double input_v = 10e-6;

double on_record(double volts) { return std::pow(volts / (2 * std::sqrt(2.0)), 2); }

AnalysisSetup two_volts() {
    AnalysisSetup setup;
    setup.input.full_scale_v = {{2, 0}};
    setup.input.noise_v = input_v;
    setup.input.high_pass_hz = 0;
    return setup;
}

NoiseReading white(double mean_square) {
    return {mean_square, mean_square / std::sqrt(13800 * seconds), {}};
}

/// White noise reads 2.05 dB less through A, 1.67 dB more through CCIR-RMS.
TonesObservation tone_of(double level_dbfs) {
    auto tones = test::tones_of(signal::Drive::both, level_dbfs, {997}, {{1, 0}});
    tones.fundamental_rms = std::pow(10, level_dbfs / 20) / std::sqrt(2.0);
    const double read = on_record(std::hypot(port_v, input_v));
    tones.noise = white(read);
    tones.a_weighted = white(read * std::pow(10, -0.205));
    tones.ccir_rms = white(read * std::pow(10, 0.167));
    return tones;
}

Figure maximum() {
    result::FigureKey key;
    key.quantity = "max_level";
    key.channel = "left";
    key.load = "open";
    return result::measured(key, {2, {{"place of the limit", 0.002, result::Shape::normal, 0}}},
                            "V");
}

std::map<std::string, Figure> figures_of(const TonesObservation& tones,
                                         const AnalysisSetup& setup = two_volts()) {
    Take take = test::take_with("open", 0, 0);
    take.observations.channels[0].tones.push_back(tones);
    std::map<std::string, Figure> found;
    for (const auto& figure : dynamic_range::evaluate({take}, setup, {maximum()}).figures)
        found[*figure.key.weighting] = figure;
    return found;
}

}  // namespace

TEST(dynamic_range, IsMaximumLevelOverWhatRemainsBesideTheWeakTone) {
    const auto found = figures_of(tone_of(-60));
    ASSERT_EQ(found.size(), 2U);
    const double plain = 20 * std::log10(2 / port_v);
    // Rounded to 0.005 dB as published; the input's part of the reading adds 17 % of that.
    EXPECT_NEAR(*found.at("a").value, plain + 2.05, 0.006);
    EXPECT_NEAR(*found.at("ccir_rms").value, plain - 1.67, 0.006);
    EXPECT_EQ(found.at("a").key.level_dbfs, -60);
    // u(P)/P = (1 + r)/sqrt(B T) of the reading, r of the input; the input's own averaging of 10 s
    // and the thousandth of the maximum add 4 %.
    const double r = std::pow(input_v / port_v, 2);
    const double u = 4.343 * (1 + r) / std::sqrt(13800 * seconds);
    EXPECT_NEAR(*found.at("a").uncertainty, 1.96 * u, 0.05 * 1.96 * u);
}

TEST(dynamic_range, CountsHarmonicsThroughTheWeighting) {
    auto tones = tone_of(-60);
    // The sixth of 997 Hz lies at 5982 Hz, where CCIR-RMS has 12.195 - 5.63 dB: by itself it is as
    // strong there as the port's noise is.
    const double noise = on_record(port_v) * std::pow(10, 0.167);
    tones.harmonics.resize(5);
    tones.harmonics[4].rms = std::sqrt(noise * std::pow(10, -0.1 * (12.195 - 5.63)));
    const double fallen =
        *figures_of(tone_of(-60)).at("ccir_rms").value - *figures_of(tones).at("ccir_rms").value;
    EXPECT_NEAR(fallen, 10 * std::log10(2.0), 0.02);  // the curve is read to 0.03 dB
}

TEST(dynamic_range, IsALowerBoundWhereTheInputsNoiseIsNotKnown) {
    auto setup = two_volts();
    setup.input.noise_v.reset();
    const auto figure = figures_of(tone_of(-60), setup).at("a");
    EXPECT_EQ(figure.kind, Kind::lower_bound);
    EXPECT_LT(*figure.value, *figures_of(tone_of(-60)).at("a").value);
}

TEST(dynamic_range, IsOfNoStrongerTone) { EXPECT_TRUE(figures_of(tone_of(-20)).empty()); }

TEST(dynamic_range, IsNotMeasuredBesideAClick) {
    auto tones = tone_of(-60);
    tones.click_share = 0.5;
    EXPECT_EQ(figures_of(tones).at("a").kind, Kind::not_measured);
}

}  // namespace ohmloop::measure
