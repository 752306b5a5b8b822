#include "measure/synthetic_takes.hpp"

#include "ohmloop/measure/quantities.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ohmloop::measure {
namespace {

using result::Figure;
using result::Kind;

AnalysisSetup direct() {
    AnalysisSetup setup;
    setup.input.full_scale_v = {{2, 0.01}};
    setup.input.high_pass_hz = 0;
    setup.input.polarity_inverted = false;
    return setup;
}

/// 100 mV of a full scale of 2 V rms, 2.83 V peak.
Figure figure_of(const AnalysisSetup& setup, double noise_of_mean = 1e-6) {
    Take take = test::take_with("open", 0, 0);
    NoiseObservation noise;
    noise.mean = 0.1 / (2 * std::sqrt(2.0));
    noise.mean_uncertainty = noise_of_mean;
    take.observations.channels[0].noises.push_back(noise);
    return dc_offset::evaluate({take}, setup).figures.front();
}

}  // namespace

TEST(dc_offset, IsTheMeanInVolts) {
    const auto figure = figure_of(direct());
    EXPECT_EQ(figure.kind, Kind::measured);
    EXPECT_NEAR(*figure.value, 0.1, 1e-12);
    // 0.75 % of 2.83 V, rectangular, and 1 % of 0.1 V, a twentieth of that.
    EXPECT_NEAR(*figure.uncertainty, 0.95 * 0.0212, 2e-4);
    EXPECT_EQ(figure.dominant, "the input's own offset");
}

TEST(dc_offset, OfTenPiecesScattersAsStudentsTOfNineDegrees) {
    // 2.262 from tables; fifty times the converter's own offset hide that.
    const double noise = 50 * 0.0075;
    const auto figure = figure_of(direct(), noise);
    EXPECT_NEAR(*figure.uncertainty / (noise * 2 * std::sqrt(2.0)), 2.262, 1e-3);
}

TEST(dc_offset, TurnsWithTheInput) {
    auto setup = direct();
    setup.input.polarity_inverted = true;
    EXPECT_NEAR(*figure_of(setup).value, -0.1, 1e-12);
}

TEST(dc_offset, OfAnInputBehindCapacitorsIsNotTold) {
    auto setup = direct();
    setup.input.high_pass_hz = 1.2;
    EXPECT_EQ(figure_of(setup).reason, "the input is AC coupled: nothing can be said");
    setup.input.high_pass_hz.reset();
    EXPECT_EQ(figure_of(setup).kind, Kind::not_measured);
    setup = direct();
    setup.input.full_scale_v.reset();
    EXPECT_EQ(figure_of(setup).reason, "needs volts");
}

}  // namespace ohmloop::measure
