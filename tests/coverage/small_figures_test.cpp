// Noise, THD and THD+N against their own intervals, where they are hard: hum above the noise, an
// input that distorts as much as the port, recordings of sixteen bits. Ports and cards are solved
// in the frequency domain by tests/support, truth is worked out here.

#include "coverage/recorded_measurement.hpp"
#include "support/interval_pool.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

using namespace ohmloop;
using namespace ohmloop::test;

namespace {

constexpr double band = 19980;

double db(double ratio) { return 20 * std::log10(ratio); }

RecordedSetup setup_of(const PortCircuit& port, std::uint64_t seed) {
    RecordedSetup setup;
    setup.port = port;
    setup.card.full_scale_v = 1.2 * port.emf_v;
    setup.card.noise_density = 12e-9;
    setup.plan = "quick";
    setup.loads = "open";
    setup.seed = seed;
    setup.clock_ppm = 20.0 * static_cast<double>(seed % 7) - 60;
    return setup;
}

double gain_of(const RecordedSetup& setup, double hz) {
    const auto jack = jack_transfer(setup.port, setup.card, 0, hz);
    return std::abs(jack.own + jack.cross);
}

std::vector<result::Figure> unweighted_noise(const measure::Findings& findings) {
    return figures_of(findings, "noise", [](const auto& key) { return key.weighting == "none"; });
}

}  // namespace

TEST(small_figures, CoverNoiseThatIsMostlyHum) {
    // From a tenth of the noise's power to ten thousand times it.
    IntervalPool noise("noise with hum");
    IntervalPool hum("hum");
    IntervalPool thd_n("THD+N with hum");
    const int count = runs(24);
    for (int k = 0; k < count; ++k) {
        PortCircuit port{.emf_v = 1, .resistance_ohm = 10, .noise_density = 150e-9};
        const double levels[] = {7e-6, 7e-5, 7e-4, 2e-3};
        port.hum_v = levels[k % 4];
        port.second_harmonic = 1e-4;
        auto setup = setup_of(port, first_seed() + static_cast<std::uint64_t>(k));
        setup.card.high_pass_hz = 5;  // takes 0.04 dB of the hum, and is declared
        const auto findings = measure_recordings(setup);
        const double gain = gain_of(setup, 997);
        const double random = port.noise_density * std::sqrt(band) * gain;
        const double truth = std::hypot(random, port.hum_v * gain);
        for (const auto& figure : unweighted_noise(findings)) noise.add(figure, truth);
        for (const auto& figure : figures_of(findings, "hum"))
            if (figure.kind == result::Kind::measured) hum.add(figure, port.hum_v * gain);
        for (const auto& figure : figures_of(findings, "thd_n")) {
            const double a = std::pow(10, *figure.key.level_dbfs / 20);
            thd_n.add(figure, db(std::hypot(truth, 1e-4 * a * a * gain) / (a * gain)));
        }
    }
    noise.judge(noise.least_by_chance(), 1);
    hum.judge(hum.least_by_chance(), 1);
    thd_n.judge(thd_n.least_by_chance(), 1);
}

TEST(small_figures, HoldThePortsDistortionBehindAnInputsOwn) {
    // An input of -100 dB and a port 0 to 30 dB above it, in phase, opposed, and in different
    // orders: the interval of a bound may be wide, and may not miss.
    int figures = 0;
    for (const double second : {1e-5, -3e-5, 3e-4, -3e-4})
        for (const double third : {0.0, 1e-5, -3e-5}) {
            PortCircuit port{.emf_v = 1, .resistance_ohm = 10, .noise_density = 30e-9};
            port.second_harmonic = second;
            port.third_harmonic = third;
            auto setup = setup_of(port, first_seed());
            setup.card.second_harmonic = 7e-6;
            setup.card.third_harmonic = -7e-6;
            const auto findings = measure_recordings(setup);
            const double gain = gain_of(setup, 997);
            for (const char* quantity : {"thd", "thd_n"})
                for (const auto& figure : figures_of(findings, quantity)) {
                    const double a = std::pow(10, *figure.key.level_dbfs / 20);
                    const double harmonics = a * gain * std::hypot(second * a, third * a * a);
                    const double noise =
                        quantity == std::string("thd") ? 0 : 30e-9 * std::sqrt(band) * gain;
                    const double truth = db(std::hypot(harmonics, noise) / (a * gain));
                    ASSERT_TRUE(figure.high);
                    EXPECT_GE(*figure.high, truth) << quantity << second << third;
                    EXPECT_LE(figure.low.value_or(-200), truth) << quantity << second << third;
                    // An interval or a bound, never more than 6 dB above what port and input make.
                    EXPECT_LE(*figure.high,
                              db(std::hypot(harmonics, noise) / (a * gain) + 2e-5) + 6)
                        << quantity << second << third;
                    ++figures;
                }
        }
    EXPECT_EQ(figures, 4 * 3 * 2 * 2);
}

TEST(small_figures, OfACleanPortAreAtOrBelowTheInputsOwn) {
    PortCircuit port{.emf_v = 1, .resistance_ohm = 10, .noise_density = 20e-9};
    auto setup = setup_of(port, first_seed());
    setup.card.second_harmonic = 7e-6;
    setup.card.third_harmonic = 7e-6;
    const auto findings = measure_recordings(setup);
    for (const char* quantity : {"thd", "thd_n"})
        for (const auto& figure : figures_of(findings, quantity)) {
            EXPECT_EQ(figure.kind, result::Kind::upper_bound) << quantity;
            EXPECT_GT(figure.value.value_or(-200), -101) << quantity;
            EXPECT_LT(figure.value.value_or(0), -93) << quantity;
        }
}

TEST(small_figures, CoverTheDistortionOfSixteenBits) {
    // A recording that uses an eighth of its range, with too little noise to dither it: what
    // rounding adds keeps step with the tone.
    IntervalPool thd("THD in 16 bits");
    const int count = runs(24);
    for (int k = 0; k < count; ++k) {
        PortCircuit port{.emf_v = 1, .resistance_ohm = 10, .noise_density = 20e-9};
        port.second_harmonic = 1e-4;
        port.third_harmonic = 1e-4;
        port.emf_v = 1 + 0.01 * k;  // another place between the steps
        auto setup = setup_of(port, first_seed() + static_cast<std::uint64_t>(k));
        setup.card.full_scale_v = 8;
        setup.card.bits = 16;
        const auto findings = measure_recordings(setup);
        for (const auto& figure : figures_of(findings, "thd")) {
            const double a = std::pow(10, *figure.key.level_dbfs / 20);
            thd.add(figure, db(std::hypot(1e-4 * a, 1e-4 * a * a)));
        }
    }
    thd.judge(thd.least_by_chance(), 1);
}

TEST(small_figures, BoundNoiseBelowTheInputsOwn) {
    // r = 14: 39 of 40 bounds lie above the truth; 24 runs of two channels fall below 0.90 of that
    // once in two hundred times.
    int above = 0;
    int all = 0;
    const int count = runs(24);
    for (int k = 0; k < count; ++k) {
        PortCircuit port{.emf_v = 1, .resistance_ohm = 10, .noise_density = 12e-9 / std::sqrt(14)};
        const auto setup = setup_of(port, first_seed() + static_cast<std::uint64_t>(k));
        const double truth = port.noise_density * std::sqrt(band) * gain_of(setup, 997);
        for (const auto& figure : unweighted_noise(measure_recordings(setup))) {
            EXPECT_EQ(figure.kind, result::Kind::upper_bound);
            above += figure.value.value_or(0) >= truth ? 1 : 0;
            ++all;
        }
    }
    EXPECT_GE(above, 0.90 * all);
    std::printf("%d of %d bounds above the truth\n", above, all);
}
