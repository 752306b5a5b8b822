#include "measure/quantities/noise_power.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace ohmloop::measure {
namespace {

/// An input of 2 V full scale whose noise was averaged over ten seconds.
InputModel input_with(double noise_v) {
    InputModel input;
    input.full_scale_v = {{2, 0}};
    input.noise_v = noise_v;
    input.noise_averaging_s = 10;
    return input;
}

double on_record(double volts) { return std::pow(volts / (2 * std::sqrt(2.0)), 2); }

}  // namespace

TEST(noise_power, TakesTheInputsOwnOff) {
    const auto power = port_noise(on_record(5e-6), 20000, 2, input_with(3e-6));
    EXPECT_TRUE(power.subtracted);
    // 5^2 - 3^2 = 4^2.
    EXPECT_NEAR(power.mean_square / on_record(4e-6), 1, 1e-12);
    EXPECT_NEAR(power.input_ratio, 9.0 / 16, 1e-12);
}

TEST(noise_power, ScattersAsItsFormulaSays) {
    // u(P)/P = sqrt(((1+r)^2/T + r^2/T_ref)/B) against chi-square draws of both readings.
    constexpr double band = 20000;
    constexpr double seconds = 0.5;
    const double port = 2e-6;
    const double own = 3e-6;
    std::mt19937_64 random(11);
    std::normal_distribution<double> gauss;
    const auto drawn = [&](double power, double t) {
        return power * (1 + gauss(random) / std::sqrt(band * t));
    };
    double square = 0;
    constexpr int runs = 4000;
    for (int run = 0; run < runs; ++run) {
        const double read = drawn(port * port + own * own, seconds);
        const double noise_v = std::sqrt(drawn(own * own, 10));
        const auto power =
            port_noise(on_record(std::sqrt(read)), band, seconds, input_with(noise_v));
        square += std::pow(power.mean_square / on_record(port) - 1, 2);
    }
    const double stated =
        port_noise(on_record(std::hypot(port, own)), band, seconds, input_with(own))
            .relative_uncertainty;
    // A standard deviation from 4000 draws is good to 1.1 %: four of them.
    EXPECT_NEAR(std::sqrt(square / runs) / stated, 1, 0.045);
}

TEST(noise_power, TakesNothingOffWhereTheInputIsNotKnown) {
    auto input = input_with(3e-6);
    input.full_scale_v.reset();
    EXPECT_FALSE(input_noise_mean_square(input));
    const auto power = port_noise(on_record(5e-6), 20000, 2, input);
    EXPECT_FALSE(power.subtracted);
    EXPECT_EQ(power.mean_square, on_record(5e-6));
    EXPECT_NEAR(power.relative_uncertainty, 1 / std::sqrt(40000.0), 1e-12);
}

TEST(noise_power, KnowsWhenTheInputReadsMoreThanThereIs) {
    const auto power = port_noise(on_record(2.9e-6), 20000, 2, input_with(3e-6));
    EXPECT_LE(power.mean_square, 0);
    EXPECT_TRUE(std::isinf(power.input_ratio));
}

}  // namespace ohmloop::measure
