#include "measure/observe/observe.hpp"
#include "measure/synthetic_takes.hpp"

#include "ohmloop/measure/quantities.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace ohmloop::measure {
namespace {

/// x + 0.01 x^3, beside white noise.
constexpr double a3 = 0.01;

/// THD+N of a sine of a level, re the fundamental, from closed form.
double truth_db(double level_dbfs, double noise_in_band) {
    const double a = std::pow(10, level_dbfs / 20);
    const double first = a + 0.75 * a3 * a * a * a;
    const double third = a3 * a * a * a / 4;
    return 10 * std::log10((third * third / 2 + noise_in_band) / (first * first / 2));
}

/// A ramp from -60 dBFS to full scale, through that.
Take ramped(double noise_rms, unsigned seed) {
    const signal::SegmentSpec spec{.stimulus = signal::LevelRamp{Hertz(997), DbFs(-60), DbFs(0)},
                                   .settle = Seconds(0.1),
                                   .steady = Seconds(6)};
    const auto layout = signal::place(Hertz(48000), {spec});
    auto x = signal::render(layout).channels[0];
    std::mt19937 engine(seed);
    std::normal_distribution<double> noise(0, 1);
    for (double& v : x) v += a3 * v * v * v + noise_rms * noise(engine);
    Take take = test::take_with("33", 33, 0);
    auto& seen = take.observations.channels[0];
    observe_ramp({x, layout, Alignment{}, 0}, layout.segments.front(), seen);
    return take;
}

NoiseReading reading_of(double in_band) { return {in_band, in_band / std::sqrt(20000.0), {}}; }

void add_silence(Take& take, double in_band) {
    NoiseObservation noise;
    noise.seconds = 1;
    noise.flat = reading_of(in_band);
    take.observations.channels[0].noises.push_back(noise);
}

void add_tone(Take& take, double level_dbfs, double in_band) {
    auto tones = test::tones_of(signal::Drive::both, level_dbfs, {997}, {{1, 0}});
    tones.fundamental_rms = 1;
    tones.noise = reading_of(in_band);
    take.observations.channels[0].tones.push_back(tones);
}

result::Curve curve_of(const Take& take) {
    AnalysisSetup setup;
    setup.input.full_scale_v = {{1, 0}};
    setup.input.noise_v = 1e-12;
    setup.input.thd_db = -180;
    const auto findings = ramp_distortion::evaluate({take}, setup);
    EXPECT_EQ(findings.curves.size(), 1U);
    return findings.curves.empty() ? result::Curve{} : findings.curves.front();
}

}  // namespace

TEST(ramp_distortion, AgainstLevelIsNoiseThenItsClosedForm) {
    constexpr double rms = 1e-5;
    constexpr double in_band = rms * rms * 19980 / 24000;
    int points = 0;
    int outside = 0;
    for (unsigned seed = 1; seed <= 5; ++seed) {
        auto take = ramped(rms, seed);
        add_silence(take, in_band);
        const auto curve = curve_of(take);
        EXPECT_EQ(curve.quantity, "thd_n");
        EXPECT_EQ(curve.at_hz, 997);
        EXPECT_TRUE(curve.frequency_hz.empty());
        EXPECT_LT(curve.level_dbfs.front(), -59);
        EXPECT_GT(curve.level_dbfs.back(), -0.1);
        for (std::size_t i = 0; i < curve.size(); ++i) {
            ASSERT_EQ(curve.kind[i], result::Kind::measured);
            const double error = curve.value[i] - truth_db(curve.level_dbfs[i], in_band);
            // Neighbouring blocks share no noise; the cube moves by 0.08 dB through a block, and
            // by less than 0.01 dB off its middle.
            ++points;
            outside += std::abs(error) > curve.uncertainty[i] + 0.01;
            EXPECT_LT(std::abs(error), 3 * curve.uncertainty[i] + 0.01) << curve.level_dbfs[i];
        }
    }
    EXPECT_GT(points, 1000);
    EXPECT_LT(outside, 0.07 * points);
}

TEST(ramp_distortion, TakesTheNoiseBesideTheNearestTone) {
    // A port that mutes in silence is not as quiet as that beside a tone.
    auto take = ramped(1e-5, 1);
    add_silence(take, 1e-16);
    add_tone(take, -30, 4e-6);
    add_tone(take, -50, 1e-6);
    const auto curve = curve_of(take);
    for (std::size_t i = 0; i < curve.size(); ++i) {
        const double level = curve.level_dbfs[i];
        // Not halfway, nor where harmonics count, of which the noise that is told takes its share.
        if (std::abs(level + 40) < 0.3 || level > -15) continue;
        const double noise = level > -40 ? 4e-6 : 1e-6;
        EXPECT_NEAR(curve.value[i], truth_db(level, noise), 0.02) << level;
    }
}

TEST(ramp_distortion, OfAClippedInputIsABound) {
    auto take = ramped(1e-5, 1);
    add_silence(take, 1e-10);
    take.observations.channels[0].clipped_frames = 10;
    take.observations.channels[0].clip_level_dbfs = -6;
    const auto curve = curve_of(take);
    for (std::size_t i = 0; i < curve.size(); ++i)
        EXPECT_EQ(curve.kind[i] == result::Kind::upper_bound, curve.level_dbfs[i] >= -6.01);
}

TEST(ramp_distortion, SaysNothingWhereNoNoiseWasRead) {
    EXPECT_TRUE(ramp_distortion::evaluate({ramped(1e-5, 1)}, {}).curves.empty());
}

}  // namespace ohmloop::measure
