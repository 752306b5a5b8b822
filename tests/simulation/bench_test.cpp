#include "ohmloop/simulation/bench.hpp"

#include "simulation/bench_reading.hpp"

#include <gtest/gtest.h>

namespace ohmloop::simulation {
namespace {

using namespace reading;

struct Source {
    double ohm;
    double henry;
    double farad;  // 0: none

    [[nodiscard]] Complex at(double f) const {
        const Complex s(0, 2 * pi * f);
        return ohm + s * henry + (farad > 0 ? 1.0 / (s * farad) : Complex(0));
    }
    [[nodiscard]] profiles::VirtualPort port() const {
        profiles::VirtualPort p = source(ohm);
        p.source_inductance = Henries(henry);
        if (farad > 0) p.coupling_capacitance = Farads(farad);
        return p;
    }
};

Complex admittance(double load_ohm, double input_ohm, double input_f, double f) {
    return 1 / load_ohm + 1 / input_ohm + Complex(0, 2 * pi * f * input_f);
}

// The source impedance a perfect analysis would find from the open reading and one load's
// (METHODS: Zo = (X1 - X2) / (X2 Y2 - X1 Y1)), against the circuit's.
void expect_impedance(const Source& s, double input_ohm, double input_f, double rate) {
    constexpr double load = 33;
    Drive drive;
    drive.settle_s = 2;
    for (double f : {10., 20., 100., 997., 5000., 10000., 15000., 20000.})
        if (f < 0.45 * rate) drive.tones_hz.push_back(f);
    drive.tones_hz.erase(drive.tones_hz.begin());
    Bench bench(s.port(), ideal_card(input_ohm, input_f), {open_jack(), resistor(load)},
                Wiring::stereo, Hertz(rate), 1);
    const Stereo in = stimulus(drive, rate);
    const Stereo open = run(bench, in);
    bench.select_load(1);
    const Stereo loaded = run(bench, in);
    for (double f : drive.tones_hz) {
        const Complex x1 = amplitude(open.left, f, rate);
        const Complex x2 = amplitude(loaded.left, f, rate);
        const Complex y1 =
            admittance(std::numeric_limits<double>::infinity(), input_ohm, input_f, f);
        const Complex y2 = admittance(load, input_ohm, input_f, f);
        const Complex z = (x1 - x2) / (x2 * y2 - x1 * y1);
        // The promise of the header.
        EXPECT_LT(std::abs(z - s.at(f)), 2e-4 * std::abs(s.at(f)) + 2e-4)
            << s.ohm << " ohm " << s.henry << " H " << s.farad << " F at " << f << " Hz, input "
            << input_ohm << " ohm " << input_f << " F, rate " << rate;
    }
}

TEST(Bench, HasTheSourceImpedanceOfItsCircuit) {
    for (double ohm : {0.05, 1.0, 120.0, 1000.0})
        for (double henry : {0.0, 50e-6})
            for (double farad : {0.0, 1e-6, 1000e-6}) {
                expect_impedance({ohm, henry, farad}, 1e3, 1e-9, 48000);
                expect_impedance({ohm, henry, farad}, 1e6, 200e-12, 48000);
            }
}

TEST(Bench, HasTheSameCircuitAtEveryRate) {
    for (double rate : {44100.0, 96000.0, 192000.0})
        for (const Source& s : {Source{0.9, 50e-6, 0}, Source{14, 1e-6, 10e-6}})
            expect_impedance(s, 10e3, 1e-9, rate);
}

// The table of METHODS 9.5: 33 ohm, 220 uF and 1 uH into 20 kohm and a load, magnitude and
// degrees, printed to 1e-9 and 1e-6 degrees; the bench's own delay is a whole number of frames.
TEST(Bench, GivesTheTabulatedVoltages) {
    struct Row {
        double f, load, magnitude, degrees;
    };
    constexpr double inf = std::numeric_limits<double>::infinity();
    const Row rows[] = {{20, inf, .998351091, .103453},     {20, 32, .429755547, 29.114390},
                        {20, 16, .262540165, 36.441627},    {100, 1000, .966484372, .420601},
                        {100, 16, .322853864, 8.399869},    {1000, inf, .998352717, .002051},
                        {1000, 100, .750937073, .310101},   {1000, 32, .491878128, .632619},
                        {20000, inf, .998352718, -.000256}, {20000, 100, .750947901, -.038698},
                        {20000, 32, .491907645, -.078947},  {20000, 16, .326354236, -.104670}};
    const Source s{33, 1e-6, 220e-6};
    for (const Row& row : rows) {
        Bench bench(s.port(), ideal_card(20000), {resistor(row.load)}, Wiring::stereo, Hertz(48000),
                    1);
        Drive drive;
        drive.tones_hz = {row.f};
        // The coupling capacitor takes 4.4 s into 20 kohm to forget how the tone began.
        drive.settle_s = row.f == 20 ? 12 : 2;
        const Stereo out = run(bench, stimulus(drive, 48000));
        const Complex x =
            amplitude(out.left, row.f, 48000, static_cast<double>(bench.delay_frames())) /
            drive.left;
        // The fit of the circuit leaves 1e-6.
        EXPECT_NEAR(std::abs(x), row.magnitude, 2e-6) << row.f << " Hz, " << row.load;
        EXPECT_NEAR(std::arg(x) * 180 / pi, row.degrees, 1e-4) << row.f << " Hz, " << row.load;
    }
}

// METHODS 4.5: Zo = 3, R = 32, r_g = 0.4.
class SharedReturn : public testing::Test {
  protected:
    static Complex read(double left, double right, std::size_t load, Wiring wiring,
                        bool other = false) {
        profiles::VirtualPort port = source(3);
        port.shared_ground = Ohms(0.4);
        Bench bench(port, ideal_card(1e9), {open_jack(), resistor(32)}, wiring, Hertz(48000), 1);
        bench.select_load(load);
        Drive drive;
        drive.left = left;
        drive.right = right;
        const Stereo out = run(bench, stimulus(drive, 48000));
        return amplitude(other ? out.right : out.left, 997, 48000,
                         static_cast<double>(bench.delay_frames()));
    }
    static double apparent_ohm(double right, Wiring wiring) {
        const Complex open = read(0.1, right, 0, wiring);
        const Complex loaded = read(0.1, right, 1, wiring);
        return (32.0 * (open / loaded - 1.0)).real();
    }
};

// 1e-5 ohm: 3e-7 of the divider, what the FIR fit leaves.
TEST_F(SharedReturn, AddsTwiceToEqualDrive) {
    EXPECT_NEAR(apparent_ohm(0.1, Wiring::stereo), 3.8, 1e-5);
}
TEST_F(SharedReturn, VanishesForOppositeDrive) {
    EXPECT_NEAR(apparent_ohm(-0.1, Wiring::stereo), 3.0, 1e-5);
}
TEST_F(SharedReturn, AddsOnceWithTheOtherChannelUnloaded) {
    EXPECT_NEAR(apparent_ohm(0, Wiring::left), 3.4, 1e-5);
}
TEST_F(SharedReturn, AddsNearlyOnceWithTheOtherChannelLoadedAndSilent) {
    const double s = 35;
    EXPECT_NEAR(apparent_ohm(0, Wiring::stereo), s * (s + 0.8) / (s + 0.4) - 32, 1e-5);
}
TEST_F(SharedReturn, LeaksIntoTheSilentChannelUpsideDown) {
    const Complex crosstalk =
        read(0.1, 0, 1, Wiring::stereo, true) / read(0.1, 0, 1, Wiring::stereo);
    EXPECT_NEAR(crosstalk.real(), -0.4 / 35.4, 1e-7);
    EXPECT_NEAR(20 * std::log10(std::abs(crosstalk)), -38.939, 1e-3);
}

// One channel loaded: both node voltages from a nodal solution of the two unequal loops.
TEST(Bench, SolvesUnequalChannelsWithASharedReturn) {
    const Source s{12, 2e-6, 10e-6};
    constexpr double ground = 0.5;
    constexpr double input = 1000;
    profiles::VirtualPort port = s.port();
    port.shared_ground = Ohms(ground);
    Drive drive;
    drive.tones_hz = {20, 997, 15000};
    drive.left = 0;
    drive.right = 0.2;
    Bench bench(port, ideal_card(input, 500e-12), {resistor(33, 0.1)}, Wiring::left, Hertz(48000),
                1);
    const Stereo out = run(bench, stimulus(drive, 48000));
    for (double f : drive.tones_hz) {
        const Complex z_left = 1.0 / admittance(33.1, input, 500e-12, f);
        const Complex z_right =
            1.0 / admittance(std::numeric_limits<double>::infinity(), input, 500e-12, f);
        const Complex a = s.at(f) + z_left + ground;
        const Complex b = s.at(f) + z_right + ground;
        const Complex determinant = a * b - ground * ground;
        const auto delay = static_cast<double>(bench.delay_frames());
        const Complex left = amplitude(out.left, f, 48000, delay) / 0.2;
        const Complex right = amplitude(out.right, f, 48000, delay) / 0.2;
        // 3e-6 of the driven voltage: the fit, and r_g^2 / (S S') = 5e-6 of the coupling corner.
        EXPECT_LT(std::abs(left + z_left * ground / determinant), 3e-6) << f;
        EXPECT_LT(std::abs(right - z_right * a / determinant), 1e-5) << f;
    }
}

TEST(Bench, AppliesVolumePolarityAndBalance) {
    profiles::VirtualPort port = source(1);
    port.inverted = true;
    port.balance_db = 0.5;
    port.volume_db = -20;
    Bench bench(port, ideal_card(), {open_jack()}, Wiring::stereo, Hertz(48000), 1);
    const Stereo out = run(bench, stimulus({}, 48000));
    const auto delay = static_cast<double>(bench.delay_frames());
    const double divider = 10000.0 / 10001;
    const Complex left = amplitude(out.left, 997, 48000, delay);
    const Complex right = amplitude(out.right, 997, 48000, delay);
    EXPECT_NEAR(left.real(), -0.1 * 0.1 * divider, 1e-8);             // fit
    EXPECT_NEAR(20 * std::log10(std::abs(right / left)), 0.5, 1e-6);  // thermal noise
}

TEST(Bench, SensesTheLoad) {
    constexpr double inf = std::numeric_limits<double>::infinity();
    profiles::VirtualPort port = source(0.5, 1);
    port.sensed_loads = {{Ohms(0), Ohms(150), Volts(1.25), std::nullopt},
                         {Ohms(150), Ohms(1000), Volts(0.5), Ohms(10)},
                         {Ohms(1000), Ohms(inf), Volts(1), std::nullopt}};
    const struct {
        double load, emf, ohm;
    } rows[] = {{33, 1.25, 0.5}, {149.9, 1.25, 0.5}, {150, 0.5, 10},
                {999, 0.5, 10},  {1000, 1, 0.5},     {inf, 1, 0.5}};
    for (const auto& row : rows) {
        Bench bench(port, ideal_card(1e9), {resistor(row.load)}, Wiring::stereo, Hertz(48000), 1);
        const Stereo out = run(bench, stimulus({}, 48000));
        const double divider = std::isinf(row.load) ? 1 : row.load / (row.load + row.ohm);
        EXPECT_NEAR(std::abs(amplitude(out.left, 997, 48000)), 0.1 * row.emf * divider, 1e-7)
            << row.load;
    }
}

TEST(Bench, SetsTheCardsRangeByTheHighestLevel) {
    profiles::VirtualPort port = source(0.5, 1);
    port.sensed_loads = {{Ohms(0), Ohms(150), Volts(1.25), std::nullopt},
                         {Ohms(150), Ohms(1e12), Volts(3), std::nullopt}};
    profiles::SimulatedCard card;
    card.full_scale = Volts(0);
    EXPECT_DOUBLE_EQ(full_scale(card, port, {resistor(33)}).value(), 1.2 * 3);
    port.rail_peak = Volts(2);
    EXPECT_DOUBLE_EQ(full_scale(card, port, {resistor(33)}).value(), 1.2 * std::sqrt(2.0));
    card.full_scale = Volts(7);
    EXPECT_DOUBLE_EQ(full_scale(card, port, {resistor(33)}).value(), 7);
}

// A capacitor charged through one load goes on with that charge into the next: a step of E stands
// across R + R1 and C for t, then v = (E e^{-t / ((R + R1) C)}) R2 / (R + R2) e^{-t' / ((R + R2)
// C)}.
TEST(Bench, KeepsTheCouplingCapacitorsChargeWhenTheLoadChanges) {
    const Source s{100, 0, 100e-6};
    constexpr double rate = 48000;
    Bench bench(s.port(), ideal_card(1e9), {resistor(1000), resistor(300)}, Wiring::stereo,
                Hertz(rate), 1);
    const auto delay = bench.delay_frames();
    const std::size_t first = 4800 + delay;
    const std::size_t second = 2400;
    const Stereo step{std::vector<double>(first, 0.5), std::vector<double>(first, 0.5)};
    const Stereo more{std::vector<double>(second, 0.5), std::vector<double>(second, 0.5)};
    const Stereo before = run(bench, step);
    const double t1 = 4800 / rate;
    const double e = 0.5;
    EXPECT_NEAR(before.left.back(), e * std::exp(-t1 / 0.11) * 1000 / 1100, 1e-4);
    bench.select_load(1);
    const Stereo after = run(bench, more);
    // The change acts on the capacitor ahead of the FIR filter, 48 frames before it is heard; 1e-4:
    // the high-pass's gain stands for either load's.
    const double heard = 48 / rate;
    const double t2 = static_cast<double>(second) / rate - heard;
    EXPECT_NEAR(after.left.back(), e * std::exp(-(t1 + heard) / 0.11) * 0.75 * std::exp(-t2 / 0.04),
                1e-4);
}

}  // namespace
}  // namespace ohmloop::simulation
