#include "measure/quantities/quasi_peak_level.hpp"

#include "ohmloop/dsp/quasi_peak.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace ohmloop::measure {
namespace {

constexpr Hertz rate{48000};
constexpr std::size_t frames = 10 * 48000;

double reading_of(const std::vector<double>& x) {
    return dsp::QuasiPeakDetector{}.reading(
        dsp::itu_468_weighted(x, rate, Hertz(20), Hertz(20000)));
}

std::vector<double> white(double sigma, unsigned seed) {
    std::mt19937_64 generator(seed);
    std::normal_distribution<double> normal(0, sigma);
    std::vector<double> x(frames);
    for (double& sample : x) sample = normal(generator);
    return x;
}

/// A full scale of 1/sqrt2 V of sine: volts are the record's rms.
InputModel plain_volts() {
    InputModel input;
    input.full_scale_v = {{1 / std::sqrt(2.0), 0}};
    input.high_pass_hz = 0;
    return input;
}

/// Of white noise of one rms a sample to 24 kHz, what lies from 20 Hz to 20 kHz.
double in_band(double sigma) { return sigma * std::sqrt(19980.0 / 24000); }

result::FigureKey noise_key() {
    result::FigureKey key;
    key.quantity = "noise";
    key.weighting = "itu_468";
    return key;
}

result::Figure level_of(double reading, const InputModel& input, const HiddenNoise& hidden = {}) {
    return quasi_peak_level(noise_key(), reading, hidden, input, rate);
}

const result::Term& term_of(const result::Figure& figure, const std::string& name) {
    for (const auto& term : figure.terms)
        if (term.source == name) return term;
    throw std::runtime_error("no term " + name);
}

std::vector<double> whine() {
    std::vector<double> x(frames);
    for (std::size_t n = 0; n < frames; ++n)
        x[n] = std::sin(2 * std::numbers::pi * 3017 * static_cast<double>(n) / 48000);
    return x;
}

std::vector<double> clicks() {
    std::vector<double> x(frames);
    for (std::size_t n = 0; n < frames; n += 4811) x[n] = 30;
    return x;
}

}  // namespace

TEST(QuasiPeakLevel, OfThePortLiesWhereTheInputsNoiseLeavesItWhateverThePortsIs) {
    const auto hiss = white(1, 1);
    for (const auto& port : {hiss, whine(), clicks()}) {
        const double truth = reading_of(port);
        for (const double own_share : {0.02, 0.1, 0.3, 0.45}) {
            // Of the sum's square about this much is the input's.
            const double sigma = truth / reading_of(hiss) * std::sqrt(own_share / (1 - own_share));
            auto both = white(sigma, 2);
            for (std::size_t n = 0; n < frames; ++n) both[n] += port[n];
            auto input = plain_volts();
            input.noise_v = in_band(sigma);
            const auto figure = level_of(reading_of(both), input);
            ASSERT_EQ(figure.kind, result::Kind::measured) << own_share;
            // The terms of this very record: its scatter, and how the input's part comes off. The
            // meters' limits are left out, for truth and reading are of one meter.
            const double scatter = 3 * term_of(figure, "highest reading's scatter").cu;
            const double part =
                std::sqrt(3.0) * term_of(figure, "input's part of the quasi-peak").cu;
            EXPECT_NEAR(*figure.value, truth, std::abs(scatter) + std::abs(part)) << own_share;
        }
    }
}

TEST(QuasiPeakLevel, OfHissScattersAsStated) {
    constexpr int seeds = 16;
    auto input = plain_volts();
    input.noise_v = 0;
    double sum = 0;
    double squares = 0;
    for (unsigned seed = 10; seed < 10 + seeds; ++seed) {
        const double db = 20 * std::log10(reading_of(white(1, seed)));
        sum += db;
        squares += db * db;
    }
    const double mean = sum / seeds;
    const double spread = std::sqrt((squares / seeds - mean * mean) * seeds / (seeds - 1));
    const auto figure = level_of(1, input);
    const double stated = 8.686 * term_of(figure, "highest reading's scatter").cu;
    // Of 16 seeds the spread itself scatters by 18 %: within three of those.
    EXPECT_LT(spread, 1.55 * stated);
    EXPECT_GT(spread, 0.45 * stated);
}

TEST(QuasiPeakLevel, IsABoundWhereItMayBeTheInputs) {
    auto input = plain_volts();
    const auto unknown = level_of(1e-5, input);
    EXPECT_EQ(unknown.kind, result::Kind::upper_bound);
    EXPECT_GT(*unknown.value, 1e-5);
    EXPECT_LT(*unknown.value, 1.1e-5);
    // White noise of 1 uV reads 7.30 dB more through the network and 4.69 dB more as a quasi-peak:
    // 3.978 uV, rounded by up to 0.005 dB each, 4 nV of the difference. Of the square of 5 uV that
    // is more than half, of 6 uV less.
    input.noise_v = 1e-6;
    EXPECT_EQ(level_of(5e-6, input).kind, result::Kind::upper_bound);
    const auto measured = level_of(6e-6, input);
    EXPECT_EQ(measured.kind, result::Kind::measured);
    EXPECT_NEAR(*measured.value, std::sqrt(36 - std::pow(3.978, 2)) * 1e-6, 5e-9);
    // Less than the input alone reads says nothing below what the input reads.
    const auto weaker = level_of(2e-6, input);
    EXPECT_EQ(weaker.kind, result::Kind::upper_bound);
    EXPECT_GT(*weaker.value, 3.97e-6);
}

TEST(QuasiPeakLevel, ThatAGateHidesIsAtMostWhatStandsBesideTheTones) {
    auto input = plain_volts();
    input.noise_v = 1e-9;
    const auto figure = level_of(1e-9, input, {1e-12 / 19980, true});
    EXPECT_EQ(figure.kind, result::Kind::upper_bound);
    EXPECT_GT(*figure.value, 3.97e-6);
    EXPECT_LT(*figure.value, 1.1 * 3.98e-6);
}

TEST(QuasiPeakLevel, NamesWhatMetersMayReadApart) {
    auto input = plain_volts();
    input.noise_v = 0;
    const auto figure = level_of(1e-5, input);
    EXPECT_EQ(figure.dominant, "meters' limits for bursts");
    // 0.5 dB to either side, and the scatter.
    EXPECT_NEAR(20 * std::log10(*figure.high / *figure.value), 0.5, 0.06);
}

}  // namespace ohmloop::measure
