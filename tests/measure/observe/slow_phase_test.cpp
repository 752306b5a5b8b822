#include "measure/observe/slow_phase.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>
#include <vector>

namespace ohmloop::measure {
namespace {

using std::numbers::pi;

constexpr Hertz rate(48000);
constexpr double noise_rms = 1e-5;

/// Rms of the residual of a 997 Hz tone (peak 1) in noise, its phase and its level modulated by so
/// much, less the slow phase.
double rms_left(double phase_rad, double level, double hz) {
    std::mt19937_64 random(11);
    std::normal_distribution<double> gauss(0, noise_rms);
    std::vector<double> x(27000);
    for (std::size_t n = 0; n < x.size(); ++n) {
        const double t = static_cast<double>(n) / rate.value();
        const double modulation = std::sin(2 * pi * hz * t + 0.4);
        x[n] = (1 + level * modulation) * std::sin(2 * pi * 997 * t + phase_rad * modulation) +
               gauss(random);
    }
    const auto fit = dsp::fit_tones(x, rate, std::vector<double>{997, 1994, 2991});
    auto residual = dsp::residual_of(x, fit);
    take_off_slow_phase(residual, fit);
    double power = 0;
    for (const double v : residual) power += v * v;
    return std::sqrt(power / static_cast<double>(residual.size()));
}

}  // namespace

TEST(slow_phase, LeavesNoiseAsItIs) {
    // 27000 values: 0.4 % for one standard deviation.
    EXPECT_NEAR(rms_left(0, 0, 5), noise_rms, 0.02 * noise_rms);
}

TEST(slow_phase, TakesTheClocksWanderOff) {
    // 0.6 mrad is 65 dB below the tone, the noise 97 dB: what is left of the wander may be a tenth
    // of the noise's power, 5 % of its rms.
    for (const double hz : {0.5, 2.0, 7.3, 20.0})
        for (const double peak : {1e-4, 8e-4})
            EXPECT_NEAR(rms_left(peak, 0, hz), noise_rms, 0.05 * noise_rms) << hz << " " << peak;
}

TEST(slow_phase, LeavesModulationOfLevelAndFastPhase) {
    // Sidebands of a level modulated by m have m/2 of the tone each: m / 2 rms in all.
    EXPECT_NEAR(rms_left(0, 1e-3, 8), 0.5e-3, 0.02e-3);
    EXPECT_NEAR(rms_left(5e-4, 1e-3, 8), std::hypot(0.5e-3, 0.25e-3), 0.02e-3);
    EXPECT_NEAR(rms_left(1e-3, 0, 100), 0.5e-3, 0.02e-3);
}

}  // namespace ohmloop::measure
