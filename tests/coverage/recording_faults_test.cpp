// Recordings that went wrong: every figure is right within twice its uncertainty, or the fault is
// named. A wrong figure that nobody doubts is the one thing that must not happen.

#include "coverage/recorded_measurement.hpp"

#include "ohmloop/signal/layout.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <variant>

using namespace ohmloop;
using namespace ohmloop::test;

namespace {

using Takes = std::vector<measure::RawTake>;

constexpr double source_ohm = quick_source_ohm;

measure::Findings evaluated(const Takes& takes, const RecordedSetup& setup) {
    return measure::evaluate(measure::observe_all(takes), analysis_of(setup));
}

std::vector<result::Figure> impedances(const measure::Findings& findings) {
    return figures_of(findings, "output_impedance",
                      [](const auto& key) { return key.at_hz == 997; });
}

/// No figure of the port's impedance, or one that is right.
void expect_right_or_none(const measure::Findings& findings) {
    for (const auto& figure : impedances(findings)) {
        if (figure.kind != result::Kind::measured) continue;
        EXPECT_NEAR(*figure.value, source_ohm, 2 * *figure.uncertainty);
    }
    for (const auto& figure : figures_of(findings, "load_drop")) {
        if (figure.kind != result::Kind::measured) continue;
        const double drop = 20 * std::log10((1 / (1 / 33.0 + 1e-4)) / (5 + 1 / (1 / 33.0 + 1e-4)) /
                                            (10e3 / 10005.0));
        EXPECT_NEAR(*figure.value, drop, 2 * *figure.uncertainty);
    }
}

void expect_spoiled(const measure::Findings& findings, const std::string& code) {
    EXPECT_TRUE(has_doubt(findings, code)) << code;
    for (const auto& doubt : findings.doubts) {
        if (doubt.code != code) continue;
        EXPECT_EQ(doubt.severity, result::Severity::spoils);
    }
    expect_right_or_none(findings);
}

void erase(signal::Recording& recording, std::size_t at, std::size_t count) {
    for (auto& x : recording.channels)
        x.erase(x.begin() + static_cast<long>(at), x.begin() + static_cast<long>(at + count));
}

/// A frame of the recording at a share of the way from the first marker to the last.
std::size_t place(const measure::RawTake& take, double share) {
    const measure::Take seen = measure::observe(take);
    double first = -1;
    double last = 0;
    for (const auto& segment : take.layout.segments) {
        if (!std::holds_alternative<signal::Marker>(segment.spec.stimulus)) continue;
        if (first < 0) first = static_cast<double>(segment.start + segment.length);
        last = static_cast<double>(segment.start);
    }
    return static_cast<std::size_t>(seen.alignment.frame_of(first + share * (last - first)));
}

/// Two good takes, made once.
const Takes& good_takes() {
    static const Takes takes = record_takes(quick_setup());
    return takes;
}

/// Two good takes of one stream.
Takes stream_takes(const RecordedSetup& setup) {
    auto takes = record_takes(setup);
    const auto stimulus = signal::render(takes[0].layout);
    for (auto& take : takes) {
        const Capture capture{.load_ohm = take.load.is_open() ? 0 : take.load.resistance_ohm,
                              .seed = 7 + static_cast<std::uint64_t>(take.order)};
        take.load.contact_ohm = 0;
        take.same_stream = take.order > 0;
        take.recording = record(stimulus, setup.port, setup.card, capture);
    }
    return takes;
}

}  // namespace

TEST(recording_faults, NoneInAGoodRecording) {
    const auto findings = measure_recordings(quick_setup());
    for (const auto& doubt : findings.doubts)
        EXPECT_TRUE(is_of_the_set_up(doubt.code)) << doubt.text;
    EXPECT_EQ(impedances(findings).size(), 2U);
    expect_right_or_none(findings);
}

TEST(recording_faults, LostSamplesAreFoundWhereverTheyLie) {
    const auto setup = quick_setup();
    const auto& whole = good_takes();
    for (const double share : {0.1, 0.4, 0.5, 0.6, 0.9}) {
        for (const std::size_t count : {200U, 1U}) {
            auto takes = whole;
            erase(takes[1].recording, place(takes[1], share), count);
            const auto findings = evaluated(takes, setup);
            SCOPED_TRACE(testing::Message() << count << " at " << share);
            expect_spoiled(findings, "lost_samples");
        }
    }
}

TEST(recording_faults, FramesLostBetweenTakesOfOneStreamAreFound) {
    const auto setup = quick_setup();
    const auto whole = stream_takes(setup);
    for (const std::size_t count : {0U, 1U, 2U, 7U, 300U}) {
        auto takes = whole;
        erase(takes[1].recording, 0, count);
        SCOPED_TRACE(count);
        const auto findings = evaluated(takes, setup);
        if (count > 0) {
            expect_spoiled(findings, "lost_samples");
        } else {
            EXPECT_FALSE(has_doubt(findings, "lost_samples"));
            expect_right_or_none(findings);
        }
    }
}

TEST(recording_faults, WhatALoadDoesToItsPortIsNoneOfThem) {
    struct Source {
        double ohm;
        double henry;
        double farad;
        double magnitude;  // at 997 Hz: |R + j (w L - 1/(w C))|
    };
    for (const auto& source :
         {Source{60, 2e-3, 0, 61.2941}, {10, 1e-3, 0, 11.8001}, {20, 0, 0.1e-6, 1596.46}}) {
        auto setup = quick_setup();
        setup.port.resistance_ohm = source.ohm;
        setup.port.inductance_h = source.henry;
        setup.port.capacitance_f = source.farad;
        const auto findings = evaluated(stream_takes(setup), setup);
        EXPECT_FALSE(has_doubt(findings, "lost_samples")) << source.ohm;
        EXPECT_FALSE(has_doubt(findings, "no_common_delay")) << source.ohm;
        const auto figures = impedances(findings);
        EXPECT_EQ(figures.size(), 2U);
        // The goal of plan quick.
        for (const auto& figure : figures)
            EXPECT_NEAR(figure.value.value_or(0), source.magnitude,
                        0.001 * source.magnitude + 0.005);
    }
}

TEST(recording_faults, RepeatedSamplesAreFound) {
    const auto setup = quick_setup();
    auto takes = good_takes();
    for (auto& x : takes[0].recording.channels) {
        const auto at = static_cast<long>(place(takes[0], 0.5));
        const std::vector<double> block(x.begin() + at, x.begin() + at + 256);
        x.insert(x.begin() + at, block.begin(), block.end());
    }
    expect_spoiled(evaluated(takes, setup), "lost_samples");
}

TEST(recording_faults, AWanderingClockIsFound) {
    const auto setup = quick_setup();
    auto takes = good_takes();
    Capture capture{.load_ohm = 33, .wander_ppm = 5};
    takes[1].recording = record(signal::render(takes[1].layout), setup.port, setup.card, capture);
    expect_spoiled(evaluated(takes, setup), "clock_wanders");
}

TEST(recording_faults, ARateSwapIsFound) {
    const auto setup = quick_setup();
    auto takes = good_takes();
    Capture capture{.load_ohm = 33, .clock_ppm = (48000.0 / 44100 - 1) * 1e6};
    takes[1].recording = record(signal::render(takes[1].layout), setup.port, setup.card, capture);
    expect_spoiled(evaluated(takes, setup), "rate_swap");
}

TEST(recording_faults, SilenceIsNoSignal) {
    const auto setup = quick_setup();
    auto takes = good_takes();
    for (auto& take : takes)
        for (auto& x : take.recording.channels)
            for (double& v : x) v = std::round(v * 5) / 8388608;
    const auto findings = evaluated(takes, setup);
    expect_spoiled(findings, "no_signal");
    EXPECT_FALSE(findings.supports_a_result);
}

TEST(recording_faults, CutRecordingsAreTruncated) {
    const auto setup = quick_setup();
    const auto& whole = good_takes();
    for (const bool at_the_end : {true, false}) {
        auto takes = whole;
        for (auto& x : takes[1].recording.channels) {
            const auto cut = static_cast<long>(x.size() / 2);
            if (at_the_end)
                x.resize(static_cast<std::size_t>(cut));
            else
                x.erase(x.begin(), x.begin() + cut);
        }
        expect_spoiled(evaluated(takes, setup), "truncated");
    }
}

TEST(recording_faults, AMissingStaircaseDoesNoHarm) {
    // The approach lies before the first marker: a recording that misses it is whole.
    const auto setup = quick_setup();
    auto takes = good_takes();
    erase(takes[1].recording, 0, 60000);
    const auto findings = evaluated(takes, setup);
    EXPECT_EQ(impedances(findings).size(), 2U);
    expect_right_or_none(findings);
}

TEST(recording_faults, AClippedInputIsNamed) {
    auto setup = quick_setup();
    setup.card.full_scale_v = 0.6;
    const auto findings = measure_recordings(setup);
    EXPECT_TRUE(has_doubt(findings, "input_clipped"));
    expect_right_or_none(findings);
}

TEST(recording_faults, SwappedChannelsAreNamed) {
    auto setup = quick_setup();
    setup.plan = "standard";  // the quick plan never plays one channel alone
    auto takes = record_takes(setup);
    for (auto& take : takes) std::swap(take.recording.channels[0], take.recording.channels[1]);
    const auto findings = evaluated(takes, setup);
    EXPECT_TRUE(has_doubt(findings, "channels_swapped"));
    expect_right_or_none(findings);
}

TEST(recording_faults, ADeadChannelIsNamedAndTheOtherMeasured) {
    const auto setup = quick_setup();
    auto takes = good_takes();
    for (auto& take : takes)
        std::fill(take.recording.channels[1].begin(), take.recording.channels[1].end(), 0.0);
    const auto findings = evaluated(takes, setup);
    EXPECT_TRUE(has_doubt(findings, "channel_dead"));
    const auto figures = impedances(findings);
    EXPECT_TRUE(std::any_of(figures.begin(), figures.end(), [](const auto& figure) {
        return figure.key.channel == "left" && figure.kind == result::Kind::measured;
    }));
    expect_right_or_none(findings);
}

TEST(recording_faults, AnInputThatSumsToMonoIsNamed) {
    const auto setup = quick_setup();
    auto takes = good_takes();
    for (auto& take : takes) {
        auto& left = take.recording.channels[0];
        auto& right = take.recording.channels[1];
        for (std::size_t n = 0; n < left.size(); ++n) left[n] = right[n] = (left[n] + right[n]) / 2;
    }
    const auto findings = evaluated(takes, setup);
    EXPECT_TRUE(has_doubt(findings, "summed_to_mono") || has_doubt(findings, "channel_dead") ||
                has_doubt(findings, "no_signal"));
    expect_right_or_none(findings);
}

TEST(recording_faults, LoadsInTheWrongOrderAreNoNegativeImpedance) {
    const auto setup = quick_setup();
    auto takes = good_takes();
    std::swap(takes[0].recording, takes[1].recording);
    const auto findings = evaluated(takes, setup);
    EXPECT_TRUE(has_doubt(findings, "negative_impedance"));
    for (const auto& figure : impedances(findings))
        EXPECT_EQ(figure.kind, result::Kind::not_measured);
}

TEST(recording_faults, ALoadThatWasNotChangedIsNamed) {
    const auto setup = quick_setup();
    auto takes = good_takes();
    takes[1].recording = takes[0].recording;
    const auto findings = evaluated(takes, setup);
    EXPECT_TRUE(has_doubt(findings, "load_not_changed"));
    for (const auto& figure : impedances(findings))
        EXPECT_EQ(figure.kind, result::Kind::not_measured);
}

TEST(recording_faults, AForeignStimulusIsNamed) {
    const auto setup = quick_setup();
    auto other = setup;
    other.plan = "standard";
    auto takes = good_takes();
    const auto foreign = record_takes(other);
    takes[1].recording = foreign[1].recording;
    expect_spoiled(evaluated(takes, setup), "foreign_marker");
}

TEST(recording_faults, AGainThatCreepsIsNamed) {
    const auto setup = quick_setup();
    auto takes = good_takes();
    // 1 dB over the recording, as automatic gain does; the loaded take only.
    for (auto& x : takes[1].recording.channels)
        for (std::size_t n = 0; n < x.size(); ++n)
            x[n] *= std::pow(10, -static_cast<double>(n) / static_cast<double>(x.size()) / 20);
    const auto findings = evaluated(takes, setup);
    EXPECT_TRUE(has_doubt(findings, "gain_not_steady"));
}
