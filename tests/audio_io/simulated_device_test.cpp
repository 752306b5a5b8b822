#include "ohmloop/audio_io/simulated_device.hpp"

#include "ohmloop/simulation/random.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

namespace ohmloop::audio_io {
namespace {

constexpr double rate = 48000;
constexpr double pi = std::numbers::pi;
using Complex = std::complex<double>;
using Samples = std::vector<double>;

profiles::Load load(const std::string& name, double ohm, double tolerance = 0) {
    profiles::Load l;
    l.name = name;
    l.resistance_ohm = ohm;
    l.tolerance = tolerance;
    return l;
}

// 1 V, 1 ohm, silent but for its resistance; a card as quiet, DC coupled, latency 590.4 frames.
SimulatedSetup quiet_setup() {
    SimulatedSetup setup;
    setup.port.name = "test port";
    setup.port.full_scale = Volts(1);
    setup.port.source_resistance = Ohms(1);
    setup.card.full_scale = Volts(1.2);
    setup.card.noise_density = 0;
    setup.card.high_pass = Hertz(0);
    setup.loads = {load("open", std::numeric_limits<double>::infinity()), load("33", 33)};
    return setup;
}

signal::Waveform tone(double f, double seconds, double peak = 0.5, double right = 1) {
    signal::Waveform play{Hertz(rate), {}};
    const auto frames = static_cast<std::size_t>(seconds * rate);
    play.channels.assign(2, Samples(frames));
    for (std::size_t n = 0; n < frames; ++n) {
        const double x = peak * std::sin(2 * pi * f * static_cast<double>(n) / rate);
        play.channels[0][n] = x;
        play.channels[1][n] = right * x;
    }
    return play;
}

struct Session {
    explicit Session(const SimulatedSetup& setup)
        : bench(make_simulated_bench(setup, Hertz(rate))), stream(bench.device->start({})) {}
    signal::Recording play(const signal::Waveform& wave) { return stream->exchange(wave); }
    SimulatedBench bench;
    std::unique_ptr<device::RunningStream> stream;
};

// Complex amplitude of f (cycles per frame) over [first, first + count), phase at frame 0.
Complex amplitude(const Samples& x, double f, std::size_t first, std::size_t count) {
    Complex sum = 0;
    double window_sum = 0;
    for (std::size_t i = 0; i < count; ++i) {  // Hann squared: leakage of far lines below 1e-9
        const double s = std::sin(pi * (static_cast<double>(i) + 0.5) / static_cast<double>(count));
        const double w = s * s * s * s;
        const double cycles = f * static_cast<double>(first + i);
        sum += w * x[first + i] * std::polar(1.0, -2 * pi * (cycles - std::floor(cycles)));
        window_sum += w;
    }
    return 2.0 * Complex(0, 1) * sum / window_sum;
}

double level(const Samples& x, double hz = 1000) {
    return std::abs(amplitude(x, hz / rate, 24000, 24000));
}

double rms(const Samples& x) {
    double sum = 0;
    for (double v : x) sum += v * v;
    return std::sqrt(sum / static_cast<double>(x.size()));
}

TEST(SimulatedDevice, SaysThatItIsSimulated) {
    Session s(quiet_setup());
    EXPECT_TRUE(s.bench.device->output_info().simulated);
    EXPECT_TRUE(s.bench.device->input_info().simulated);
    EXPECT_EQ(s.bench.device->output_info().name, "test port");
    device::StreamSettings other;
    other.rates = Hertz(96000);
    EXPECT_THROW(s.bench.device->start(other), device::DeviceError);
}

// A tone is the same tone whatever the rate of the frames that carry it.
TEST(SimulatedDevice, PlaysAtARateOfItsOwn) {
    for (const double hz : {1000.0, 18000.0})
        for (const double played : {44100.0, 96000.0}) {
            const auto same = Session(quiet_setup()).play(tone(hz, 1));
            Session other(quiet_setup());
            const auto stream = other.bench.device->start({.rates = {Hertz(rate), Hertz(played)}});
            EXPECT_FALSE(stream->one_clock());
            auto play = tone(hz * rate / played, played / rate);
            play.rate = Hertz(played);
            const auto heard = stream->exchange(play);
            ASSERT_EQ(heard.frames(), same.frames());
            // Noise and rounding are drawn alike; the converter between is clean to 150 dB, and
            // where the tone begins and ends it rings.
            for (std::size_t n = 10000; n < 40000; ++n)
                ASSERT_NEAR(heard.channels[0][n], same.channels[0][n], 5e-7) << hz << ' ' << played;
        }
}

TEST(SimulatedDevice, RecordsWhatWasPlayedAndATail) {
    Session s(quiet_setup());
    const signal::Recording r = s.play(tone(1000, 1));
    EXPECT_GE(r.frames(), 48000 + 590 + static_cast<std::size_t>(0.25 * rate));
    EXPECT_EQ(r.frames_asked, r.frames());
    EXPECT_EQ(r.rate, Hertz(rate));
    EXPECT_TRUE(s.stream->one_clock());
}

// Full scale 1.2 V; 0.5 V peak into 10 kohm behind 1 ohm.
TEST(SimulatedDevice, HasTheCardsLevelAndLatency) {
    Session s(quiet_setup());
    const signal::Recording r = s.play(tone(1000, 1));
    const Complex x = amplitude(r.channels[0], 1000 / rate, 12000, 24000);
    EXPECT_NEAR(std::abs(x), 0.5 / 1.2 * 10000 / 10001, 1e-6);  // the circuit's fit
    const double expected_cycles = -0.0123 * 1000;
    const double cycles = std::arg(x) / (2 * pi) - expected_cycles;
    EXPECT_NEAR(cycles, std::round(cycles), 1e-6);  // 1 ns
}

TEST(SimulatedDevice, IsOneStreamOverAllExchanges) {
    SimulatedSetup setup = quiet_setup();
    setup.card.clock_offset = Ppm(37);
    Session s(setup);
    const signal::Recording first = s.play(tone(1000, 1));
    const signal::Recording second = s.play(tone(1000, 1));
    const double f = 1000 / rate / (1 + 37e-6);
    const Complex a = amplitude(first.channels[0], f, 12000, 24000);
    const Complex b = amplitude(second.channels[0], f, 12000, 24000);
    // The second stimulus begins a whole number of played frames after the first: the recorded
    // count between their starts is that times (1 + eps), of which whole frames were delivered.
    const double played = 48000 + std::ceil(590.4 + 0.25 * rate) + 1;
    const double late = played * (1 + 37e-6) - static_cast<double>(first.frames());
    const double cycles = std::arg(b / a) / (2 * pi) + late * f;
    EXPECT_NEAR(cycles, std::round(cycles), 1e-5);  // 0.5 millionths of the played second
}

TEST(SimulatedDevice, RunsItsRecorderFast) {
    for (double ppm : {60.0, -500.0}) {
        SimulatedSetup setup = quiet_setup();
        setup.card.clock_offset = Ppm(ppm);
        Session s(setup);
        EXPECT_FALSE(s.stream->one_clock());
        const signal::Recording r = s.play(tone(5000, 4));
        const double f = 5000 / rate / (1 + 1e-6 * ppm);
        const Complex a = amplitude(r.channels[0], f, 12000, 24000);
        const Complex b = amplitude(r.channels[0], f, 156000, 24000);
        EXPECT_NEAR(std::abs(a), 0.5 / 1.2 * 10000 / 10001, 1e-6) << ppm;
        // 3 s later: 1e-5 rad is 1e-10 of the frequency.
        EXPECT_NEAR(std::arg(b / a), 0, 1e-5) << ppm;
    }
}

TEST(SimulatedDevice, RoundsToItsBitsAndClips) {
    for (int bits : {16, 24}) {
        SimulatedSetup setup = quiet_setup();
        setup.card.bits = bits;
        setup.card.full_scale = Volts(0.5);  // clips a full-scale sine
        Session s(setup);
        const signal::Recording r = s.play(tone(1000, 0.5, 0.9));
        EXPECT_EQ(r.format, bits == 16 ? signal::SampleFormat::int16 : signal::SampleFormat::int24);
        const double steps = std::ldexp(1.0, bits - 1);
        for (double v : r.channels[0]) ASSERT_EQ(v * steps, std::round(v * steps));
        EXPECT_EQ(*std::max_element(r.channels[0].begin(), r.channels[0].end()), 1 - 1 / steps);
        EXPECT_EQ(*std::min_element(r.channels[0].begin(), r.channels[0].end()), -1);
    }
}

TEST(SimulatedDevice, ChangesItsLoadByName) {
    Session s(quiet_setup());
    const double open = level(s.play(tone(1000, 1)).channels[0]);
    s.bench.load_switch->select("33");
    const double loaded = level(s.play(tone(1000, 1)).channels[0]);
    // Zo = Z' Zin / (Zin - Z') with Z' = R (open / loaded - 1) = Zo || Zin (METHODS 4.1).
    const double parallel = 33 * (open / loaded - 1);
    EXPECT_NEAR(parallel * 10000 / (10000 - parallel), 1, 1e-4);  // 3e-6 of the ratio: rounding
    EXPECT_THROW(s.bench.load_switch->select("32"), device::DeviceError);
}

TEST(SimulatedDevice, RepeatsItsGainOnlySoWell) {
    SimulatedSetup setup = quiet_setup();
    setup.card.repeatability_db = 0.01;
    Session s(setup);
    double sum = 0;
    double square = 0;
    constexpr int takes = 60;
    for (int i = 0; i < takes; ++i) {
        s.bench.load_switch->select("33");
        const double db = 20 * std::log10(level(s.play(tone(1000, 1)).channels[0]));
        sum += db;
        square += db * db;
    }
    const double sigma = std::sqrt((square - sum * sum / takes) / (takes - 1));
    EXPECT_NEAR(sigma, 0.01, 4 * 0.01 / std::sqrt(2.0 * (takes - 1)));  // 4 sigma
}

TEST(SimulatedDevice, DriftsSlowly) {
    SimulatedSetup setup = quiet_setup();
    setup.card.drift_db = 0.1;
    double square = 0;
    constexpr int seeds = 20;
    for (int seed = 0; seed < seeds; ++seed) {
        setup.seed = static_cast<std::uint64_t>(seed);
        Session s(setup);
        const signal::Recording r = s.play(tone(1000, 5));
        const double begin = std::abs(amplitude(r.channels[0], 1000 / rate, 4800, 4800));
        const double end = std::abs(amplitude(r.channels[0], 1000 / rate, 230400, 4800));
        square += std::pow(20 * std::log10(end / begin), 2);
    }
    // 4.7 s of a walk of 0.1 dB a minute; a variance of 20 values scatters by 32 %, 4 sigma.
    EXPECT_NEAR(square / seeds / (0.01 * 4.7 / 60), 1, 4 * std::sqrt(2.0 / seeds));
}

TEST(SimulatedDevice, DrawsLoadsAndProfileWithinTheirTolerances) {
    SimulatedSetup setup = quiet_setup();
    setup.loads[1].tolerance = 0.01;
    setup.card.resistance_tolerance = 0.05;
    setup.card.full_scale_tolerance = 0.02;
    double least = 1;
    double most = -1;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        setup.seed = seed;
        const SimulatedBench bench = make_simulated_bench(setup, Hertz(rate));
        const double error = bench.truth.loads[1].resistance_ohm / 33 - 1;
        EXPECT_TRUE(bench.truth.loads[0].is_open());
        EXPECT_LE(std::abs(error), 0.01);
        least = std::min(least, error);
        most = std::max(most, error);
        const auto& stated = *bench.profile.input_resistance_ohm;
        EXPECT_EQ(stated.tolerance, 0.05);
        EXPECT_LE(std::abs(10000 / stated.value - 1), 0.05 * (1 + 1e-12));  // rounding
        EXPECT_LE(std::abs(1.2 / bench.profile.full_scale_v->value - 1), 0.02 * (1 + 1e-12));
        EXPECT_EQ(bench.profile.input_capacitance_pf->value, 1e12 * 200e-12);
    }
    EXPECT_LT(least, -0.008);  // of 100 draws the chance to miss the outer tenth is 3e-5
    EXPECT_GT(most, 0.008);
}

TEST(SimulatedDevice, StatesItsInputNoise) {
    SimulatedSetup setup = quiet_setup();
    setup.port.source_resistance = Ohms(0);
    setup.card.noise_density = 12e-9;
    setup.card.bits = 16;  // 1.2 V: rounding weighs most
    setup.card.full_scale = Volts(0.01);
    setup.card.high_pass = Hertz(1);
    setup.card.latency = Seconds(0.0125);  // whole frames: between frames noise ends at 0.46 rate
    Session s(setup);
    const Samples x = s.play({Hertz(rate), {Samples(192000), Samples(192000)}}).channels[0];
    const double volts = rms(x) * 0.01 * std::numbers::sqrt2;  // 0 to 24 kHz, white
    const double stated = *s.bench.profile.noise_v;
    // rms of 2e5 values: 0.16 %; of the stated one: 0.5 / sqrt(2e5) = 0.11 %; 4 sigma together.
    EXPECT_NEAR(stated / (volts * std::sqrt(19980 / 24000.0)), 1, 0.008);
}

TEST(SimulatedDevice, StatesItsInputNoiseOnTheFullScaleItStates) {
    // The noise is read off a recording: its ratio to full scale is right however wrong that is.
    SimulatedSetup setup = quiet_setup();
    setup.card.full_scale = Volts(2);
    setup.card.full_scale_tolerance = 0.1;
    setup.card.noise_averaging = Seconds(1e6);
    for (unsigned seed = 1; seed <= 10; ++seed) {
        setup.seed = seed;
        const SimulatedBench bench = make_simulated_bench(setup, Hertz(rate));
        const double step = std::ldexp(2 * std::numbers::sqrt2, 1 - setup.card.bits);
        const double density =
            setup.card.noise_density * setup.card.noise_density + step * step / 12 / (rate / 2);
        // A million seconds scatter by 4e-6: five of them.
        EXPECT_NEAR(*bench.profile.noise_v / bench.profile.full_scale_v->value /
                        (std::sqrt(density * 19980) / 2),
                    1, 2e-5);
    }
}

TEST(SimulatedDevice, StatesItsOwnDistortionAtFullScale) {
    SimulatedSetup setup = quiet_setup();
    setup.card.second_harmonic = 3e-5;
    setup.card.third_harmonic = 4e-5;
    EXPECT_NEAR(make_simulated_bench(setup, Hertz(rate)).profile.thd_db.value_or(0),
                20 * std::log10(5e-5), 1e-9);
    setup.card.second_harmonic = setup.card.third_harmonic = 0;
    EXPECT_EQ(make_simulated_bench(setup, Hertz(rate)).profile.thd_db, -180);
}

TEST(SimulatedDevice, SetsItsRangeToThePort) {
    SimulatedSetup setup = quiet_setup();
    setup.card.full_scale = Volts(0);
    const SimulatedBench bench = make_simulated_bench(setup, Hertz(rate));
    EXPECT_DOUBLE_EQ(bench.truth.card.full_scale.value(), 1.2);
    EXPECT_DOUBLE_EQ(bench.profile.full_scale_v->value, 1.2);
}

}  // namespace
}  // namespace ohmloop::audio_io
