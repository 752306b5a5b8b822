#include "simulation/bench_reading.hpp"
#include "support/allocation_counter.hpp"

#include "ohmloop/simulation/bench.hpp"

#include <gtest/gtest.h>

namespace ohmloop::simulation {
namespace {

using namespace reading;

constexpr double rate = 48000;

// Everything on at once.
profiles::VirtualPort busy_port() {
    profiles::VirtualPort port = source(3);
    port.coupling_capacitance = Farads(100e-6);
    port.source_inductance = Henries(1e-6);
    port.rail_peak = Volts(1.2);
    port.current_peak = Amperes(0.02);
    port.second_harmonic = 0.001;
    port.noise_density = 1e-7;
    port.flicker_corner = Hertz(100);
    port.hum = Volts(1e-5);
    port.shared_ground = Ohms(0.1);
    port.balance_db = 0.2;
    port.auto_mute_after = Seconds(0.01);
    return port;
}

profiles::SimulatedCard busy_card() {
    profiles::SimulatedCard card;
    card.second_harmonic = 1e-5;
    return card;
}

// Loud, quiet and silent by turns.
Stereo busy_signal(std::size_t frames) {
    Stereo x{std::vector<double>(frames), std::vector<double>(frames)};
    for (std::size_t n = 0; n < frames; ++n) {
        const double gain[] = {0.9, 0.01, 0, 0.2};
        const double t = static_cast<double>(n) / rate;
        x.left[n] = gain[n / 1500 % 4] * std::sin(2 * pi * 997 * t);
        x.right[n] = gain[n / 700 % 4] * std::sin(2 * pi * 5003 * t);
    }
    return x;
}

Bench busy_bench(Wiring wiring, bool bends) {
    profiles::VirtualPort port = busy_port();
    if (!bends) port.second_harmonic = 0;  // lets the quiet stretches be skipped
    return {port, busy_card(), {open_jack(), resistor(33)}, wiring, Hertz(rate), 5};
}

void expect_same_for_any_cutting(Wiring wiring, bool bends) {
    const Stereo in = busy_signal(20000);
    Bench whole = busy_bench(wiring, bends);
    whole.select_load(1);
    const Stereo expected = run(whole, in);
    Bench cut = busy_bench(wiring, bends);
    cut.select_load(1);
    Stereo out{std::vector<double>(in.left.size()), std::vector<double>(in.left.size())};
    const std::size_t sizes[] = {1, 0, 63, 64, 65, 7, 480, 1, 129, 1024, 3};
    for (std::size_t done = 0, k = 0; done < in.left.size(); ++k) {
        const std::size_t n = std::min(sizes[k % std::size(sizes)], in.left.size() - done);
        cut.process(std::span(in.left).subspan(done, n), std::span(in.right).subspan(done, n),
                    std::span(out.left).subspan(done, n), std::span(out.right).subspan(done, n));
        done += n;
    }
    EXPECT_EQ(out.left, expected.left);
    EXPECT_EQ(out.right, expected.right);
}

TEST(BenchBlocks, OfAnySizeGiveTheSameOutput) {
    expect_same_for_any_cutting(Wiring::stereo, true);
    expect_same_for_any_cutting(Wiring::stereo, false);
    expect_same_for_any_cutting(Wiring::right, false);
}

TEST(BenchBlocks, AllocateNothing) {
    Bench bench = busy_bench(Wiring::left, false);
    const Stereo in = busy_signal(9000);
    Stereo out = in;
    const std::size_t before = testing::allocations_of_this_thread();
    bench.process(in.left, in.right, out.left, out.right);
    bench.select_load(1);
    bench.process(in.left, in.right, out.left, out.right);
    EXPECT_EQ(testing::allocations_of_this_thread(), before);
    EXPECT_GT(before, 0u);  // the counter counts
}

TEST(BenchBlocks, MayBeProcessedInPlace) {
    const Stereo in = busy_signal(3000);
    Bench apart = busy_bench(Wiring::stereo, true);
    const Stereo expected = run(apart, in);
    Bench bench = busy_bench(Wiring::stereo, true);
    Stereo both = in;
    bench.process(both.left, both.right, both.left, both.right);
    EXPECT_EQ(both.left, expected.left);
}

}  // namespace
}  // namespace ohmloop::simulation
