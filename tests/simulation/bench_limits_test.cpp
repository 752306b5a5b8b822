#include "simulation/bench_reading.hpp"

#include "ohmloop/simulation/bench.hpp"

#include <gtest/gtest.h>

namespace ohmloop::simulation {
namespace {

using namespace reading;

constexpr double rate = 48000;

Stereo play(const profiles::VirtualPort& port, double load_ohm, const Drive& drive,
            const profiles::SimulatedCard& card) {
    Bench bench(port, card, {resistor(load_ohm)}, Wiring::stereo, Hertz(rate), 1);
    return run(bench, stimulus(drive, rate));
}

double level(const std::vector<double>& x, double f) { return std::abs(amplitude(x, f, rate)); }

Drive tone(double f, double peak) {
    Drive drive;
    drive.tones_hz = {f};
    drive.left = drive.right = peak;
    return drive;
}

// Fundamental of a sine of amplitude 1 clipped at c (METHODS 6; textbook integral).
double clipped_fundamental(double c) { return 2 / pi * (std::asin(c) + c * std::sqrt(1 - c * c)); }

// v + a2 v^2 + a3 v^3 of A sin: A + 3/4 a3 A^3, a2 A^2 / 2, a3 A^3 / 4.
TEST(BenchLimits, BendsByTheStatedPolynomial) {
    profiles::VirtualPort port = source(1);
    port.second_harmonic = 0.02;
    port.third_harmonic = 0.003;
    port.harmonics_at = Volts(0.5);
    const double reference = 0.5 * std::numbers::sqrt2;
    const double a2 = 2 * 0.02 / reference;
    const double a3 = 4 * 0.003 / (reference * reference);
    const double divider = 33 / 34.0;     // all of the circuit, the card's input being 1e9 ohm
    for (double emf : {0.1, 0.5, 0.8}) {  // rms
        const double a = emf * std::numbers::sqrt2;
        const Stereo out = play(port, 33, tone(997, emf), ideal_card(1e9));
        const double scale = divider / std::numbers::sqrt2;
        // 2e-6: pass band ripple of the half-band filters and the circuit's fit.
        EXPECT_NEAR(level(out.left, 997), scale * (a + 0.75 * a3 * a * a * a), 2e-6 * a) << emf;
        EXPECT_NEAR(level(out.left, 1994), scale * a2 * a * a / 2, 2e-6 * a) << emf;
        EXPECT_NEAR(level(out.left, 2991), scale * a3 * a * a * a / 4, 2e-6 * a) << emf;
    }
}

TEST(BenchLimits, FoldsNoHarmonicBack) {
    profiles::VirtualPort port = source(1);
    port.second_harmonic = 0.01;
    port.third_harmonic = 0.01;
    const Stereo out = play(port, 33, tone(15000, 0.9), ideal_card());
    // 30 kHz and 45 kHz would come back at 18 and 3 kHz; the filters hold 125 dB below 1 %.
    EXPECT_LT(level(out.left, 18000), 1e-8);
    EXPECT_LT(level(out.left, 3000), 1e-8);
}

TEST(BenchLimits, BendsInTheCardAsStated) {
    profiles::SimulatedCard card = ideal_card(1e9);
    card.second_harmonic = 1e-4;
    card.third_harmonic = 2e-5;
    const Stereo out = play(source(0), 1e6, tone(997, 0.999), card);
    const double a = 0.999;  // 1e-9: the half-band filters' ripple of a bend of 1e-4
    EXPECT_NEAR(level(out.left, 997), a + 0.75 * 8e-5 * a * a * a, 1e-7);  // the circuit's fit
    EXPECT_NEAR(level(out.left, 1994), 1e-4 * a * a, 1e-9);
    EXPECT_NEAR(level(out.left, 2991), 2e-5 * a * a * a, 1e-9);
    const Stereo high = play(source(0), 1e6, tone(15000, 0.999), card);
    EXPECT_LT(level(high.left, 18000), 1e-9);  // no alias of 30 kHz
}

TEST(BenchLimits, ClipsAtItsRails) {
    profiles::VirtualPort port = source(1);
    port.rail_peak = Volts(1);
    const Stereo out = play(port, 33, tone(997, 0.9), ideal_card(1e9));
    const double a = 0.9 * std::numbers::sqrt2;
    const double expected = a * clipped_fundamental(1 / a) * 33 / 34 / std::numbers::sqrt2;
    // Sampled at 384 kHz, a corner lies within 1/2 step: (0.0082 rad)^2 / 6 of the fundamental.
    EXPECT_NEAR(level(out.left, 997), expected, 3e-5);
    EXPECT_LT(level(out.left, 1994), 1e-7);  // symmetric
}

TEST(BenchLimits, ClipsTheCurrentIntoAResistor) {
    profiles::VirtualPort port = source(0.9);
    port.current_peak = Amperes(0.02);
    const double unlimited = 0.9 * std::numbers::sqrt2 / 33.9;
    const Stereo out = play(port, 33, tone(997, 0.9), ideal_card(1e9));
    const double i = unlimited * clipped_fundamental(0.02 / unlimited);
    EXPECT_NEAR(level(out.left, 997), i * 33 / std::numbers::sqrt2, 2e-5);  // as for the rails
    // Third harmonic of a clipped sine: (4 / 3 pi) c (1 - c^2)^{3/2}.
    const double c = 0.02 / unlimited;
    EXPECT_NEAR(level(out.left, 2991),
                unlimited * 33 / std::numbers::sqrt2 * 4 / (3 * pi) * c * std::pow(1 - c * c, 1.5),
                5e-5);
}

TEST(BenchLimits, LeavesAJackThatTakesLessCurrentAlone) {
    profiles::VirtualPort port = source(0.9);
    const Stereo straight = play(port, 33, tone(997, 0.7), ideal_card(1e9));
    port.current_peak = Amperes(0.7 * std::numbers::sqrt2 / 33.9 * 1.0001);
    const Stereo limited = play(port, 33, tone(997, 0.7), ideal_card(1e9));
    for (std::size_t n = 0; n < straight.left.size(); ++n)
        ASSERT_NEAR(limited.left[n], straight.left[n], 1e-12) << n;
}

// The same circuit in steps of 1 / (512 rate), explicitly: i = clamp((e - v_C) / R).
TEST(BenchLimits, ClipsTheCurrentThroughACouplingCapacitor) {
    profiles::VirtualPort port = source(10);
    port.coupling_capacitance = Farads(47e-6);
    port.current_peak = Amperes(0.01);
    const Stereo out = play(port, 33, tone(60, 0.9), ideal_card(1e9));
    constexpr double step = 1 / (512 * rate);
    constexpr std::size_t periods = 40;
    const auto per_period = static_cast<std::size_t>(512 * rate / 60);
    double charge = 0;
    Complex sum = 0;
    for (std::size_t n = 0; n < periods * per_period; ++n) {
        const double phase =
            2 * pi * static_cast<double>(n % per_period) / static_cast<double>(per_period);
        const double e = 0.9 * std::numbers::sqrt2 * std::sin(phase);
        const double i = std::clamp((e - charge) / 43, -0.01, 0.01);
        charge += step * i / 47e-6;
        if (n >= (periods - 1) * per_period) sum += 33 * i * std::polar(1.0, -phase);
    }
    const double expected =
        2 * std::abs(sum) / static_cast<double>(per_period) / std::numbers::sqrt2;
    EXPECT_NEAR(level(out.left, 60), expected, 2e-5);  // Euler's step and the sampled corner
}

TEST(BenchLimits, HoldsTheCurrentOfEachChannelBehindASharedReturn) {
    profiles::VirtualPort port = source(3);
    port.shared_ground = Ohms(0.4);
    port.current_peak = Amperes(0.02);
    Drive drive = tone(997, 0.9);
    drive.right = 0.1;  // below the limit
    const Stereo out = play(port, 32, drive, ideal_card(1e9));
    // The band-limited picture of a clipped wave overshoots its flat top by a few percent (Gibbs).
    EXPECT_LT(peak(out.left, rate) * std::numbers::sqrt2 / 32, 0.02 * 1.03);
    EXPECT_GT(peak(out.left, rate) * std::numbers::sqrt2 / 32, 0.02 * 0.99);
    // The other channel hears r_g times the clipped current: i2 = (e2 - r_g i1) / (S + r_g).
    const double i1 = level(out.left, 997) * std::numbers::sqrt2 / 32;
    const double e2 = 0.1 * std::numbers::sqrt2;
    EXPECT_NEAR(level(out.right, 997) * std::numbers::sqrt2 / 32, (e2 - 0.4 * i1) / 35.4, 1e-7);
}

TEST(BenchLimits, CouplesTheCardWithAFirstOrderHighPass) {
    profiles::SimulatedCard card = ideal_card(1e9);
    card.high_pass = Hertz(5);
    Drive drive = tone(20, 0.1);
    Bench bench(source(0), card, {resistor(1e6)}, Wiring::stereo, Hertz(rate), 1);
    const Stereo out = run(bench, stimulus(drive, rate));
    const Complex x =
        amplitude(out.left, 20, rate, static_cast<double>(bench.delay_frames())) / 0.1;
    const Complex expected = Complex(0, 20) / Complex(5, 20);
    EXPECT_LT(std::abs(x - expected), 1e-6);  // the bilinear rule at 20 Hz: (w T)^2 / 12
}

}  // namespace
}  // namespace ohmloop::simulation
