#include "ohmloop/measure/approach.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <functional>
#include <numbers>
#include <random>
#include <string>

namespace ohmloop::measure {
namespace {

StepReading heard(double level, double gain = -3, double distortion = -80) {
    StepReading step;
    step.level_dbfs = level;
    step.heard = true;
    step.gain_db = gain;
    step.distortion_db = step.least_distortion_db = distortion;
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

/// A port behind a noisy line input: `bend` is what it makes of a sample.
struct NoisyPort {
    double noise_rms;
    std::uint64_t seed;
    std::function<double(double)> bend = [](double v) { return v; };

    [[nodiscard]] std::vector<StepReading> climbed() const {
        std::mt19937_64 random(seed);
        std::normal_distribution<double> gauss(0, noise_rms);
        return climb(DbFs(0), [&](double level) {
            const auto layout = step_layout(Hertz(48000), signal::Wiring::stereo, DbFs(level));
            const auto played = render(layout);
            signal::Recording recording{
                layout.rate, signal::SampleFormat::float64, {{}, {}}, 0, 0, 0};
            for (std::size_t c = 0; c < 2; ++c)
                for (std::size_t n = 0; n < played.frames() + 4000; ++n) {
                    const double v = n >= 600 && n - 600 < played.frames()
                                         ? bend(0.5 * played.channels[c][n - 600])
                                         : 0;
                    recording.channels[c].push_back(v + gauss(random));
                }
            return read_step(recording, layout);
        });
    }
};

/// rms of noise that lies `snr_db` below a full-scale sine.
double noise_rms(double snr_db) { return std::pow(10, -snr_db / 20) / std::numbers::sqrt2; }

std::string code_of(const StepDecision& decision) {
    return decision.strain ? decision.strain->code : "";
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
    steps.back() = heard(-12, -3, -28);
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
    EXPECT_FALSE(next_loaded_step({heard(-12, -3, -10), heard(-18)}, DbFs(-6)).next);
    EXPECT_FALSE(next_loaded_step({heard(-12, -3, -10), heard(-18)}, DbFs(-6)).strain);
}

TEST(approach, NamesTheChannelThatHearsNextToNothing) {
    const auto layout = step_layout(Hertz(48000), signal::Wiring::stereo, DbFs(-12));
    auto recording = recorded(layout, 0.5, 600);
    EXPECT_EQ(read_step(recording, layout).missing_channel, std::nullopt);
    for (auto& sample : recording.channels[1]) sample *= 0.1;  // turned down by 20 dB
    EXPECT_EQ(read_step(recording, layout).missing_channel, std::nullopt);
    for (auto& sample : recording.channels[1]) sample *= 0.1;  // what leaks into an open input
    EXPECT_EQ(read_step(recording, layout).missing_channel, 1);
    std::swap(recording.channels[0], recording.channels[1]);
    EXPECT_EQ(read_step(recording, layout).missing_channel, 0);
    recording.channels.pop_back();
    EXPECT_EQ(read_step(recording, layout).missing_channel, std::nullopt) << "one was recorded";
}

TEST(approach, IsNotStoppedByNoiseAlone) {
    // The signal-to-noise ratio of a bad on-board codec to that of a good converter, in 20 Hz to
    // 24 kHz re full scale. 6 dB below it, a step at -60 dBFS drowns in the first.
    for (const double snr : {40.0, 50.0, 60.0, 66.0, 80.0, 100.0})
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const auto steps = NoisyPort{noise_rms(snr), seed}.climbed();
            EXPECT_EQ(steps.back().level_dbfs, 0) << snr << " dB, seed " << seed;
            EXPECT_EQ(code_of(next_step(steps, DbFs(0))), "") << snr << " dB, seed " << seed;
            const auto levels = place_body(steps, DbFs(0), Decibels(12));
            EXPECT_EQ(levels.ceiling, DbFs(0)) << snr << " dB, seed " << seed;
            EXPECT_EQ(levels.ceiling_by, "digital_full_scale");
        }
}

TEST(approach, FindsAClipperThroughNoise) {
    // Rails at 0.1 of the recorder's full scale are reached at a played level of 0.2, -14 dBFS:
    // the step at -12 dBFS exceeds it by 2 dB, the one at -18 dBFS does not reach it.
    const auto rails = [](double v) { return std::clamp(v, -0.1, 0.1); };
    for (const double snr : {40.0, 50.0, 60.0, 80.0, 100.0})
        for (std::uint64_t seed = 1; seed <= 10; ++seed) {
            const auto steps = NoisyPort{noise_rms(snr), seed, rails}.climbed();
            EXPECT_EQ(steps.back().level_dbfs, -12) << snr << " dB, seed " << seed;
            const auto levels = place_body(steps, DbFs(0), Decibels(12));
            EXPECT_EQ(levels.ceiling, DbFs(-12));
            EXPECT_EQ(levels.ceiling_by, "protection");
        }
}

TEST(approach, SaysWhyItEndedAtALowLevel) {
    auto steps = clean_until(-42);
    steps.back() = heard(-42, -3, -20);
    EXPECT_FALSE(next_step(steps, DbFs(0)).next);
    EXPECT_EQ(code_of(next_step(steps, DbFs(0))), "strains_early");
    steps.back() = heard(-42, -4.5);
    EXPECT_FALSE(next_step(steps, DbFs(0)).next);
    EXPECT_EQ(code_of(next_step(steps, DbFs(0))), "strains_early");
}

TEST(approach, StopsAtAPortThatFallsSilent) {
    auto steps = clean_until(-36);
    steps.push_back({});
    steps.back().level_dbfs = -30;
    EXPECT_FALSE(next_step(steps, DbFs(0)).next);
    EXPECT_EQ(code_of(next_step(steps, DbFs(0))), "falls_silent");
}

TEST(approach, ForgivesAPortThatWakesDuringItsFirstStep) {
    std::vector<StepReading> steps{{}, heard(-54, -9), heard(-48)};
    steps.front().level_dbfs = -60;
    EXPECT_EQ(next_step(steps, DbFs(0)).next, DbFs(-42));
    // The same at any later step is an expander.
    steps = {heard(-60), heard(-54, -9), heard(-48)};
    steps[1].gain_db = -3;
    steps[2].gain_db = 3;
    EXPECT_EQ(code_of(next_step(steps, DbFs(0))), "rises_faster_than_played");
}

TEST(approach, TheBodyIsNeverLouderThanAStepThatWasPlayed) {
    std::vector<std::vector<StepReading>> ends;
    ends.push_back({});
    std::vector<StepReading> deaf;
    for (double level = -60; level <= -30; level += 6) {
        deaf.push_back({});
        deaf.back().level_dbfs = level;
    }
    ends.push_back(deaf);
    auto rising = clean_until(-24);
    rising.back().gain_db += 3;
    ends.push_back(rising);
    auto silent = clean_until(-24);
    silent.back() = {};
    silent.back().level_dbfs = -24;
    ends.push_back(silent);
    for (const auto& steps : ends) {
        EXPECT_FALSE(steps.size() > 0 && next_step(steps, DbFs(0)).next);
        const auto levels = place_body(steps, DbFs(0), Decibels(12));
        // Nothing strange was seen 6 dB below.
        const double allowed = steps.empty() ? -60 : steps.back().level_dbfs - 6;
        EXPECT_LE(levels.ceiling, DbFs(allowed));
        EXPECT_EQ(levels.ceiling_by, "protection");
        EXPECT_EQ(levels.ramp_to, levels.ceiling);
    }
}

TEST(approach, AGainThatGrowsALittleIsNoCompressionBelow) {
    auto steps = clean_until(-6);
    steps.push_back(heard(0, -2.3));  // 0.7 dB more than below: no strain
    const auto levels = place_body(steps, DbFs(0), Decibels(12));
    EXPECT_EQ(levels.ceiling, DbFs(0));
    EXPECT_EQ(levels.ceiling_by, "digital_full_scale");
}

TEST(approach, NamesWhatEndedTheLevels) {
    EXPECT_EQ(place_body(clean_until(-24), DbFs(-24), Decibels(12)).ceiling_by, "ceiling");
    auto clipped = clean_until(-18);
    clipped.back().input_clipped = true;
    EXPECT_EQ(place_body(clipped, DbFs(0), Decibels(12)).ceiling_by, "input_full_scale");
    auto bent = clean_until(-18);
    bent.back() = heard(-18, -3, -20);
    EXPECT_EQ(place_body(bent, DbFs(0), Decibels(12)).ceiling_by, "protection");
}

TEST(approach, NoLinearSourceFallsBelowTheLeastGain) {
    const double hz = 997;
    const auto gain_db = [&](std::complex<double> z, double r) {
        return 20 * std::log10(std::isinf(r) ? 1 : std::abs(r / (r + z)));
    };
    const double capacitor = -1 / (2 * std::numbers::pi * hz * 4.7e-6);
    for (const std::complex<double> z :
         {std::complex(0.05, 0.0), {1, 0}, {47, 0}, {600, 0}, {8, capacitor}, {0, capacitor}}) {
        std::vector<HeardLoad> heard_loads;
        for (const double r : {HUGE_VAL, 4700.0, 600.0, 330.0, 100.0, 33.0, 16.0}) {
            // The first resistor is judged by the 5 % of a short: 19 times 4.7 kohm.
            const auto least = least_gain_db(heard_loads, r);
            EXPECT_EQ(least.has_value(), !std::isinf(r));
            EXPECT_GT(gain_db(z, r), least.value_or(-300)) << z << " into " << r;
            heard_loads.push_back({r, gain_db(z, r)});
        }
    }
    // 1 ohm falls by 0.26 dB into 33 ohm. 330 ohm told it from 0.05 dB of reading error, which
    // could hide 43 ohm: 1 + 43/33 is 7.2 dB, and a fall of 8 dB is no divider.
    const std::vector<HeardLoad> one_ohm{{HUGE_VAL, 0}, {330, gain_db({1, 0}, 330)}};
    EXPECT_LT(*least_gain_db(one_ohm, 33), -6);
    EXPECT_GT(*least_gain_db(one_ohm, 33), -8);
    EXPECT_FALSE(least_gain_db({{330, 0}}, 33)) << "open was not the first";
}

TEST(approach, DrivesALoadNoLouderThatFallsTooFarOrSilencesThePort) {
    const auto sags = next_loaded_step({heard(-12, -20)}, DbFs(-6), -15);
    EXPECT_FALSE(sags.next);
    EXPECT_EQ(code_of(sags), "falls_more_than_its_divider");
    EXPECT_EQ(next_loaded_step({heard(-12, -14)}, DbFs(-6), -15).next, DbFs(-6));
    EXPECT_EQ(place_body({heard(-12, -20)}, DbFs(-6), Decibels(12)).ceiling, DbFs(-12));
    StepReading silent;
    silent.level_dbfs = -12;
    EXPECT_FALSE(next_loaded_step({silent}, DbFs(-6)).next);
    EXPECT_EQ(code_of(next_loaded_step({silent}, DbFs(-6))), "silent_with_load");
}

TEST(approach, RisesBySixAtMostToALoadsOwnCeiling) {
    // The rating, first judged by the open gain, let the first step be -30 dBFS only.
    EXPECT_EQ(next_loaded_step({heard(-30)}, DbFs(-6)).next, DbFs(-24));
    EXPECT_EQ(next_loaded_step({heard(-30), heard(-24)}, DbFs(-20)).next, DbFs(-20));
}

TEST(approach, PlacesTheRampOverTheLimit) {
    auto steps = clean_until(-12);
    steps.push_back(heard(-6, -3, -20));
    const auto levels = place_body(steps, DbFs(0), Decibels(12));
    // Clean at -12, strained at -6: the limit lies between, within the ramp's twelve decibels.
    EXPECT_EQ(levels.ramp_to, DbFs(-6));
    EXPECT_EQ(levels.ramp_from, DbFs(-18));
    EXPECT_EQ(levels.ceiling, levels.ramp_to);
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

TEST(approach, TakesAConvertersStepsForNoDistortionOfThePort) {
    // 16 bits without dither, the port far below their full scale: 33 steps of amplitude at
    // -60 dBFS, or 3, or a third of one.
    for (const double share : {1.0, 0.1, 0.01})
        for (const double offset : {0.0, 0.3, 0.5}) {
            const auto steps = climb(DbFs(0), [&](double level) {
                const auto layout = step_layout(Hertz(48000), signal::Wiring::stereo, DbFs(level));
                auto recording = recorded(layout, share, 700);
                for (auto& x : recording.channels)
                    for (double& v : x) v = std::round(v * 32768 + offset) / 32768;
                return read_step(recording, layout);
            });
            EXPECT_EQ(steps.back().level_dbfs, 0) << share << " " << offset;
        }
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
