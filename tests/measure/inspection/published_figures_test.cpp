// Figures that closed forms and published examples give signals which anybody can compute.

#include "dsp/nist_data.hpp"

#include "ohmloop/measure/inspection.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <random>

namespace ohmloop::measure {
namespace {

using std::numbers::pi;
using Shape = std::function<double(double turn)>;

ChannelInspection inspected(std::vector<double> samples, double rate) {
    signal::Recording recording{Hertz(rate), signal::SampleFormat::float64, {}, 0, 0, 0};
    recording.channels.push_back(std::move(samples));
    return inspect(recording).channels.at(0);
}

/// `shape` of a phase of so many hertz, its turns reduced exactly enough for 1e-13.
std::vector<double> periodic(double hz, double rate, std::size_t frames, const Shape& shape) {
    std::vector<double> x(frames);
    for (std::size_t n = 0; n < frames; ++n)
        x[n] = shape(2 * pi * std::fmod(hz * static_cast<double>(n), rate) / rate);
    return x;
}

ChannelInspection of_shape(const Shape& shape, double hz = 997.25, double rate = 192000,
                           double seconds = 1) {
    return inspected(periodic(hz, rate, static_cast<std::size_t>(seconds * rate), shape), rate);
}

double db(double ratio) { return 20 * std::log10(ratio); }
double power_db(double ratio) { return 10 * std::log10(ratio); }

/// Analysers with a notch state THD+N re the total.
double re_total(double re_fundamental_db) {
    const double power = std::pow(10, re_fundamental_db / 10);
    return power_db(power / (1 + power));
}

TEST(PublishedFigures, OfFourHarmonics) {
    const auto tone = *of_shape([](double t) {
                           return 0.5 * (std::sin(t) + 0.1 * std::sin(2 * t + 1) +
                                         0.05 * std::sin(3 * t + 2) + 0.02 * std::sin(4 * t + 3));
                       }).tone;
    EXPECT_NEAR(tone.thd.db, db(0.1135781669), 1e-7);
    EXPECT_NEAR(re_total(tone.thd.db), db(0.1128526001), 1e-7);
    const double of_total = tone.harmonics[0].db - power_db(1 + std::pow(10, tone.thd.db / 10));
    EXPECT_NEAR(of_total, db(0.0993611740), 1e-7);
}

/// Waves of 100 Hz made of their harmonics to 20 kHz; what is missing beyond is added by hand.
TEST(PublishedFigures, OfSquareTriangleAndSawtooth) {
    struct Wave {
        double thd;  ///< all harmonics
        std::function<double(int)> amplitude;
    };
    const auto odd = [](int n) { return n % 2 == 1; };
    for (const auto& [thd, amplitude] :
         {Wave{0.4834258476, [&](int n) { return odd(n) ? 1.0 / n : 0.0; }},
          Wave{0.1211529265, [&](int n) { return odd(n) ? 1.0 / n / n : 0.0; }},
          Wave{0.8030778710, [](int n) { return 1.0 / n; }}}) {
        double beyond = 0;
        for (int n = 201; n < 2000000; ++n) beyond += std::pow(amplitude(n), 2);
        const auto channel = of_shape(
            [&](double t) {
                double sum = 0;
                for (int n = 1; n <= 200; ++n) sum += 0.3 * amplitude(n) * std::sin(n * t);
                return sum;
            },
            99.99, 48000, 2);
        const double whole = std::pow(10, channel.tone->thd_n.db / 10) + beyond;
        // Harmonics beyond the eleventh are noise to the fit, which they move by a few 1e-4.
        EXPECT_NEAR(power_db(whole), db(thd), 0.005) << thd;
    }
}

TEST(PublishedFigures, OfAPolynomialAtThreeLevels) {
    struct Row {
        double level_db;
        double thd_db;
        double thd_n_db;  ///< re the total
    };
    for (const Row& row :
         {Row{-1, -26.939, -26.948}, Row{-10, -36.024, -36.025}, Row{-20, -46.021, -46.021}}) {
        const double a = std::pow(10, row.level_db / 20);
        const auto tone = *of_shape([&](double t) {
                               const double x = a * std::cos(t);
                               return x + 0.1 * x * x + 0.05 * x * x * x + 0.02 * std::pow(x, 5);
                           }).tone;
        EXPECT_NEAR(tone.thd.db, row.thd_db, 6e-4);  // printed to three decimals
        EXPECT_NEAR(re_total(tone.thd_n.db), row.thd_n_db, 6e-4);
    }
}

TEST(PublishedFigures, OfHardClipping) {
    struct Row {
        double share;
        double thd_db;
        double re_total_db;
    };
    // Harmonics fall as 1/n^2: those of 40 Hz above 20 kHz, and above half the rate, hold 1e-8.
    for (const Row& row :
         {Row{0.5, -12.655, -12.885}, Row{0.7, -17.228, -17.310}, Row{0.9, -27.494, -27.502}}) {
        const auto tone =
            *of_shape([&](double t) { return std::clamp(std::sin(t), -row.share, row.share) / 2; },
                      40.03, 192000, 0.5)
                 .tone;
        EXPECT_NEAR(tone.thd_n.db, row.thd_db, 0.001);
        EXPECT_NEAR(re_total(tone.thd_n.db), row.re_total_db, 0.001);
    }
    const auto slight = of_shape([](double t) { return std::clamp(std::sin(t), -0.97, 0.97) / 2; },
                                 40.03, 192000, 0.5);
    EXPECT_NEAR(slight.tone->thd_n.db, -39.481, 0.001);
    // The fundamental that is left, b1 = 0.8118795956 of 0.7.
    const auto half = of_shape([](double t) { return std::clamp(std::sin(t), -0.7, 0.7) / 2; },
                               40.03, 192000, 0.5);
    EXPECT_NEAR(half.tone->level.db, db(0.8118795956 / 2), 1e-5);
}

TEST(PublishedFigures, OfTheExampleOfAThdFunction) {
    // 1 s and one sample at 44.1 kHz; published as 0.0800 %.
    const auto tone =
        *inspected(periodic(1000, 44100, 44101,
                            [](double t) {
                                return 0.5 * (std::cos(t) + 8e-4 * std::sin(2 * t) +
                                              2e-5 * std::cos(3 * t) + 8e-6 * std::sin(4 * t));
                            }),
                   44100)
             .tone;
    EXPECT_NEAR(tone.thd.db, -61.9351, 1e-4);
}

TEST(PublishedFigures, OfTheExampleOfASinadFunction) {
    // cos(pi/4 n) + 0.025 sin(pi/2 n), n = 0..159, taken as 1.6 kHz.
    const auto tone =
        *inspected(periodic(200, 1600, 160,
                            [](double t) { return 0.5 * (std::cos(t) + 0.025 * std::sin(2 * t)); }),
                   1600)
             .tone;
    EXPECT_NEAR(-tone.thd_n.db, 32.0412, 1e-3);
}

TEST(PublishedFigures, OfTheExampleOfAPolynomialsDistortion) {
    const auto channel = of_shape(
        [](double t) {
            const double x = std::cos(t);
            return 25e-3 + x + 6e-5 * x * x - 1e-3 * std::pow(x, 3) + 5e-6 * std::pow(x, 4) +
                   1e-5 * std::pow(x, 5);
        },
        997);
    const auto& tone = *channel.tone;
    EXPECT_NEAR(tone.thd.db, -72.0693, 1e-4);
    EXPECT_NEAR(tone.harmonics[0].db, -89.756, 6e-4);
    EXPECT_NEAR(tone.harmonics[1].db, -72.144, 6e-4);
    EXPECT_NEAR(tone.harmonics[2].db, -124.076, 6e-4);
    EXPECT_NEAR(tone.harmonics[3].db, -124.076, 6e-4);
    EXPECT_NEAR(tone.level.db, db(0.99925625), 1e-8);
    EXPECT_NEAR(channel.mean, 0.025031875, 1e-12);  // over whole periods
}

TEST(PublishedFigures, OfAToneWithADistortionAndNoise) {
    // A = 1, H2 = 0.4, noise of variance 0.01 in 24 kHz: published as 16.990, -7.959 and 7.447 dB,
    // here with the noise of 20 Hz to 20 kHz alone. A figure that took the fundamental's power for
    // 1, or the noise for undivided, would read 3 dB more or less.
    std::mt19937_64 random(1);
    std::normal_distribution<double> normal(0, 0.1);
    auto x = periodic(1000, 48000, 48000 * 4,
                      [](double t) { return std::cos(t) + 0.4 * std::sin(2 * t); });
    for (double& value : x) value += normal(random);
    const auto tone = *inspected(x, 48000).tone;
    const double band = power_db(24000.0 / 19980);
    // 4 s of 20 kHz scatter by 4.34/sqrt(8e4) = 0.015 dB: four of it.
    EXPECT_NEAR(tone.snr.db, 16.990 + band, 0.06);
    EXPECT_NEAR(tone.thd.db, -7.959, 0.01);
    EXPECT_NEAR(-tone.thd_n.db, 7.447 + 0.089, 0.02);  // 10 lg(0.09/0.08833), by hand
}

/// So many seconds of idle converter: rounded with triangular dither.
ChannelInspection idle(int bits, double seconds) {
    const double step = std::ldexp(1.0, 1 - bits);
    std::mt19937_64 random(2);
    std::uniform_real_distribution<double> uniform(-0.5, 0.5);
    std::vector<double> x(static_cast<std::size_t>(seconds * 48000));
    for (double& value : x) value = step * std::round(uniform(random) + uniform(random));
    return inspected(x, 48000);
}

TEST(PublishedFigures, OfIdleConverters) {
    // 10 s scatter by 0.01 dB, weighted by 0.012; published to two decimals. The A-weighted ones,
    // -96.04 and -144.21 dB, are of 0 to 24 kHz, 12 820 Hz behind the filter; in the band its
    // 12 467 Hz count.
    const double end = power_db(12820.0 / 12467);
    // CCIR-RMS lies so low above 20 kHz that nothing is missing.
    const auto sixteen = idle(16, 10);
    EXPECT_NEAR(sixteen.level.db, -93.32, 0.05);
    EXPECT_NEAR(sixteen.noise.db, -94.12, 0.05);
    EXPECT_NEAR(sixteen.noise_a.db, -96.04 - end, 0.06);
    EXPECT_NEAR(sixteen.noise_ccir_rms.db, -92.44, 0.06);
    const auto twenty_four = idle(24, 10);
    EXPECT_NEAR(twenty_four.level.db, -141.48, 0.05);
    EXPECT_NEAR(twenty_four.noise.db, -142.28, 0.05);
    EXPECT_NEAR(twenty_four.noise_a.db, -144.21 - end, 0.06);
    EXPECT_NEAR(twenty_four.noise_ccir_rms.db, -140.61, 0.06);
}

TEST(PublishedFigures, OfAToneByTheWeightedMeter) {
    // 1 kHz at -20 dBFS reads -25.63 dBFS CCIR-RMS: here between harmonics none of which is it, as
    // hum would be.
    std::mt19937_64 random(1);
    std::normal_distribution<double> normal(0, 1e-6);
    auto x = periodic(1000, 48000, 48000, [](double t) { return 0.1 * std::sin(t); });
    const auto other = periodic(437, 48000, 48000, [](double t) { return 0.9 * std::sin(t); });
    for (std::size_t n = 0; n < x.size(); ++n) x[n] += other[n] + normal(random);
    EXPECT_NEAR(inspected(x, 48000).noise_ccir_rms.db, -25.63, 0.002);
}

TEST(PublishedFigures, OfSixteenBitsWithoutDither) {
    // 98.09 dB below a full-scale sine in 24 kHz. Rounding without dither is not quite white.
    const auto tone = *of_shape([](double t) { return std::round(32766 * std::sin(t)) / 32768; },
                                997.123, 48000, 5)
                           .tone;
    EXPECT_NEAR(tone.thd_n.db, -98.09 - power_db(24000.0 / 19980), 0.2);
}

TEST(PublishedFigures, OfMains) {
    // 50 Hz at -90 dBFS, its harmonics 6, 12, 20 and 30 dB below it.
    std::mt19937_64 random(1);
    std::normal_distribution<double> normal(0, 1e-6);
    auto x = periodic(50, 48000, 96000, [](double t) {
        double sum = 0;
        const double below[] = {0, 6, 12, 20, 30};
        for (int n = 0; n < 5; ++n)
            sum += std::pow(10, (-90 - below[n]) / 20) * std::sin((n + 1) * t + n);
        return sum;
    });
    for (double& value : x) value += normal(random);
    const auto channel = inspected(x, 48000);
    // Hum is the strongest tone here; its harmonics are the tone's.
    ASSERT_TRUE(channel.tone);
    EXPECT_NEAR(channel.tone->level.db + power_db(1 + std::pow(10, channel.tone->thd.db / 10)),
                -88.777, 0.003);
}

/// s of NIST's univariate sets, of one value less than there are.
double deviation(const ChannelInspection& channel, double count) {
    return std::pow(10, channel.level.db / 20) * std::sqrt(0.5 * count / (count - 1));
}

TEST(PublishedFigures, OfMeansAndDeviations) {
    // Lew: mean -177.435, s = 277.332168044316. NumAcc4: 10000000.2 and 500 pairs of .1 and .3: s
    // = 0.1, which sums of squares would lose.
    const auto lew = inspected({dsp::nist::lew.begin(), dsp::nist::lew.end()}, 1000);
    EXPECT_NEAR(lew.mean, -177.435, 1e-12);
    EXPECT_NEAR(deviation(lew, 200), 277.332168044316, 1e-10);
    std::vector<double> accurate{10000000.2};
    for (int n = 0; n < 500; ++n) accurate.insert(accurate.end(), {10000000.1, 10000000.3});
    const auto channel = inspected(accurate, 8000);
    EXPECT_NEAR(channel.mean, 10000000.2, 1e-7);  // 1001 roundings of 1e-9
    EXPECT_NEAR(deviation(channel, 1001), 0.1, 1e-8);
}

}  // namespace
}  // namespace ohmloop::measure
