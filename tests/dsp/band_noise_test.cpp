#include "ohmloop/dsp/band_noise.hpp"

#include "dsp/tones.hpp"

#include "ohmloop/dsp/fft.hpp"
#include "ohmloop/units/expects.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <utility>
#include <vector>

namespace ohmloop::dsp {
namespace {

double decibels(double power) { return 10 * std::log10(power); }

TEST(BandNoise, CountsAToneInsideAndNoneOutside) {
    const auto x = tones(48000, 48000, {{1000, 0.5, 0.3}, {5000, 0.1, 0}});
    const auto inside = band_power(x, Hertz(48000), Hertz(900), Hertz(1100));
    EXPECT_NEAR(inside.mean_square, 0.125, 1e-8);  // the removed line: 1e-5 of each tone
    const auto both = band_power(x, Hertz(48000), Hertz(20), Hertz(20000));
    EXPECT_NEAR(both.mean_square, 0.13, 1e-8);
    const auto none = band_power(x, Hertz(48000), Hertz(1100), Hertz(4900));
    EXPECT_LT(none.mean_square, 1e-9);
}

TEST(BandNoise, EdgeBinsCountByTheirShare) {
    const auto x = tones(48000, 48000, {{1000, 1, 0}});  // all of it in the bin 999.5..1000.5
    const auto quarter = band_power(x, Hertz(48000), Hertz(1000.25), Hertz(2000));
    EXPECT_NEAR(quarter.mean_square, 0.125, 1e-8);
    const auto narrow = band_power(x, Hertz(48000), Hertz(999.9), Hertz(1000.1));
    EXPECT_NEAR(narrow.mean_square, 0.1, 1e-8);
}

TEST(BandNoise, WholeBandIsTheMeanSquareWithoutItsLine) {
    std::vector<double> x(4801);
    add_noise(x, 0.1, 2);
    double before = 0;
    const double centre = 2400;
    double mean = 0;
    double slope = 0;
    for (std::size_t n = 0; n < x.size(); ++n) mean += x[n] / 4801;
    for (std::size_t n = 0; n < x.size(); ++n)
        slope += x[n] * (double(n) - centre) * 12 / (4801.0 * (4801.0 * 4801 - 1));
    for (std::size_t n = 0; n < x.size(); ++n)
        before += std::pow(x[n] - mean - slope * (double(n) - centre), 2) / 4801;
    for (std::size_t n = 0; n < x.size(); ++n) x[n] += 3 + 1e-3 * double(n);
    const auto power = band_power(x, Hertz(48000), Hertz(0.001), Hertz(30000));
    EXPECT_NEAR(power.mean_square, before, 1e-12);  // Parseval; rounding of the 5 taken away
}

TEST(BandNoise, EstimateIsAsEfficientAsItsBandwidthTimesTime) {
    // 4.34/sqrt(B T) dB; the scatter of a standard deviation over 1500 trials is 1.8 %: 10 % is 5.
    for (const auto& [low, high] : {std::pair{20.0, 20000.0}, std::pair{1000.0, 1400.0}}) {
        double sum = 0;
        double squares = 0;
        constexpr int trials = 1500;
        for (unsigned trial = 0; trial < trials; ++trial) {
            std::vector<double> x(2400);
            add_noise(x, 1, 7000 + trial);
            const double level =
                decibels(band_power(x, Hertz(48000), Hertz(low), Hertz(high)).mean_square);
            sum += level / trials;
            squares += level * level / trials;
        }
        const double expected = 4.34 / std::sqrt((high - low) * 2400 / 48000);
        EXPECT_LT(std::sqrt(squares - sum * sum), 1.1 * expected) << low;
        EXPECT_GT(std::sqrt(squares - sum * sum), 0.9 * expected) << low;
        // Mean of a logarithm of a gamma variable lies below by 4.34/(2 B T) dB.
        const double bias = 4.34 / 2 / ((high - low) * 2400 / 48000);
        EXPECT_NEAR(sum, decibels((high - low) / 24000) - bias,
                    5 * expected / std::sqrt(double(trials)));
    }
}

TEST(BandNoise, StatisticalBandwidthOfWhiteNoiseIsItsBand) {
    std::vector<double> x(96000);
    add_noise(x, 1, 3);
    const auto flat = band_power(x, Hertz(48000), Hertz(20), Hertz(20000));
    EXPECT_NEAR(flat.statistical_bandwidth_hz, 19980, 0.02 * 19980);  // 2 sqrt(2/(m K)) and cap
    EXPECT_DOUBLE_EQ(flat.seconds, 2);
    EXPECT_NEAR(flat.relative_uncertainty(), 1 / std::sqrt(2 * 19980), 1e-4);
    // One eighth of the spectrum raised to 100 times the power: (int S)^2 / int S^2.
    const auto weight = [](double f) { return f < 2500 ? 100.0 : 1.0; };
    const auto tilted = band_power(x, Hertz(48000), Hertz(0.1), Hertz(20000), weight);
    const double expected = std::pow(100 * 2500 + 17500, 2) / (1e4 * 2500 + 17500);
    EXPECT_NEAR(tilted.statistical_bandwidth_hz, expected, 0.05 * expected);
}

TEST(BandNoise, DensityIsThatOfTheOctaveBesideTheLines) {
    // White noise in which lines stand at the frequencies asked about: they are left out.
    std::vector<double> x(96000);
    add_noise(x, 1, 5);  // density 1/24000 per hertz
    const std::vector<double> lines{50, 997, 5000};
    for (std::size_t n = 0; n < x.size(); ++n)
        for (const double hz : lines)
            x[n] += std::cos(2 * std::numbers::pi * hz * static_cast<double>(n) / 48000);
    const auto density = density_about(x, Hertz(48000), lines);
    for (std::size_t k = 0; k < lines.size(); ++k)
        // A mean over 0.707 f T bins scatters by 1/sqrt of their number: four of those.
        EXPECT_NEAR(density[k] * 24000, 1, 4 / std::sqrt(0.707 * lines[k] * 2)) << lines[k];
}

TEST(BandNoise, DensityOfFallingNoiseIsThatOfItsOctave) {
    // Power of 1/f, the same in every bin: its mean over an octave is ln 2 / (f (sqrt 2 - 1/sqrt
    // 2)).
    std::vector<std::complex<double>> bins(48001);
    for (std::size_t k = 1; k < bins.size(); ++k)
        bins[k] =
            std::polar(1 / std::sqrt(static_cast<double>(k)), 2.4 * static_cast<double>(k * k));
    const auto x = inverse_real_fft(bins, 96000);
    const double at_one_hertz = 2 / (96000.0 * 96000);  // 2 |X|^2 / N^2 of bin 2, 0.5 Hz wide
    const double octave = std::numbers::ln2 * std::numbers::sqrt2;
    for (const double hz : {100.0, 1000.0}) {
        const auto density = density_about(x, Hertz(48000), std::vector<double>{hz});
        // Three of 141 bins at 100 Hz are left out, and the octave ends within half a bin: 1 %.
        EXPECT_NEAR(density[0] * hz / at_one_hertz, octave, 0.01 * octave) << hz;
    }
}

TEST(BandNoise, WeightedNoiseHasTheBandwidthOfTheFilter) {
    std::vector<double> x(480000);
    add_noise(x, 1, 11);  // density 1/24000 per hertz
    const auto in = [&](const PowerWeighting& w) {
        return band_power(x, Hertz(48000), Hertz(0.01), Hertz(20000), w).mean_square * 24000;
    };
    // Published bandwidths over 0..20 kHz; scatter of 10 s of noise 0.3 %, 5 of them.
    EXPECT_NEAR(in(a_weighting_power), 12467, 0.015 * 12467);
    EXPECT_NEAR(in(ccir_rms_weighting_power), 29359, 0.02 * 29359);  // of fewer, higher hertz
}

TEST(BandNoise, RefusesAnEmptyBand) {
    const std::vector<double> x(100, 0.0);
    EXPECT_THROW((void)band_power(x, Hertz(48000), Hertz(20), Hertz(20)), BrokenContract);
    EXPECT_THROW((void)band_power({}, Hertz(48000), Hertz(20), Hertz(30)), BrokenContract);
}

}  // namespace
}  // namespace ohmloop::dsp
