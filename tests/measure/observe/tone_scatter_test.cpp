#include "measure/observe/observe.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace ohmloop::measure {
namespace {

constexpr double rate = 48000;
constexpr double low_hz = 20;
constexpr double high_hz = 9973;

/// Two tones in white noise, with noise that a 100 Hz low-pass lets through ten times above it.
std::vector<double> tones_in_flicker(std::size_t frames, unsigned seed) {
    std::mt19937 dice(seed);
    std::normal_distribution<double> normal(0, 1);
    const double pole = std::exp(-2 * std::numbers::pi * 100 / rate);
    double slow = 0;
    std::vector<double> samples(frames);
    for (std::size_t n = 0; n < frames; ++n) {
        slow = pole * slow + (1 - pole) * normal(dice);
        const double turn = 2 * std::numbers::pi * static_cast<double>(n) / rate;
        samples[n] = 0.1 * std::cos(low_hz * turn) + 0.1 * std::cos(high_hz * turn) +
                     1e-4 * (normal(dice) + 10 * slow);
    }
    return samples;
}

TonesObservation observed(unsigned seed) {
    const signal::SegmentSpec spec{
        .stimulus = signal::Tones{{{.frequency = Hertz(low_hz), .level = DbFs(-20), .phase = 0},
                                   {.frequency = Hertz(high_hz), .level = DbFs(-20), .phase = 0}}},
        .settle = Seconds(0.05),
        .steady = Seconds(0.6)};
    const auto layout = signal::place(Hertz(rate), {spec});
    const auto samples = tones_in_flicker(static_cast<std::size_t>(rate * 0.7), seed);
    ChannelObservations seen;
    observe_tones({samples, layout, Alignment{}, 0}, layout.segments.front(), seen);
    return seen.tones.at(0);
}

}  // namespace

TEST(tone_scatter, IsThatOfTheNoiseAboutEachTone) {
    constexpr int runs = 60;
    for (const std::size_t tone : {0U, 1U}) {
        std::complex<double> sum = 0;
        double squares = 0;
        double stated = 0;
        for (unsigned seed = 1; seed <= runs; ++seed) {
            const auto read = observed(seed).tones.at(tone);
            sum += read.gain;
            squares += std::norm(read.gain);
            stated += read.relative_uncertainty * std::abs(read.gain) / runs;
        }
        // Of both parts of a phasor the squares add up to twice that of one.
        const double spread = std::sqrt((squares - std::norm(sum) / runs) / (2 * (runs - 1)));
        // 120 draws tell a spread to 6.5 %, and noise falls within the octave about 20 Hz.
        EXPECT_NEAR(stated / spread, 1, 0.25) << tone;
    }
}

}  // namespace ohmloop::measure
