#include "measure/quantities/noise_power.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace ohmloop::measure {
namespace {

constexpr double band = 19980;

/// An input of 2 V full scale whose noise was averaged over ten seconds.
InputModel input_with(double noise_v) {
    InputModel input;
    input.full_scale_v = {{2, 0}};
    input.noise_v = noise_v;
    input.noise_averaging_s = 10;
    return input;
}

double on_record(double volts) { return std::pow(volts / (2 * std::sqrt(2.0)), 2); }

NoiseReading reading_of(double mean_square, double seconds) {
    return {mean_square, mean_square / std::sqrt(band * seconds), {}};
}

}  // namespace

TEST(noise_power, TakesTheInputsOwnOff) {
    const auto power = port_noise(reading_of(on_record(5e-6), 2), input_with(3e-6));
    EXPECT_TRUE(power.subtracted);
    // 5^2 - 3^2 = 4^2.
    EXPECT_NEAR(power.mean_square / on_record(4e-6), 1, 1e-12);
    EXPECT_NEAR(power.input_ratio, 9.0 / 16, 1e-12);
}

TEST(noise_power, ScattersAsItsFormulaSays) {
    // u(P)/P = sqrt(((1+r)^2/T + r^2/T_ref)/B) against chi-square draws of both readings.
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
            port_noise(reading_of(on_record(std::sqrt(read)), seconds), input_with(noise_v));
        square += std::pow(power.mean_square / on_record(port) - 1, 2);
    }
    const auto exact =
        port_noise(reading_of(on_record(std::hypot(port, own)), seconds), input_with(own));
    const double stated = exact.uncertainty / exact.mean_square;
    // A standard deviation from 4000 draws is good to 1.1 %: four of them.
    EXPECT_NEAR(std::sqrt(square / runs) / stated, 1, 0.045);
    const double r = exact.input_ratio;
    EXPECT_NEAR(stated, std::sqrt(((1 + r) * (1 + r) / seconds + r * r / 10) / band), 1e-9);
}

TEST(noise_power, TakesNothingOffWhereTheInputIsNotKnown) {
    auto input = input_with(3e-6);
    input.full_scale_v.reset();
    EXPECT_FALSE(input_noise_mean_square(input));
    const auto power = port_noise(reading_of(on_record(5e-6), 2), input);
    EXPECT_FALSE(power.subtracted);
    EXPECT_EQ(power.mean_square, on_record(5e-6));
    EXPECT_NEAR(power.uncertainty / power.mean_square, 1 / std::sqrt(band * 2), 1e-12);
}

TEST(noise_power, KnowsWhenTheInputReadsMoreThanThereIs) {
    const auto power = port_noise(reading_of(on_record(2.9e-6), 2), input_with(3e-6));
    EXPECT_LE(power.mean_square, 0);
    EXPECT_TRUE(std::isinf(power.input_ratio));
    EXPECT_GT(power.high(), 0);
}

TEST(noise_power, RaisesHumByWhatTheInputsCouplingTakes) {
    NoiseReading read = reading_of(1e-14, 2);
    read.hum.push_back({50, 1e-10, 1e-13});
    auto input = input_with(1e-9);
    input.high_pass_hz = 5;
    // |H|^2 = 1 / (1 + (5/50)^2).
    const auto power = noise_at_jack(read, input);
    EXPECT_NEAR(power.mean_square, 1e-14 + 1.01e-10, 1e-16);
    EXPECT_NEAR(power.uncertainty, 1.01e-13, 1e-16);
    EXPECT_EQ(power.response_half_width, 0);
    // Unknown it may lie as high as 3 Hz: (3/50)^2.
    input.high_pass_hz.reset();
    EXPECT_NEAR(noise_at_jack(read, input).response_half_width, 3.6e-3 * 1e-10, 1e-20);
}

TEST(noise_power, PassesOfWhiteNoiseWhatFiltersPass) {
    EXPECT_NEAR(passed_noise(Hertz(48000)).share, 1, 1e-5);
    EXPECT_NEAR(passed_noise(Hertz(48000)).bandwidth_hz, band, 1);
    const auto a = passed_noise(Hertz(48000), dsp::a_weighting_power);
    EXPECT_NEAR(10 * std::log10(a.share), -2.05, 0.005);  // printed digits
    EXPECT_NEAR(a.bandwidth_hz, 13800, 50);
    // At 32 kHz the band ends at 14.4 kHz.
    EXPECT_NEAR(passed_noise(Hertz(32000)).share, 14380.0 / band, 1e-5);
}

}  // namespace ohmloop::measure
