#include "measure/untidy_tone.hpp"

#include "ohmloop/measure/inspection.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ohmloop::measure {
namespace {

using test::UntidyTone;

ToneInspection inspected(const UntidyTone& tone) {
    signal::Recording recording{Hertz(tone.rate), signal::SampleFormat::float64, {}, 0, 0, 0};
    recording.channels.push_back(tone.samples());
    return inspect(recording).channels.at(0).tone.value();
}

/// THD of -98.8 dB and THD+N of -92.9 dB are 3 to 67 dB off where hum, offset or the tone itself
/// leaks; 0.05 dB is what is asked, a tenth of it what arithmetic alone leaves.
void expect_truth(const UntidyTone& tone, double within_db, const std::string& what) {
    const auto read = inspected(tone);
    ASSERT_EQ(read.thd.kind, result::Kind::measured) << what;
    EXPECT_NEAR(read.thd.db, tone.thd_db(), within_db) << what;
    EXPECT_NEAR(read.thd_n.db, tone.thd_n_db(), within_db) << what;
}

TEST(UntidyTones, AreReadAsTheyAreWhateverFallsBetweenTheBins) {
    for (const double hz : {1000.023, 20.3, 6301.0})
        for (const double seconds : {1.0, 2.3})
            expect_truth({.hz = hz, .seconds = seconds}, 0.005, std::to_string(hz));
    // 498.5 periods.
    expect_truth({.hz = 997, .seconds = 0.5}, 0.005, "half a second");
}

TEST(UntidyTones, AreReadAsTheyAreInNoise) {
    // Noise 130 dB below full scale moves a harmonic at -100 dB by 1/sqrt(2 T 24 kHz) of 3 % of it,
    // 0.0006 dB at 1 s; the whole by less.
    for (const double hz : {1000.023, 20.3, 6301.0})
        expect_truth({.hz = hz, .noise_rms = 2.2e-7}, 0.01, std::to_string(hz));
    expect_truth({.hz = 997, .seconds = 0.5, .noise_rms = 2.2e-7}, 0.01, "half a second");
}

TEST(UntidyTones, AreReadAsTheyAreWhileTheClocksRunApart) {
    // 0.05 ppm/s over a minute: 0.1 rad from a steady tone, whose ends would leak -55 dB.
    expect_truth({.seconds = 60, .clock_drift_per_s = 5e-8}, 0.005, "a minute");
    expect_truth({.seconds = 1, .clock_drift_per_s = 5e-7}, 0.005, "a second");
    // Nearly half a turn between the middle and the ends.
    expect_truth({.hz = 6301, .seconds = 10, .clock_drift_per_s = -5e-6}, 0.005, "half a turn");
}

TEST(UntidyTones, AreReadAsTheyAreWhileTheLevelRuns) {
    // 0.01 dB in ten seconds; the distortion is re the mean level, from which it is half of it off.
    expect_truth({.seconds = 10, .level_drift_per_s = 1e-4}, 0.01, "level");
}

}  // namespace
}  // namespace ohmloop::measure
