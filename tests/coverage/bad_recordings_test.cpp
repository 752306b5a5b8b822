// Recordings of the wrong kind: whatever was recorded, no figure is a NaN, an infinity or larger
// than the whole it is a part of, and what is wrong is said.

#include "coverage/recorded_measurement.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <optional>

using namespace ohmloop;
using namespace ohmloop::test;

namespace {

using Takes = std::vector<measure::RawTake>;
using Spoil = std::function<double(double value, double seconds)>;

const Takes& good_takes() {
    static const Takes takes = record_takes(quick_setup());
    return takes;
}

Takes each_sample(const Spoil& spoil) {
    auto takes = good_takes();
    for (auto& take : takes)
        for (auto& x : take.recording.channels)
            for (std::size_t n = 0; n < x.size(); ++n)
                x[n] = spoil(x[n], static_cast<double>(n) / take.recording.rate.value());
    return takes;
}

measure::Findings evaluated(const Takes& takes) {
    return measure::evaluate(measure::observe_all(takes), analysis_of(quick_setup()));
}

void expect_finite(const result::Figure& figure) {
    for (const auto& number : {figure.value, figure.low, figure.high, figure.uncertainty})
        EXPECT_TRUE(std::isfinite(number.value_or(0))) << figure.key.quantity;
    EXPECT_LE(figure.low.value_or(-HUGE_VAL), figure.high.value_or(HUGE_VAL))
        << figure.key.quantity;
    EXPECT_TRUE(figure.kind != result::Kind::not_measured || !figure.reason.empty())
        << figure.key.quantity;
}

/// Harmonics are part of what THD+N holds.
void expect_thd_below_thd_n(const measure::Findings& findings) {
    for (const auto& thd : figures_of(findings, "thd")) {
        if (!thd.value) continue;
        EXPECT_LE(*thd.value, 0) << "more than 100 %";
        const auto whole = figures_of(findings, "thd_n", [&](const auto& key) {
            return key.channel == thd.key.channel && key.load == thd.key.load &&
                   key.level_dbfs == thd.key.level_dbfs && key.at_hz == thd.key.at_hz;
        });
        for (const auto& thd_n : whole)
            EXPECT_LE(thd.low.value_or(-HUGE_VAL), thd_n.high.value_or(HUGE_VAL));
    }
}

/// What holds of any recording at all.
void expect_honest(const measure::Findings& findings) {
    for (const auto& figure : findings.figures) expect_finite(figure);
    for (const auto& curve : findings.curves)
        for (const auto* numbers : {&curve.frequency_hz, &curve.value, &curve.uncertainty})
            for (const double number : *numbers)
                EXPECT_TRUE(std::isfinite(number)) << curve.quantity;
    expect_thd_below_thd_n(findings);
    for (const auto& figure :
         figures_of(findings, "output_impedance", [](const auto& key) { return key.at_hz == 997; }))
        if (figure.kind == result::Kind::measured) {
            EXPECT_NEAR(*figure.value, quick_source_ohm, 2 * *figure.uncertainty);
        }
}

std::size_t measured_impedances(const measure::Findings& findings) {
    const auto figures =
        figures_of(findings, "output_impedance", [](const auto& key) { return key.at_hz == 997; });
    return static_cast<std::size_t>(std::ranges::count_if(
        figures, [](const auto& f) { return f.kind == result::Kind::measured; }));
}

void expect_spoilt(const measure::Findings& findings) {
    EXPECT_EQ(measured_impedances(findings), 0U);
    EXPECT_TRUE(std::ranges::any_of(findings.doubts, [](const auto& doubt) {
        return doubt.severity == result::Severity::spoils;
    }));
}

}  // namespace

TEST(bad_recordings, AnOffsetHidesNothing) {
    for (const double offset : {-0.3, 0.02, 0.2}) {
        SCOPED_TRACE(offset);
        const auto findings = evaluated(each_sample([&](double v, double) { return v + offset; }));
        expect_honest(findings);
        EXPECT_EQ(measured_impedances(findings), 2U);
    }
}

TEST(bad_recordings, ClippedOnOneSideIsNoCleanPort) {
    const auto findings = evaluated(each_sample([](double v, double) { return std::min(v, 0.3); }));
    expect_honest(findings);
    // A half-wave held at a third of its peak: -12 dB and more.
    for (const auto& figure : figures_of(findings, "thd_n", [](const auto& key) {
             return key.level_dbfs == -1 && key.load == "open";
         }))
        EXPECT_GT(figure.value.value_or(0), -30);
}

TEST(bad_recordings, ASecondToneThroughoutIsNamed) {
    for (const double level : {0.05, 0.002}) {
        SCOPED_TRACE(level);
        const auto findings = evaluated(each_sample([&](double v, double t) {
            return v + level * std::sin(2 * std::numbers::pi * 5003.3 * t);
        }));
        expect_honest(findings);
        EXPECT_TRUE(has_doubt(findings, "idle_tone"));
        const auto tones = figures_of(findings, "idle_tone");
        ASSERT_EQ(tones.size(), 4U);
        for (const auto& tone : tones) {
            // 1.2 V rms of full scale, declared exactly.
            EXPECT_NEAR(tone.value.value_or(0) / (1.2 * level), 1, 0.01);
            EXPECT_EQ(tone.conditions.at("tones"), "5003.3 Hz");
        }
    }
    EXPECT_FALSE(has_doubt(evaluated(good_takes()), "idle_tone"));
}

TEST(bad_recordings, ALevelThatDriftsSaysSo) {
    const auto scatters = [](const Takes& takes) {
        std::vector<std::string> words;
        for (const auto& level : figures_of(evaluated(takes), "level"))
            words.push_back(level.conditions.at("scatter"));
        return words;
    };
    const auto drifts = [](const std::string& word) {
        return word.find("drift, not noise") != std::string::npos;
    };
    EXPECT_TRUE(std::ranges::none_of(scatters(good_takes()), drifts));
    const auto drifting =
        scatters(each_sample([](double v, double t) { return v * (1 + 1e-4 * t); }));
    EXPECT_FALSE(drifting.empty());
    EXPECT_TRUE(std::ranges::all_of(drifting, drifts));
}

TEST(bad_recordings, NoiseAloneIsNoSignal) {
    unsigned state = 1;
    const auto findings = evaluated(each_sample([&](double, double) {
        state = state * 1664525U + 1013904223U;
        return 0.1 * (static_cast<double>(state >> 8U) / (1U << 23U) - 1);
    }));
    expect_honest(findings);
    expect_spoilt(findings);
}

TEST(bad_recordings, TooShortOnesAreRefused) {
    for (const std::size_t frames : {1U, 480U, 24000U}) {
        SCOPED_TRACE(frames);
        auto takes = good_takes();
        for (auto& take : takes)
            for (auto& x : take.recording.channels) x.resize(frames);
        const auto findings = evaluated(takes);
        expect_honest(findings);
        expect_spoilt(findings);
    }
}

TEST(bad_recordings, ToneSegmentsThatWereMutedGiveNoFigures) {
    // The markers are there, the tones are not: as a limiter or a gate on one application leaves
    // it.
    auto takes = good_takes();
    for (auto& take : takes) {
        const auto seen = measure::observe(take);
        for (const auto& segment : take.layout.segments) {
            if (!std::holds_alternative<signal::Tones>(segment.spec.stimulus)) continue;
            const auto first = static_cast<std::size_t>(
                seen.alignment.frame_of(static_cast<double>(segment.start)));
            for (auto& x : take.recording.channels)
                std::fill_n(x.begin() + static_cast<long>(first), segment.length, 0.0);
        }
    }
    const auto findings = evaluated(takes);
    expect_honest(findings);
    EXPECT_EQ(measured_impedances(findings), 0U);
    for (const auto* quantity : {"thd", "thd_n", "level"})
        for (const auto& figure : figures_of(findings, quantity))
            EXPECT_NE(figure.kind, result::Kind::measured) << quantity;
}

TEST(bad_recordings, AMonoRecordingMeasuresWhatItHolds) {
    auto setup = quick_setup();
    setup.mono = true;
    const auto findings = measure_recordings(setup);
    expect_honest(findings);
    EXPECT_GE(measured_impedances(findings), 1U);
}
