#include "simulation/bench_reading.hpp"
#include "simulation/port_noise.hpp"

#include "ohmloop/simulation/bench.hpp"

#include <gtest/gtest.h>

namespace ohmloop::simulation {
namespace {

using namespace reading;

constexpr double rate = 48000;

std::vector<double> silence_of(const profiles::VirtualPort& port,
                               const profiles::SimulatedCard& card, double seconds,
                               std::uint64_t seed = 1) {
    Bench bench(port, card, {resistor(1e6)}, Wiring::stereo, Hertz(rate), seed);
    const auto frames = static_cast<std::size_t>(seconds * rate);
    const Stereo in{std::vector<double>(frames), std::vector<double>(frames)};
    return run(bench, in).left;
}

// All noises: density to rms over 0 to rate / 2; a variance of n values scatters by sqrt(2 / n),
// a rms by 0.5 sqrt(2 / n): 4 sigma for 4 s is 0.65 %.
constexpr double four_sigma = 0.0065;

TEST(BenchNoise, OfTheEmfHasItsDensity) {
    profiles::VirtualPort port = source(0);
    port.noise_density = 1e-6;
    const std::vector<double> x = silence_of(port, ideal_card(1e9), 4);
    const double volts = rms(x, 200) * std::numbers::sqrt2;
    EXPECT_NEAR(volts / (1e-6 * std::sqrt(rate / 2)), 1, four_sigma);
}

TEST(BenchNoise, OfTheSourceIsThermal) {
    const std::vector<double> x = silence_of(source(1000), ideal_card(1e9), 4);
    const double volts = rms(x, 200) * std::numbers::sqrt2;
    // METHODS 7.2: sqrt(4 k T R) at 300 K, 4.07 nV for 1 kohm; the 1 Mohm load takes 0.1 %.
    EXPECT_NEAR(volts / (4.0704e-9 * std::sqrt(rate / 2) * 1000 / 1001), 1, four_sigma);
}

TEST(BenchNoise, OfTheCardHasItsDensity) {
    profiles::SimulatedCard card = ideal_card(1e9);
    card.noise_density = 12e-9;
    const double volts = rms(silence_of(source(0), card, 4), 200) * std::numbers::sqrt2;
    EXPECT_NEAR(volts / (12e-9 * std::sqrt(rate / 2)), 1, four_sigma);
}

TEST(BenchNoise, OfOneFlickerCornerFallsAsOneOverF) {
    const PinkFilter filter(rate);  // 1 % of flicker noise is 0.003 dB of a port's noise
    for (double f : {1.0, 3.0, 10.0, 23.0, 47.0, 100.0, 200.0})
        EXPECT_NEAR(filter.density(f) * std::sqrt(f), 1, 0.01) << f;
    for (double f : {330.0, 1000.0, 2000.0, 4000.0})
        EXPECT_NEAR(filter.density(f) * std::sqrt(f), 1, 0.04) << f;
}

// White and flicker together: d^2 (1 + f_c / f) integrated; a corner at the top of the band makes
// both count. Read between 500 Hz and 2 kHz as the sum over whole-hertz amplitudes.
TEST(BenchNoise, FlickerEqualsWhiteAtItsCorner) {
    profiles::VirtualPort port = source(0);
    port.noise_density = 1e-6;
    port.flicker_corner = Hertz(1000);
    double power = 0;
    int seconds = 0;
    for (std::uint64_t seed = 1; seed <= 4; ++seed, ++seconds) {
        const std::vector<double> x = silence_of(port, ideal_card(1e9), 3, seed);
        for (double f = 500; f < 2000; f += 10)
            power += std::norm(amplitude(x, f, rate)) / 2 * 2;  // rms^2, in V^2 re 1 V full scale
    }
    double expected = 0;
    for (double f = 500; f < 2000; f += 10) expected += 1e-12 * (1 + 1000 / f);
    // 600 bins of two degrees of freedom: 4 % standard deviation; 4 sigma.
    EXPECT_NEAR(power / seconds / expected, 1, 0.16);
}

TEST(BenchNoise, HumHasThreeLines) {
    profiles::VirtualPort port = source(0);
    port.hum = Volts(1e-3);
    port.mains = Hertz(60);
    const std::vector<double> x = silence_of(port, ideal_card(1e9), 2);
    EXPECT_NEAR(std::abs(amplitude(x, 60, rate)), 1e-3, 1e-9);  // full scale is 1 V rms
    EXPECT_NEAR(std::abs(amplitude(x, 120, rate)), 1e-3 * std::pow(10, -0.5), 1e-9);
    EXPECT_NEAR(std::abs(amplitude(x, 180, rate)), 1e-3 * std::pow(10, -0.3), 1e-9);
}

TEST(BenchNoise, StopsWhenThePortMutesItself) {
    profiles::VirtualPort port = source(0);
    port.noise_density = 1e-6;
    port.auto_mute_after = Seconds(0.5);
    Bench bench(port, ideal_card(1e9), {resistor(1e6)}, Wiring::stereo, Hertz(rate), 1);
    const Stereo silence{std::vector<double>(48000), std::vector<double>(48000)};
    const std::vector<double> x = run(bench, silence).left;
    const double awake = rms({x.begin() + 1000, x.begin() + 24000});
    EXPECT_NEAR(awake, 1e-6 * std::sqrt(rate / 2) / std::numbers::sqrt2, 0.05 * awake);
    EXPECT_EQ(rms({x.begin() + 24500, x.end()}), 0);
    Drive drive;
    drive.settle_s = 0;
    EXPECT_GT(rms(run(bench, stimulus(drive, rate)).left), 0.06);  // and is back at once
}

TEST(BenchNoise, DependsOnTheSeedAlone) {
    profiles::VirtualPort port = source(10);
    port.noise_density = 1e-6;
    const profiles::SimulatedCard card = ideal_card();
    EXPECT_EQ(silence_of(port, card, 0.1, 7), silence_of(port, card, 0.1, 7));
    EXPECT_NE(silence_of(port, card, 0.1, 7), silence_of(port, card, 0.1, 8));
}

}  // namespace
}  // namespace ohmloop::simulation
