#include "measure/synthetic_takes.hpp"

#include "ohmloop/measure/quantities.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>

namespace ohmloop::measure {
namespace {

constexpr double band = 19980;
constexpr double seconds = 2;

/// Two volts of full scale, ten microvolts of noise averaged for ever.
AnalysisSetup two_volts() {
    AnalysisSetup setup;
    setup.input.full_scale_v = {{2, 0}};
    setup.input.noise_v = 10e-6;
    setup.input.high_pass_hz = 0;
    return setup;
}

double on_record(double volts) { return std::pow(volts / (2 * std::sqrt(2.0)), 2); }

/// Volts of white noise at the input, its own among them.
NoiseObservation noise_of(double volts) {
    NoiseObservation seen;
    seen.seconds = seconds;
    seen.flat.random = on_record(volts);
    seen.flat.random_uncertainty = seen.flat.random / std::sqrt(band * seconds);
    seen.a_weighted = seen.flat;
    seen.ccir_rms = seen.flat;
    return seen;
}

result::Figure figure_of(const NoiseObservation& seen, const AnalysisSetup& setup,
                         const char* quantity = "noise") {
    Take take = test::take_with("open", 0, 0);
    take.observations.channels[0].noises.push_back(seen);
    for (const auto& figure : noise::evaluate({take}, setup).figures)
        if (figure.key.quantity == quantity && figure.key.weighting.value_or("none") == "none")
            return figure;
    return {};
}

}  // namespace

TEST(noise, IsTheReadingLessTheInputsOwn) {
    const auto figure = figure_of(noise_of(std::hypot(10e-6, 24e-6)), two_volts());
    EXPECT_EQ(figure.kind, result::Kind::measured);
    EXPECT_NEAR(*figure.value, 24e-6, 1e-12);
    // u(P)/P = (1 + r) / sqrt(B T), half of that for volts.
    const double r = std::pow(10.0 / 24, 2);
    EXPECT_NEAR(*figure.uncertainty, 1.96 * 24e-6 * 0.5 * (1 + r) / std::sqrt(band * seconds),
                1e-10);
}

TEST(noise, FarBelowTheInputsIsABoundOfOneInForty) {
    // A fifth of the input's power; once in forty the reading falls 1.96 u short.
    const double port = 10e-6 / std::sqrt(5.0);
    const double read = std::hypot(10e-6, port);
    const double u = std::pow(read, 2) / std::sqrt(band * seconds);
    const auto unlucky = noise_of(std::sqrt(read * read - 1.96 * u));
    const auto figure = figure_of(unlucky, two_volts());
    EXPECT_EQ(figure.kind, result::Kind::upper_bound);
    // The uncertainty itself is that of the lower reading: 1.2 % of it.
    EXPECT_NEAR(*figure.value / port, 1, 2e-3);
}

TEST(noise, BoundsHoldForAllOfTheFullScalesTolerance) {
    auto setup = two_volts();
    setup.input.noise_v.reset();
    const auto exact = figure_of(noise_of(5e-6), setup);
    setup.input.full_scale_v->tolerance = 0.05;
    EXPECT_NEAR(*figure_of(noise_of(5e-6), setup).value / *exact.value, 1.05, 1e-9);
}

TEST(noise, ThatAGateHidesIsAtMostWhatStandsBesideTheTones) {
    auto seen = noise_of(0);
    seen.frozen = seen.gated = true;
    seen.hidden_density = on_record(24e-6) / band;
    for (const bool known : {true, false}) {
        auto setup = two_volts();
        if (!known) setup.input.noise_v.reset();
        const auto figure = figure_of(seen, setup);
        EXPECT_EQ(figure.kind, result::Kind::upper_bound);
        EXPECT_NEAR(*figure.value, 24e-6, 1e-12);
    }
}

TEST(noise, BelowTheInputsOwnSaysNothingOfThePort) {
    // Half of the power that the profile's input alone would show: recorded at another gain.
    const auto figure = figure_of(noise_of(10e-6 / std::sqrt(2.0)), two_volts());
    EXPECT_EQ(figure.kind, result::Kind::upper_bound);
    EXPECT_GE(*figure.value, 10e-6);
}

TEST(noise, ThatTheRecordingsStepsHideIsABound) {
    // A record of nothing, in steps that hide up to 5e-15 per hertz.
    auto seen = noise_of(0);
    seen.hidden_density = 5e-15;
    auto setup = two_volts();
    setup.input.noise_v = 1e-9;
    const auto figure = figure_of(seen, setup);
    EXPECT_EQ(figure.kind, result::Kind::upper_bound);
    EXPECT_NEAR(*figure.value, 2 * std::sqrt(2.0) * std::sqrt(5e-15 * band), 1e-7);
    // An input whose own noise is about that much dithers: nothing is hidden.
    setup.input.noise_v = 2 * std::sqrt(2.0) * std::sqrt(4e-15 * band);
    seen.flat = noise_of(*setup.input.noise_v).flat;
    EXPECT_LT(*figure_of(seen, setup).value, 0.1 * *figure.value);
}

TEST(noise, HoldsHumWithWhatNoiseDoesToIt) {
    auto seen = noise_of(10e-6);
    const double hum = on_record(1e-3);
    const double u = std::sqrt(2 * hum * seen.flat.random / band / seconds);
    seen.flat.hum.push_back({50, hum, u});
    seen.hum_rms[0] = std::sqrt(hum);
    seen.hum_floor_rms = 1e-9;
    const auto noise = figure_of(seen, two_volts());
    EXPECT_NEAR(*noise.value, 1e-3, 1e-9);
    EXPECT_NEAR(*noise.uncertainty / *noise.value, 1.96 * u / (2 * hum), 1e-7);
    const auto alone = figure_of(seen, two_volts(), "hum");
    EXPECT_EQ(alone.conditions.at("mains"), "50 Hz");
    EXPECT_NEAR(*alone.value, 1e-3, 1e-9);
}

TEST(noise, NamesTheBandALowRateLeaves) {
    Take take = test::take_with("open", 0, 0);
    take.rate = Hertz(32000);
    take.observations.channels[0].noises.push_back(noise_of(24e-6));
    for (const auto& figure : noise::evaluate({take}, two_volts()).figures) {
        if (figure.key.quantity != "noise") continue;
        EXPECT_EQ(figure.key.band, "20-14400");
    }
    EXPECT_EQ(figure_of(noise_of(24e-6), two_volts()).key.band, "20-20000");
}

TEST(noise, TakesTheInputsOwnOffThroughTheSameWeighting) {
    // White noise reads 1.67 dB more through CCIR-RMS (AES17), 2.05 dB less through A: the port's
    // part of it does too, whatever the input's is.
    Take take = test::take_with("open", 0, 0);
    auto seen = noise_of(std::hypot(10e-6, 24e-6));
    seen.a_weighted.random *= std::pow(10, -0.205);
    seen.ccir_rms.random *= std::pow(10, 0.167);
    take.observations.channels[0].noises.push_back(seen);
    std::map<std::string, double> volts;
    for (const auto& figure : noise::evaluate({take}, two_volts()).figures)
        if (figure.key.quantity == "noise") volts[*figure.key.weighting] = *figure.value;
    ASSERT_EQ(volts.size(), 3U);
    // The published figures are rounded to 0.005 dB; the input's part adds 17 % of that.
    EXPECT_NEAR(20 * std::log10(volts["ccir_rms"] / volts["none"]), 1.67, 0.006);
    EXPECT_NEAR(20 * std::log10(volts["a"] / volts["none"]), -2.05, 0.006);
}

TEST(noise, DoubtsTheHumOfBothChannelsInTheSameWords) {
    Take take = test::take_with("open", 0, 0, 2);
    const double shares[] = {0.804, 0.806};
    for (std::size_t c = 0; c < 2; ++c) {
        auto seen = noise_of(24e-6);
        const double hum = seen.flat.random * shares[c] / (1 - shares[c]);
        seen.flat.hum.push_back({50, hum, 0});
        seen.hum_rms[0] = std::sqrt(hum);
        take.observations.channels[c].noises.push_back(seen);
    }
    const auto doubts = noise::evaluate({take}, two_volts()).doubts;
    ASSERT_EQ(doubts.size(), 2U);
    EXPECT_EQ(doubts[0].text, doubts[1].text);
    EXPECT_EQ(doubts[0].text.substr(0, 27), "up to 81 % of the noise pow");
}

}  // namespace ohmloop::measure
