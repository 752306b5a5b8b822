#include "measure/observe/observe.hpp"
#include "measure/untidy_tone.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ohmloop::measure {
namespace {

using test::UntidyTone;

/// A measurement's own tone segment over a whole record.
TonesObservation observed(const UntidyTone& tone, bool two_clocks) {
    const signal::SegmentSpec spec{
        .stimulus = signal::Tones{{{.frequency = Hertz(tone.hz), .level = DbFs(-1), .phase = 0}}},
        .settle = Seconds(0.1),
        .steady = Seconds(tone.seconds - 0.2)};
    const auto layout = signal::place(Hertz(tone.rate), {spec});
    const auto samples = tone.samples();
    Alignment alignment;
    if (two_clocks) alignment.stretch_uncertainty = 1e-8;
    ChannelObservations seen;
    observe_tones({samples, layout, alignment, 0}, layout.segments.front(), seen);
    return seen.tones.at(0);
}

void expect_truth(const UntidyTone& tone, bool two_clocks, double within_db) {
    const auto read = observed(tone, two_clocks);
    const double fundamental = read.fundamental_rms * read.fundamental_rms;
    double harmonics = 0;
    for (const auto& each : read.harmonics) harmonics += each.rms * each.rms - each.noise;
    EXPECT_NEAR(10 * std::log10(harmonics / fundamental), tone.thd_db(), within_db) << tone.hz;
    const double whole = harmonics + read.noise.mean_square();
    EXPECT_NEAR(10 * std::log10(whole / fundamental), tone.thd_n_db(), within_db) << tone.hz;
}

}  // namespace

TEST(untidy_tones, AreObservedAsTheyAre) {
    for (const double hz : {1000.023, 20.3, 6301.0})
        for (const double seconds : {1.2, 2.7}) {
            expect_truth({.hz = hz, .seconds = seconds}, false, 0.05);
            expect_truth({.hz = hz, .seconds = seconds, .noise_rms = 2.2e-7}, false, 0.05);
        }
    expect_truth({.hz = 997, .seconds = 0.7}, false, 0.05);  // 498.5 periods
}

TEST(untidy_tones, AreObservedAsTheyAreWhileTheClocksRunApart) {
    // Segments of a take of half a minute whose clocks drift by 0.05 ppm/s, at its end and middle.
    for (const double seconds : {0.7, 1.2, 4.2})
        for (const double offset : {-7e-7, 0.0, 7e-7})
            expect_truth({.seconds = seconds, .clock_offset = offset, .clock_drift_per_s = 5e-8},
                         true, 0.05);
    expect_truth({.seconds = 1.2, .clock_drift_per_s = 5e-7}, true, 0.05);
}

}  // namespace ohmloop::measure
