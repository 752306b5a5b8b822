#include "ohmloop/measure/approach.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>
#include <random>

namespace ohmloop::measure {
namespace {

StepReading heard(double level, double gain = -3, double distortion = -80) {
    StepReading step;
    step.level_dbfs = level;
    step.heard = true;
    step.gain_db = gain;
    step.distortion_db = distortion;
    step.peak = 0.1;
    return step;
}

std::vector<StepReading> clean_until(double level) {
    std::vector<StepReading> steps;
    for (double l = -60; l <= level; l += 6) steps.push_back(heard(l));
    return steps;
}

/// What a port of this curve would be heard as, led by the rule itself.
std::vector<StepReading> climb(DbFs ceiling, const std::function<StepReading(double)>& port) {
    std::vector<StepReading> steps;
    for (auto next = next_step(steps, ceiling).next; next; next = next_step(steps, ceiling).next)
        steps.push_back(port(next->value()));
    return steps;
}

signal::Recording recorded(const signal::Layout& layout, double gain, double delay_frames,
                           double second = 0) {
    signal::Recording recording{layout.rate, signal::SampleFormat::float64, {{}, {}}, 0, 0, 0};
    std::mt19937_64 random(5);
    std::normal_distribution<double> gauss(0, 1e-6);
    for (std::size_t n = 0; n < layout.frames + 4000; ++n)
        for (auto& x : recording.channels) {
            const double t = (static_cast<double>(n) - delay_frames) / layout.rate.value();
            const double v = gain * signal::value_at(layout.segments.front().spec, t);
            x.push_back(v + second * v * v + gauss(random));
        }
    return recording;
}

}  // namespace

TEST(approach, StartsQuietAndRisesBySixAtMost) {
    const auto steps = climb(DbFs(0), [](double level) { return heard(level); });
    ASSERT_FALSE(steps.empty());
    EXPECT_EQ(steps.front().level_dbfs, -60);
    for (std::size_t k = 1; k < steps.size(); ++k) {
        EXPECT_GT(steps[k].level_dbfs, steps[k - 1].level_dbfs);
        EXPECT_LE(steps[k].level_dbfs - steps[k - 1].level_dbfs, 6);
    }
    EXPECT_EQ(steps.back().level_dbfs, 0);
}

TEST(approach, NeverPassesTheCeiling) {
    for (const double ceiling : {-70.0, -41.0, -13.5, 0.0})
        for (const auto& step : climb(DbFs(ceiling), [](double level) { return heard(level); }))
            EXPECT_LE(step.level_dbfs, ceiling);
}

TEST(approach, StopsWhereTheInputClips) {
    auto steps = clean_until(-18);
    steps.back().input_clipped = true;
    EXPECT_FALSE(next_step(steps, DbFs(0)).next);
    // Clipping that early is more than a full input: the port is far too strong.
    auto early = clean_until(-36);
    early.back().input_clipped = true;
    const auto decision = next_step(early, DbFs(0));
    EXPECT_FALSE(decision.next);
    ASSERT_TRUE(decision.strain);
    EXPECT_EQ(decision.strain->code, "too_strong");
}

TEST(approach, StopsWhereItDistortsOrCompresses) {
    auto steps = clean_until(-12);
    steps.back().distortion_db = -28;
    EXPECT_FALSE(next_step(steps, DbFs(0)).next);
    steps = clean_until(-12);
    steps.back().gain_db -= 1.1;
    EXPECT_FALSE(next_step(steps, DbFs(0)).next);
    EXPECT_FALSE(next_step(steps, DbFs(0)).strain);
}

TEST(approach, StopsAtALevelThatRisesFasterThanPlayed) {
    auto steps = clean_until(-24);
    steps.back().gain_db += 1.2;
    const auto decision = next_step(steps, DbFs(0));
    EXPECT_FALSE(decision.next);
    ASSERT_TRUE(decision.strain);
    EXPECT_EQ(decision.strain->code, "rises_faster_than_played");
}

TEST(approach, DoesNotShoutIntoAnOpenCable) {
    const auto deaf = [](double level) {
        StepReading step;
        step.level_dbfs = level;
        return step;
    };
    const auto steps = climb(DbFs(0), deaf);
    EXPECT_LE(steps.back().level_dbfs, -30);
    EXPECT_EQ(next_step(steps, DbFs(0)).strain->code, "no_signal");
}

TEST(approach, LooksTwiceAtAnotherLoadAndGoesDownWhereItStrains) {
    EXPECT_EQ(next_loaded_step({}, DbFs(-6)).next, DbFs(-12));
    EXPECT_EQ(next_loaded_step({heard(-12)}, DbFs(-6)).next, DbFs(-6));
    EXPECT_FALSE(next_loaded_step({heard(-12), heard(-6)}, DbFs(-6)).next);
    const auto down = next_loaded_step({heard(-12, -3, -10)}, DbFs(-6)).next;
    EXPECT_EQ(down, DbFs(-18));
}

TEST(approach, PlacesTheRampOverTheLimit) {
    auto steps = clean_until(-12);
    steps.push_back(heard(-6, -3, -20));
    const auto levels = place_body(steps, DbFs(0), Decibels(12));
    // Clean at -12, strained at -6: the limit lies between, within the ramp's twelve decibels.
    EXPECT_LE(levels.ramp_to, DbFs(-6 + 2));
    EXPECT_GE(levels.ramp_to, DbFs(-6));
    EXPECT_NEAR((levels.ramp_to - levels.ramp_from).value(), 12, 1e-9);
    EXPECT_LE(levels.ramp_to, levels.ceiling);
}

TEST(approach, StaysBelowALevelAtWhichTheInputClipped) {
    auto steps = clean_until(-12);
    steps.push_back(heard(-6));
    steps.back().input_clipped = true;
    EXPECT_LE(place_body(steps, DbFs(0), Decibels(12)).ceiling, DbFs(-12));
}

TEST(approach, ReadsAStepWhereverItLies) {
    const auto layout = step_layout(Hertz(48000), signal::Wiring::stereo, DbFs(-24));
    for (const double delay : {0.0, 311.7, 2500.2}) {
        const auto step = read_step(recorded(layout, 0.5, delay), layout);
        EXPECT_TRUE(step.heard);
        EXPECT_EQ(step.level_dbfs, -24);
        // 20 lg 0.5; the window may reach a frame or two into the fades.
        EXPECT_NEAR(step.gain_db, -6.0206, 0.02) << delay;
        EXPECT_LT(step.distortion_db, -60);
    }
}

TEST(approach, ReadsAStepsDistortion) {
    const auto layout = step_layout(Hertz(48000), signal::Wiring::stereo, DbFs(-6));
    // v + b v^2 at peak A: H2/H1 = b A / 2, A = 0.5 * 10^(-6/20).
    const double b = 0.2;
    const double ratio = b * 0.5 * std::pow(10, -6.0 / 20) / 2;
    const auto step = read_step(recorded(layout, 0.5, 700, b), layout);
    EXPECT_NEAR(step.distortion_db, 20 * std::log10(ratio), 0.1);
}

TEST(approach, HearsNothingInNoise) {
    const auto layout = step_layout(Hertz(48000), signal::Wiring::stereo, DbFs(-60));
    EXPECT_FALSE(read_step(recorded(layout, 0, 0), layout).heard);
}

TEST(approach, WaitsWhileCapacitorsCharge) {
    const auto record = [](double start, double decay_s) {
        signal::Recording silence{Hertz(48000), signal::SampleFormat::float64, {{}}, 0, 0, 0};
        for (int n = 0; n < 24000; ++n)
            silence.channels[0].push_back(start * std::exp(-n / (48000 * decay_s)));
        return silence;
    };
    EXPECT_TRUE(still_settling(record(0.02, 0.2)));
    EXPECT_FALSE(still_settling(record(2e-5, 0.2)));
    EXPECT_FALSE(still_settling(record(0, 1)));
    // Hum is no drift: 50 Hz at -50 dBFS.
    auto hum = record(0, 1);
    for (int n = 0; n < 24000; ++n)
        hum.channels[0][static_cast<std::size_t>(n)] =
            0.003 * std::sin(2 * std::numbers::pi * 50.3 * n / 48000);
    EXPECT_FALSE(still_settling(hum));
}

}  // namespace ohmloop::measure
