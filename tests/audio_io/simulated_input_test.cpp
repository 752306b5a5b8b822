#include "ohmloop/audio_io/simulated_input.hpp"

#include "ohmloop/device/stop_request.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

namespace ohmloop::audio_io {
namespace {

constexpr double rate = 48000;

SimulatedSetup quiet_setup() {
    SimulatedSetup setup;
    setup.port.name = "test port";
    setup.port.full_scale = Volts(1);
    setup.port.source_resistance = Ohms(1);
    setup.card.full_scale = Volts(1.25);
    setup.card.high_pass = Hertz(0);
    profiles::Load open;
    open.name = "open";
    open.resistance_ohm = std::numeric_limits<double>::infinity();
    setup.loads = {open};
    return setup;
}

/// Heard in blocks of odd sizes.
std::vector<double> heard(device::InputStream& input, std::size_t frames) {
    std::vector<double> left;
    for (const std::size_t block : {4800U, 100U, 3001U}) (void)input.read(block);
    while (left.size() < frames) {
        const auto [recording, gaps] = input.read(997);
        EXPECT_EQ(recording.frames(), 997U);
        EXPECT_EQ(gaps, 0U);
        left.insert(left.end(), recording.channels[0].begin(), recording.channels[0].end());
    }
    left.resize(frames);
    return left;
}

/// Of a tone of this frequency, by correlation.
std::complex<double> phasor(const std::vector<double>& x, std::size_t from, std::size_t frames,
                            double hz) {
    std::complex<double> sum = 0;
    for (std::size_t n = from; n < from + frames; ++n)
        sum += x[n] * std::polar(1.0, -2 * std::numbers::pi * hz * static_cast<double>(n) / rate);
    return sum * (2.0 / static_cast<double>(frames));
}

TEST(SimulatedInput, HearsAToneOfItsLevelWithoutABreak) {
    const auto bench = make_simulated_bench(quiet_setup(), Hertz(rate));
    const auto input = make_simulated_input(bench, {Hertz(1000), DbFs(-6)});
    EXPECT_TRUE(input->info().simulated);
    const auto left = heard(*input, 19200);
    const double divider = 10000.0 / 10001 / 1.25;
    // The simulation's source impedance errs by 0.02 % of 1 ohm, rounding of 24 bits by less.
    EXPECT_NEAR(std::abs(phasor(left, 0, 19200, 1000)), std::pow(10, -0.3) * divider, 1e-5);
    // One frame lost would turn it by 0.13.
    const auto turned = phasor(left, 14400, 4800, 1000) / phasor(left, 0, 4800, 1000);
    EXPECT_NEAR(std::arg(turned), 0, 1e-5);
}

TEST(SimulatedInput, HearsAToneTooLowWhereTheRecordersClockRunsFast) {
    auto setup = quiet_setup();
    setup.card.clock_offset = Ppm(100);
    const auto bench = make_simulated_bench(setup, Hertz(rate));
    const auto input = make_simulated_input(bench, {Hertz(1000), DbFs(-6)});
    const auto left = heard(*input, 19200);
    const auto turned = phasor(left, 14400, 4800, 1000) / phasor(left, 0, 4800, 1000);
    // 300 periods later it is 300 x 1e-4 of a turn behind; the resampler's own error is 1e-4.
    EXPECT_NEAR(std::arg(turned) / (2 * std::numbers::pi), -0.03, 3e-5);
}

TEST(SimulatedInput, AStopRequestInterrupts) {
    const auto bench = make_simulated_bench(quiet_setup(), Hertz(rate));
    const auto input = make_simulated_input(bench, {});
    device::request_stop();
    EXPECT_THROW((void)input->read(48000), device::Interrupted);
    device::clear_stop_request();
}

}  // namespace
}  // namespace ohmloop::audio_io
