#include "measure/untidy_tone.hpp"

#include "ohmloop/measure/inspection.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace ohmloop::measure {
namespace {

std::vector<double> pure_tone(double hz, double seconds, double rate, double peak = 1) {
    return test::UntidyTone{.hz = hz,
                            .seconds = seconds,
                            .rate = rate,
                            .peak = peak,
                            .second = 0,
                            .third = 0,
                            .offset = 0,
                            .hum = 0}
        .samples();
}

ToneInspection inspected(std::vector<double> samples, double rate) {
    signal::Recording recording{Hertz(rate), signal::SampleFormat::float64, {}, 0, 0, 0};
    recording.channels.push_back(std::move(samples));
    return inspect(recording).channels.at(0).tone.value();
}

TEST(AnalysisResidual, OfAComputedToneLiesBelow200DecibelsAtAnyFrequency) {
    // Mains and their harmonics, parts of the rate, periods that fit and that do not.
    for (const double hz : {20.0,   20.3,    25.0,     49.99,     50.0,     60.0,    120.0,
                            440.0,  997.0,   999.9999, 1000.0,    1000.023, 4800.0,  6301.0,
                            8000.0, 11025.0, 12000.0,  12345.678, 16000.0,  19997.0, 20000.0})
        for (const double seconds : {0.1, 0.6})
            EXPECT_LT(inspected(pure_tone(hz, seconds, 48000), 48000).thd_n.db, -200)
                << hz << " Hz, " << seconds << " s";
    for (const double rate : {44100.0, 192000.0})
        for (const double hz : {20.3, 997.0, 19997.0})
            EXPECT_LT(inspected(pure_tone(hz, 1, rate), rate).thd_n.db, -200) << hz << " " << rate;
    // Where a frequency's last bit counts most: 1e-16 of 200 000 turns.
    for (const double hz : {20.0, 19997.0})
        EXPECT_LT(inspected(pure_tone(hz, 10, 48000), 48000).thd_n.db, -200) << hz;
}

TEST(AnalysisResidual, OfTwentyFourBitsWithTriangularDitherIsTheirs) {
    // Two uniform variables of a step each and the rounding: a quarter of a step squared, white in
    // 24 kHz: -142.28 dB in 19980 Hz re a tone of full scale. Ten seconds of it scatter by
    // 4.34/sqrt(B T) = 0.01 dB.
    constexpr double step = 0x1p-23;
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> uniform(-0.5, 0.5);
    const double expected = 10 * std::log10(step * step / 4 * 19980 / 24000 / 0.5);
    EXPECT_NEAR(expected, -142.27, 0.02);  // as published
    for (const double hz : {20.0, 997.0, 15013.7, 20000.0}) {
        // Three steps below full scale, so that the dither is not clipped.
        auto x = pure_tone(hz, 10, 48000, 1 - 3 * step);
        for (double& value : x)
            value = step * std::round(value / step + uniform(random) + uniform(random));
        EXPECT_NEAR(inspected(x, 48000).thd_n.db, expected, 0.05) << hz;
    }
}

TEST(AnalysisResidual, OfThirtyTwoBitFloatsIsTheirRounding) {
    for (const double hz : {20.3, 997.0, 12345.678}) {
        const auto exact = pure_tone(hz, 2, 48000);
        std::vector<double> stored;
        double error = 0;
        for (const double value : exact) {
            stored.push_back(static_cast<double>(static_cast<float>(value)));
            error += std::pow(stored.back() - value, 2) / static_cast<double>(exact.size());
        }
        // A step of 2^-24 where a sine is above a half, which is 2/3 of the time, and half of it
        // from octave to octave below: 0.715 of its square over 12.
        const double whole = 10 * std::log10(error / 0.5);
        EXPECT_NEAR(whole, 10 * std::log10(0.715 * 0x1p-48 / 12 / 0.5), 0.1);  // -153.7 dB
        // Taken as white, which the rounding of a slow tone is not quite.
        const double expected = whole + 10 * std::log10(19980.0 / 24000);
        EXPECT_NEAR(inspected(stored, 48000).thd_n.db, expected, 0.5) << hz;
    }
}

TEST(AnalysisResidual, NoiseUnderTheToneCountsAsMuchAsBesideIt) {
    // +-1 % of 15 kHz are 1.5 % of the band, 0.065 dB; 5 s scatter by 0.014 dB.
    for (const double hz : {30.0, 997.0, 15013.7}) {
        const test::UntidyTone tone{
            .hz = hz, .seconds = 5, .second = 0, .third = 0, .hum = 0, .noise_rms = 1e-3};
        const double noise_only = 10 * std::log10(2e-6 / 0.891 / 0.891 * 19980 / 24000);
        const auto read = inspected(tone.samples(), 48000);
        EXPECT_NEAR(read.thd_n.db, noise_only, 0.05) << hz;
        EXPECT_NEAR(read.snr.db, -noise_only, 0.05) << hz;
    }
}

TEST(AnalysisResidual, NoiseThatTonesTookWithThemCounts) {
    // A tenth of a second has 4800 values, of which eleven tones and the wander take 26: 0.5 %. The
    // mean of 200 readings scatters by 1/sqrt(200 B T) = 0.16 %.
    constexpr int trials = 200;
    double noise = 0;
    double snr = 0;
    for (int trial = 0; trial < trials; ++trial) {
        std::mt19937_64 random(static_cast<unsigned>(100 + trial));
        std::normal_distribution<double> normal(0, 1e-3);
        auto x = pure_tone(997.3, 0.1, 48000);
        for (double& value : x) value += normal(random);
        signal::Recording recording{Hertz(48000), signal::SampleFormat::float64, {x}, 0, 0, 0};
        const auto channel = inspect(recording).channels.at(0);
        noise += std::pow(10, channel.noise.db / 10) / trials;
        snr += std::pow(10, -channel.tone.value().snr.db / 10) / trials;
    }
    const double truth = 2e-6 * 19980 / 24000;
    EXPECT_NEAR(noise / truth, 1, 0.004);
    EXPECT_NEAR(snr / truth, 1, 0.004);
}

}  // namespace
}  // namespace ohmloop::measure
