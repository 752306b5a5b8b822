#include "measure/observe/separation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>
#include <random>

namespace ohmloop::measure {
namespace {

using std::numbers::pi;
constexpr double rate = 48000;
constexpr double band = 19980;

/// Half a second of white noise of one-sided density 1/24000 per hertz times `sigma`^2, and a
/// signal.
std::vector<double> noisy(double sigma, unsigned seed,
                          const std::function<double(double)>& signal) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> gauss(0, sigma);
    std::vector<double> x(24000);
    for (std::size_t n = 0; n < x.size(); ++n)
        x[n] = gauss(random) + signal(static_cast<double>(n) / rate);
    return x;
}

double line(double rms, double hz, double phase, double t) {
    return rms * std::numbers::sqrt2 * std::cos(2 * pi * hz * t + phase);
}

}  // namespace

TEST(separation, FindsHumAtTheFrequencyTheMainsHas) {
    const auto x =
        noisy(1e-3, 1, [](double t) { return line(0.1, 60.02, 1, t) + line(0.02, 180.06, 2, t); });
    const auto hum = find_hum(x, Hertz(rate));
    ASSERT_EQ(hum.frequency_hz.size(), 5U);
    // The bound of a sine's frequency here is sqrt(6) sigma / (pi A T sqrt N) = 7e-5 Hz.
    EXPECT_NEAR(hum.frequency_hz[0], 60.02, 4e-4);
    EXPECT_NEAR(hum.rms[1], std::hypot(0.1, 0.02), 5e-5);  // five of sigma / sqrt N
    EXPECT_NEAR(hum.line_rms[1][2], 0.02, 5e-5);
}

TEST(separation, FindsNoHumInNoise) {
    for (unsigned seed = 0; seed < 20; ++seed)
        EXPECT_TRUE(
            find_hum(noisy(1, seed, [](double) { return 0.0; }), Hertz(rate)).frequency_hz.empty());
}

TEST(separation, StatesHowHumAndNoiseScatterTogether) {
    // From noise alone to hum of a thousand times its power, whose product with the noise then
    // is all that scatters; mains off its frequency, its phase anywhere.
    for (const double hum : {0.0, 0.3, 3.0, 30.0}) {
        double square = 0;
        double stated = 0;
        double sum = 0;
        constexpr int runs = 120;
        std::mt19937_64 random(9);
        std::uniform_real_distribution<double> turn(0, 2 * pi);
        for (unsigned run = 0; run < runs; ++run) {
            const double phase = turn(random);
            const auto x = noisy(1, 100 + run, [&](double t) {
                return line(1, 997, phase, t) + line(hum, 49.97, 2 * phase, t);
            });
            const auto reading = read_noise(separate(x, Hertz(rate), {997}));
            double variance = std::pow(reading.random_uncertainty, 2);
            for (const auto& each : reading.hum) variance += std::pow(each.uncertainty, 2);
            const double error = reading.mean_square() - (band / 24000 + hum * hum);
            square += error * error / runs;
            sum += error / runs;
            stated += variance / runs;
        }
        // A standard deviation from 120 draws is good to 6.5 %, the local density to a few more.
        EXPECT_NEAR(std::sqrt(square / stated), 1, 0.25) << hum;
        EXPECT_LT(std::abs(sum), 4 * std::sqrt(stated / runs)) << hum;
    }
}

TEST(separation, KeepsHumOutOfHarmonics) {
    // Hum 40 dB above the second harmonic, which a fit without it would read 7 % wrong.
    const auto x = noisy(1e-6, 4, [](double t) {
        return line(0.5, 997, 0, t) + line(1e-5, 1994, 0, t) + line(1e-3, 50.03, 1, t);
    });
    const auto parts = separate(x, Hertz(rate), {997, 1994});
    ASSERT_EQ(parts.tones, 2U);
    ASSERT_EQ(parts.fit.phasor.size(), 7U);
    // Noise moves an amplitude by sigma sqrt(2/N) = 9e-9: five of it.
    EXPECT_NEAR(std::abs(parts.fit.phasor[1]) / std::numbers::sqrt2, 1e-5, 5e-8);
}

TEST(separation, LeavesATonesOwnFrequencyToTheTone) {
    const auto x =
        noisy(1e-4, 5, [](double t) { return line(0.5, 100, 0, t) + line(1e-2, 50, 1, t); });
    const auto parts = separate(x, Hertz(rate), {100});
    for (std::size_t k = 1; k < parts.fit.frequency_hz.size(); ++k)
        EXPECT_GT(std::abs(parts.fit.frequency_hz[k] - 100), 5);
    EXPECT_NEAR(std::abs(parts.fit.phasor[0]) / std::numbers::sqrt2, 0.5, 1e-5);
}

}  // namespace ohmloop::measure
